import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sighting } from '#contract/sighting.ts';
import { AddToCase } from '../cases/add-to-case.tsx';
import { useTodayMs } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { goInPlace, routeTo } from '../console/route.ts';
import { dayAndTime } from '../../text/format.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ArrowIcon } from '../../ui/icons.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { ClipSection } from './clip-section.tsx';
import { NeighbourStrip } from './neighbour-strip.tsx';
import { PictureStage } from './picture-stage.tsx';
import { RawFacts } from './raw-facts-table.tsx';
import { SightingFactsList } from './sighting-details.tsx';
import styles from './sighting-page.module.css';
import { Subject } from './subject.tsx';
import { TrailLanes } from './trail-lanes.tsx';
import { useNeighbours, useSighting } from './use-trail.ts';

/** A sighting's own page. `back` leads to the question it was found with. */
export function SightingPage({ id, back }: { id: number; back: string }) {
  const { t } = useTranslation();
  const { sighting, failed } = useSighting(id);
  useWindowKeys((event) => {
    if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.key !== 'Escape' && event.key !== 'Backspace') return false;
    window.location.hash = back;
    return true;
  });
  if (sighting === undefined) {
    return (
      <EmptyState title={failed === null ? t('common.loading') : errorWords(failed, t)}>
        {failed === null ? null : <Button href={back}>{t('sighting.back')}</Button>}
      </EmptyState>
    );
  }
  return <Page sighting={sighting} back={back} />;
}

function Page({ sighting, back }: { sighting: Sighting; back: string }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const neighbours = useNeighbours(sighting);
  const body = useRef<HTMLDivElement>(null);
  const addToCase = useRef<HTMLButtonElement>(null);
  // Another sighting is another page: it begins at its top, the strip keeps its place.
  useEffect(() => {
    body.current?.scrollTo({ top: 0 });
  }, [sighting.id]);
  const step = (by: 1 | -1): void => {
    const next = neighbours[neighbours.findIndex(({ id }) => id === sighting.id) + by];
    if (next !== undefined) goInPlace(routeTo('journal', next.id));
  };
  useWindowKeys((event) => {
    if (isTyping(event.target) || event.ctrlKey || event.altKey || event.metaKey) return false;
    switch (event.key) {
      case 'ArrowLeft':
        step(-1);
        return true;
      case 'ArrowRight':
        step(1);
        return true;
      case 'a':
      case 'A':
        addToCase.current?.click();
        return true;
      default:
        return false;
    }
  });
  return (
    <article className={styles.page} data-sighting-page={sighting.id}>
      <header className={styles.head}>
        <a href={back} className={styles.back}>
          <ArrowIcon to="left" />
          {t('sighting.back')} <KeyCap>Esc</KeyCap>
        </a>
        <h1>
          <Subject facts={sighting.facts} size="large" />
        </h1>
        <span className={styles.what}>
          {t(`journal.kinds.${sighting.facts.kind}`)} · {sighting.cameraName ?? sighting.deviceId} ·{' '}
          <span className="number">{dayAndTime(sighting.receivedAtMs, todayMs)}</span>
        </span>
        {sighting.alarmId === null ? null : (
          <a className={styles.hit} href={routeTo('alarms', sighting.alarmId)}>
            {t('journal.hit')} · {t('journal.facts.alarmLink', { id: sighting.alarmId })}
          </a>
        )}
        <span className={styles.space} />
        <AddToCase item={{ kind: 'sighting', id: sighting.id }} buttonRef={addToCase} keyName="A" />
      </header>
      <div ref={body} className={styles.body}>
        <div className={styles.columns}>
          <div className={styles.main}>
            <PictureStage key={sighting.id} sighting={sighting} />
            <NeighbourStrip sighting={sighting} neighbours={neighbours} />
          </div>
          <aside className={styles.side} aria-label={t('journal.detail')}>
            <SightingFactsList sighting={sighting} />
            <ClipSection key={sighting.id} sighting={sighting} />
            <RawFacts facts={sighting.facts} />
          </aside>
        </div>
        <TrailLanes sighting={sighting} />
      </div>
    </article>
  );
}
