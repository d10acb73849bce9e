import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Sighting } from '#contract/sighting.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { dayAndTime } from '../../text/format.ts';
import { useResults } from './picture-grid.tsx';
import type { ResultsProps } from './picture-grid.tsx';
import styles from './results.module.css';
import { factsInShort } from './sighting-words.ts';
import { Subject } from './subject.tsx';

/** The heading stays at the top, over the rows (pixels; a little more than it is high in large text). */
const headingPx = 40;

/** The same list, a line each. A table of our own: Ant Design's draws every row again for every choice. */
export function SightingTable(props: ResultsProps) {
  const { t } = useTranslation();
  const { listRef, from, to, reachableId, list } = useResults(props, headingPx);
  return (
    <div className={styles.table} role="grid" aria-label={t('journal.title')}>
      <div role="row" className={styles.heads}>
        {(['time', 'kind', 'subject', 'place', 'facts', 'hit'] as const).map((column) => (
          <span key={column} role="columnheader">
            {t(`journal.columns.${column}`)}
          </span>
        ))}
      </div>
      <ul ref={listRef} role="rowgroup" className={styles.rows} {...list}>
        {props.sightings.slice(from, to).map((sighting) => (
          <Row
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
    </div>
  );
}

const Row = memo(function Row(props: {
  sighting: Sighting;
  chosen: boolean;
  reachable: boolean;
  onChoose: (id: number) => void;
  onShow: (id: number) => void;
  onOpen: (id: number) => void;
}) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { id, facts, cameraName, deviceId, alarmId, receivedAtMs } = props.sighting;
  return (
    <li
      role="row"
      className={styles.row}
      data-sighting={id}
      data-hit={alarmId !== null}
      aria-selected={props.chosen}
      tabIndex={props.reachable ? 0 : -1}
      onClick={() => props.onShow(id)}
      onDoubleClick={() => props.onOpen(id)}
      onFocus={() => props.onChoose(id)}
    >
      <span role="gridcell" className="number">
        {dayAndTime(receivedAtMs, todayMs)}
      </span>
      <span role="gridcell">{t(`journal.kinds.${facts.kind}`)}</span>
      <span role="gridcell">
        <Subject facts={facts} />
      </span>
      <span role="gridcell">{cameraName ?? deviceId}</span>
      <span role="gridcell">{factsInShort(facts, t)}</span>
      <span role="gridcell">{alarmId === null ? '' : <b>{t('journal.hit')}</b>}</span>
    </li>
  );
});
