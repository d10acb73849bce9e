import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Sighting } from '#contract/sighting.ts';
import { useApiMutation, useApiQuery } from '../../api/use-api.ts';
import { ClipUnderWay } from '../clips/alarm-clip.tsx';
import { ClipPlayer } from '../clips/clip-player.tsx';
import { clipLength } from '../clips/clip-words.ts';
import { useSayClip } from '../clips/use-clip-feed.tsx';
import { useNowMs } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { routeTo } from '../console/route.ts';
import { KeyCap } from '../../ui/key-cap.tsx';
import { clipAround, cutAround, ringSeconds } from './clip-around.ts';
import styles from './sighting-page.module.css';

/** As many of one camera as are looked through for one that shows the moment. */
const looked = 200;

/** The moving picture around it: a clip that is kept, or one cut while the ring still holds the moment. */
export function ClipSection({ sighting }: { sighting: Sighting }) {
  const { t } = useTranslation();
  const { cameraId } = sighting;
  return (
    <section className={styles.clip}>
      <h2>{t('sighting.clip')}</h2>
      {cameraId === null ? <p>{t('sighting.noCamera')}</p> : <CameraClip sighting={sighting} cameraId={cameraId} />}
    </section>
  );
}

function CameraClip({ sighting, cameraId }: { sighting: Sighting; cameraId: string }) {
  const { t } = useTranslation();
  const { data: clips } = useApiQuery('clips.list', { cameraId, limit: looked });
  const clip = clips === undefined ? null : clipAround(clips, sighting.receivedAtMs);
  if (clips === undefined) return <p>{t('common.loading')}</p>;
  if (clip === null) return <CutClip sighting={sighting} cameraId={cameraId} />;
  if (clip.state !== 'ready') return <ClipUnderWay clip={clip} />;
  return (
    <>
      <ClipPlayer clip={clip} purpose="journal" />
      <a href={routeTo('clips', clip.id)}>
        {t('sighting.clipOpen', { length: clipLength(clip), reason: t(`clips.reason.${clip.reason}`) })}
      </a>
    </>
  );
}

function CutClip({ sighting, cameraId }: { sighting: Sighting; cameraId: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const nowMs = useNowMs();
  const sayClip = useSayClip();
  const { data: health } = useApiQuery('health.list');
  const cut = useApiMutation('clips.cut', { refreshes: ['clips.list'] });
  const possible = cutAround(sighting.receivedAtMs, nowMs, ringSeconds(health ?? [], cameraId));
  const act = (): void => {
    if (possible.cut !== 'possible' || cut.isPending) return;
    const { beforeSeconds, afterSeconds } = possible;
    cut.mutate(
      {
        ...{ cameraId, beforeSeconds, afterSeconds },
        ...(sighting.alarmId === null ? {} : { alarmId: sighting.alarmId }),
      },
      {
        onSuccess: sayClip,
        onError: (error) => void message.warning(t('clips.notCut', { why: errorWords(error, t) })),
      },
    );
  };
  useWindowKeys((event) => {
    if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.key.toLowerCase() !== 'c') return false;
    act();
    return true;
  });
  if (health === undefined) return <p>{t('common.loading')}</p>;
  switch (possible.cut) {
    case 'possible':
      return (
        <>
          <p>{t('sighting.canCut', { seconds: Math.max(1, Math.floor(possible.forMs / 1000)) })}</p>
          <Button data-cut loading={cut.isPending} onClick={act}>
            {t('clips.cut')} <KeyCap>C</KeyCap>
          </Button>
        </>
      );
    case 'too-late':
      return <p>{t('sighting.tooLate', { seconds: possible.seconds })}</p>;
    case 'no-camera':
      return <p>{t('sighting.noRing')}</p>;
  }
}
