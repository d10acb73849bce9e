import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sighting } from '#contract/sighting.ts';
import { routeTo } from '../console/route.ts';
import { clockTime } from '../../text/format.ts';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import styles from './sighting-page.module.css';
import { subjectWords } from './sighting-words.ts';
import { Subject } from './subject.tsx';

/** What the same camera saw just before and just after, oldest on the left; ← and → step along it. */
export function NeighbourStrip({ sighting, neighbours }: { sighting: Sighting; neighbours: readonly Sighting[] }) {
  const { t } = useTranslation();
  const strip = useRef<HTMLOListElement>(null);
  const ids = neighbours.map(({ id }) => id).join();
  useEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>('[aria-current="true"]');
    if (strip.current === null || current === null || current === undefined) return;
    // Sideways only: the page itself stays where it is.
    strip.current.scrollLeft = current.offsetLeft + current.offsetWidth / 2 - strip.current.clientWidth / 2;
  }, [sighting.id, ids]);
  return (
    <section className={styles.neighbours} data-neighbours={neighbours.length}>
      <h2>
        {t('sighting.neighbours', { camera: sighting.cameraName ?? sighting.deviceId })}
        <small>
          <KeyCap>←</KeyCap> {t('sighting.earlier')} <KeyCap>→</KeyCap> {t('sighting.later')}
        </small>
      </h2>
      <ol ref={strip}>
        {neighbours.map((each) => (
          <li key={each.id} aria-current={each.id === sighting.id}>
            <a href={routeTo('journal', each.id)} data-neighbour={each.id} tabIndex={each.id === sighting.id ? -1 : 0}>
              <EvidencePicture
                sighting={each}
                picture={mainPicture(each)}
                purpose="journal"
                alt={subjectWords(each.facts, t)}
                aspect={16 / 10}
                alarming={each.alarmId !== null}
                size="thumbnail"
                lazy
              />
              <span className="number" data-hit={each.alarmId !== null}>
                {clockTime(each.receivedAtMs)}
              </span>
              <Subject facts={each.facts} />
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}
