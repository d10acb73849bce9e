import { useTranslation } from 'react-i18next';
import type { CameraWithState } from '#contract/api.ts';
import type { CameraHealth, StreamHealth } from '#contract/health.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { dayAndTime, sizeInWords } from '../../text/format.ts';
import { Facts } from '../../ui/facts.tsx';
import { PtzPad } from '../ptz/ptz-pad.tsx';
import styles from './camera-details.module.css';
import { CameraLook } from './camera-look.tsx';
import { bitrateInWords, eventsInWords, isPoor, rateInWords, reasonInWords } from './health-words.ts';
import { HealthStrip } from './health-strip.tsx';
import { OnvifSection } from './onvif-section.tsx';
import { StreamLine } from './stream-line.tsx';

/** Everything known about one camera: what it shows, whether it is to be relied upon, and what it is. */
export function CameraDetails(props: { item: CameraWithState; health: CameraHealth | null; isAdmin: boolean }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const { health } = props;
  const { camera, main, sub } = props.item;
  return (
    <div className={styles.details} data-camera-details={camera.name}>
      <header>
        <strong>{camera.name}</strong>
        <span>{t(`point.${camera.point}`)}</span>
      </header>
      <CameraLook cameraId={camera.id} stream={camera.subAddress === null ? 'main' : 'sub'} />
      <PtzPad cameraId={camera.id} />
      {health === null ? null : (
        <>
          <section className={styles.section}>
            <h3>{t('health.onlineRate')}</h3>
            <div className={styles.figures}>
              {(['day', 'week', 'month'] as const).map((span) => (
                <div key={span} data-poor={isPoor(health.online[span])}>
                  <span>{t(`health.${span}`)}</span>
                  <b>{rateInWords(health.online[span]) ?? '—'}</b>
                </div>
              ))}
            </div>
          </section>
          <HealthStrip cameraId={camera.id} />
          <section className={styles.section}>
            <h3>{t('health.events')}</h3>
            <p className={styles.events} data-events={health.events.is}>
              {eventsInWords(health.events, nowMs, t)}
            </p>
            {health.events.is === 'silent' ? <p className={styles.advice}>{t('health.silentAdvice')}</p> : null}
          </section>
        </>
      )}
      <section className={styles.section}>
        <h3>
          {t('health.streams')} <small>{t('health.sinceStart')}</small>
        </h3>
        <div className={styles.stream}>
          <h4>{t('devices.columns.main')}</h4>
          <StreamLine state={main} address={camera.mainAddress} />
          <StreamFacts health={health?.streams.find(({ stream }) => stream === 'main')} />
        </div>
        {camera.subAddress === null ? null : (
          <div className={styles.stream}>
            <h4>{t('devices.columns.sub')}</h4>
            <StreamLine state={sub} address={camera.subAddress} />
            <StreamFacts health={health?.streams.find(({ stream }) => stream === 'sub')} />
          </div>
        )}
      </section>
      <OnvifSection camera={camera} isAdmin={props.isAdmin} />
    </div>
  );
}

function StreamFacts({ health }: { health: StreamHealth | undefined }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  if (health === undefined) return null;
  const { ring, lastError } = health;
  const number = (value: number | string) => <span className="number">{value}</span>;
  return (
    <Facts
      facts={[
        [
          t('health.rate'),
          number(
            `${bitrateInWords(health.kilobitsPerSecond)} · ${t('health.framesPerSecond', { n: health.framesPerSecond.toFixed(1) })}`,
          ),
        ],
        [t('health.viewers'), t('health.viewersCount', { n: health.viewers })],
        [
          t('health.lost'),
          <span data-warn={health.lostPackets > 0} className={`${styles.count ?? ''} number`}>
            {health.lostPackets}
          </span>,
        ],
        [t('health.dropped'), number(health.droppedFrames)],
        [t('health.reconnects'), number(health.reconnects)],
        [
          t('health.lastError'),
          lastError === null ? (
            t('common.none')
          ) : (
            <span className={styles.error}>
              <b>{reasonInWords(lastError.reason, t)}</b> <span>{dayAndTime(lastError.atMs, nowMs)}</span>
              <code>{lastError.detail}</code>
            </span>
          ),
        ],
        [
          t('health.ring'),
          <span className={styles.ring}>
            <span className="number">
              {t('health.ringWords', {
                seconds: ring.seconds.toFixed(0),
                capacity: ring.capacitySeconds,
                size: sizeInWords(ring.bytes),
              })}
            </span>
            <meter min={0} max={ring.capacitySeconds} value={Math.min(ring.seconds, ring.capacitySeconds)} />
            {ring.crowdedOut > 0 ? <small>{t('health.ringCrowded', { n: ring.crowdedOut })}</small> : null}
          </span>,
        ],
      ]}
    />
  );
}
