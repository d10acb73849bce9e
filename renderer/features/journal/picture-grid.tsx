import { memo, useEffect, useEffectEvent } from 'react';
import type { KeyboardEvent, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sighting } from '#contract/sighting.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { dayOrTime } from '../../text/format.ts';
import { EvidencePicture, mainPicture } from '../../ui/evidence-picture.tsx';
import { moveInGrid } from './grid-moves.ts';
import styles from './results.module.css';
import { factsInShort, subjectWords } from './sighting-words.ts';
import { Subject } from './subject.tsx';
import { useRowsInView } from './use-rows-in-view.ts';
import type { DrawnRows } from './use-rows-in-view.ts';

export interface ResultsProps {
  sightings: readonly Sighting[];
  chosenId: number | null;
  /** Filled by the list with what puts the focus into it. */
  focusRef: RefObject<(() => void) | null>;
  onChoose: (id: number) => void;
  /** Chosen, and wanted beside the list where that costs room. */
  onShow: (id: number) => void;
  onOpen: (id: number) => void;
  /** The last one was reached: more is wanted. */
  onEnd: () => void;
  /** The first row was left upwards. */
  onTop: () => void;
}

/** What grid and table share: the rows that are drawn, the one Tab comes to, and the keys that move through them. */
export function useResults(
  props: ResultsProps,
  coveredPx: number,
): Pick<DrawnRows, 'listRef' | 'from' | 'to'> & {
  reachableId: number | null;
  /** What the list element is given. */
  list: Pick<DrawnRows, 'style' | 'tabIndex' | 'onFocus' | 'onBlur'> & {
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  };
} {
  const { sightings, chosenId, focusRef } = props;
  const rows = useRowsInView(sightings.length, coveredPx);
  const at = sightings.findIndex(({ id }) => id === chosenId);
  const focusAt = (index: number): void => {
    const target = sightings[index];
    if (target !== undefined) rows.focusItem(index, `[data-sighting="${String(target.id)}"]`);
  };
  const focusList = useEffectEvent((): void => focusAt(Math.max(0, at)));
  useEffect(() => {
    focusRef.current = () => focusList();
    return () => {
      focusRef.current = null;
    };
  }, [focusRef]);
  const move = (event: KeyboardEvent<HTMLElement>): boolean => {
    if (event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.key === 'Enter' && chosenId !== null) {
      props.onOpen(chosenId);
      return true;
    }
    const columns = rows.columns();
    const next = moveInGrid(event.key, Math.max(0, at), columns, sightings.length);
    if (next === null) {
      if (event.key === 'ArrowUp') props.onTop();
      return ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].includes(event.key);
    }
    focusAt(next);
    const target = sightings[next];
    // A card that is not drawn yet takes the focus a moment later; the next key already counts from it.
    if (target !== undefined) props.onChoose(target.id);
    if (next >= sightings.length - columns) props.onEnd();
    return true;
  };
  const drawnIds = sightings.slice(rows.from, rows.to);
  const { listRef, from, to, style, tabIndex, onFocus, onBlur } = rows;
  return {
    ...{ listRef, from, to },
    reachableId: drawnIds.some(({ id }) => id === chosenId) ? chosenId : (drawnIds[0]?.id ?? null),
    list: {
      ...{ style, tabIndex, onFocus, onBlur },
      onKeyDown: (event) => {
        if (move(event)) event.preventDefault();
      },
    },
  };
}

/** Pictures first. */
export function PictureGrid(props: ResultsProps) {
  const { listRef, from, to, reachableId, list } = useResults(props, 0);
  return (
    <ul ref={listRef} className={styles.pictures} {...list}>
      {props.sightings.slice(from, to).map((sighting) => (
        <Card
          key={sighting.id}
          sighting={sighting}
          chosen={sighting.id === props.chosenId}
          reachable={sighting.id === reachableId}
          onChoose={props.onChoose}
          onShow={props.onShow}
          onOpen={props.onOpen}
        />
      ))}
    </ul>
  );
}

interface CardProps {
  sighting: Sighting;
  chosen: boolean;
  /** Tab comes here: one card of them all, the arrows go on from there. */
  reachable: boolean;
  onChoose: (id: number) => void;
  onShow: (id: number) => void;
  onOpen: (id: number) => void;
}

const Card = memo(function Card({ sighting, chosen, reachable, onChoose, onShow, onOpen }: CardProps) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { facts } = sighting;
  const hit = sighting.alarmId !== null;
  const inShort = factsInShort(facts, t);
  return (
    <li>
      <button
        type="button"
        className={styles.card}
        data-sighting={sighting.id}
        data-hit={hit}
        aria-pressed={chosen}
        tabIndex={reachable ? 0 : -1}
        onClick={() => onShow(sighting.id)}
        onDoubleClick={() => onOpen(sighting.id)}
        onFocus={() => onChoose(sighting.id)}
      >
        <EvidencePicture
          sighting={sighting}
          picture={mainPicture(sighting)}
          purpose="journal"
          alt={subjectWords(sighting.facts, t)}
          aspect={16 / 10}
          alarming={hit}
          size="thumbnail"
          lazy
        />
        <span className={styles.caption}>
          <Subject facts={sighting.facts} />
          <span className="number">{dayOrTime(sighting.receivedAtMs, todayMs)}</span>
        </span>
        <span className={styles.where}>
          <span>
            {sighting.cameraName ?? sighting.deviceId} · {inShort === '' ? t(`journal.kinds.${facts.kind}`) : inShort}
          </span>
          {hit ? <b>{t('journal.hit')}</b> : null}
        </span>
      </button>
    </li>
  );
});
