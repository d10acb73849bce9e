import { memo, useRef } from 'react';
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

export interface ResultsProps {
  sightings: readonly Sighting[];
  chosenId: number | null;
  /** Names the list for whoever moves the focus into it. */
  listRef: RefObject<HTMLElement | null>;
  onChoose: (id: number) => void;
  /** Chosen, and wanted beside the list where that costs room. */
  onShow: (id: number) => void;
  onOpen: (id: number) => void;
  /** The last one was reached: more is wanted. */
  onEnd: () => void;
  /** The first row was left upwards. */
  onTop: () => void;
}

/** The picture or row of a sighting, to put the focus on. */
export const resultIn = (list: HTMLElement | null, id: number | null): HTMLElement | null =>
  list?.querySelector<HTMLElement>(id === null ? '[data-sighting]' : `[data-sighting="${String(id)}"]`) ?? null;

/** Moves the focus, and with it the choice. Returns whether the key was one of moving. */
export function moveInResults(event: KeyboardEvent<HTMLElement>, columns: number, props: ResultsProps): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  const { sightings } = props;
  const at = sightings.findIndex(({ id }) => id === props.chosenId);
  if (event.key === 'Enter' && props.chosenId !== null) {
    props.onOpen(props.chosenId);
    return true;
  }
  const next = moveInGrid(event.key, Math.max(0, at), columns, sightings.length);
  const target = next === null ? undefined : sightings[next];
  if (target === undefined) {
    if (event.key === 'ArrowUp') props.onTop();
    return ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].includes(event.key);
  }
  const element = resultIn(props.listRef.current, target.id);
  element?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: 'nearest' });
  if (next !== null && next >= sightings.length - columns) props.onEnd();
  return true;
}

/** Pictures first. Thousands of cards stay light: those out of sight are not laid out, and a choice draws two again. */
export function PictureGrid(props: ResultsProps) {
  const list = useRef<HTMLUListElement>(null);
  const columns = (): number =>
    list.current === null ? 1 : getComputedStyle(list.current).gridTemplateColumns.split(' ').length;
  const reachable = props.sightings.some(({ id }) => id === props.chosenId)
    ? props.chosenId
    : (props.sightings[0]?.id ?? null);
  return (
    <ul
      ref={(element) => {
        list.current = element;
        props.listRef.current = element;
      }}
      className={styles.pictures}
      onKeyDown={(event) => {
        if (moveInResults(event, columns(), props)) event.preventDefault();
      }}
    >
      {props.sightings.map((sighting) => (
        <Card
          key={sighting.id}
          sighting={sighting}
          chosen={sighting.id === props.chosenId}
          reachable={sighting.id === reachable}
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
