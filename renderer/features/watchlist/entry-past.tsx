/** What became of an entry: its hits, where it was seen, what cameras were told of it, who did what to it. */
import { useTranslation } from 'react-i18next';
import type { EntryChangeRecord, EntryCopy, EntryStats, WatchlistEntry } from '#contract/watchlist.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { routeAsking, routeTo } from '../console/route.ts';
import { queryOfFilter } from '../journal/journal-address.ts';
import { noFilter } from '../journal/journal-filter.ts';
import { useTrail } from '../journal/use-trail.ts';
import { dayAndTime } from '../../text/format.ts';
import { changedMembers, memberWords } from './entry-members.ts';
import styles from './entry-page.module.css';
import { useNameOf } from './use-entries.ts';

export function EntryStatsLine({ stats }: { stats: EntryStats }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  return (
    <section className={styles.section} data-doubtful={stats.doubtful}>
      <h2>
        {t('watchlist.became')}
        <small>
          {stats.lastHitAtMs === null
            ? t('watchlist.neverHit')
            : t('watchlist.lastHit', { time: dayAndTime(stats.lastHitAtMs, todayMs) })}
        </small>
      </h2>
      <dl className={styles.tally}>
        {(['hits', 'trueHits', 'falseMatches'] as const).map((side) => (
          <div key={side} data-side={side}>
            <dt>{t(`watchlist.tally.${side}`)}</dt>
            <dd className="number">{stats[side]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** How much of a trail stands on the page. */
const shortest = 6;

export function EntryTrail({ entry }: { entry: WatchlistEntry }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const trail = useTrail({ entryId: entry.id });
  const all =
    entry.kind === 'vehicle'
      ? routeAsking('journal', queryOfFilter({ ...noFilter, span: { span: 'all' }, plate: entry.plate }))
      : null;
  return (
    <section className={styles.section}>
      <h2>
        {t('trail.title')}
        <small>
          {trail.loading
            ? t('common.loading')
            : t(trail.hasMore ? 'trail.timesMore' : 'trail.times', { n: trail.sightings.length })}
        </small>
        {all === null ? null : <a href={all}>{t('watchlist.inJournal')}</a>}
      </h2>
      {trail.sightings.length === 0 ? null : (
        <ol className={styles.lines}>
          {trail.sightings.slice(0, shortest).map((each) => (
            <li key={each.id}>
              <a href={routeTo('journal', each.id)}>
                <span className="number">{dayAndTime(each.receivedAtMs, todayMs)}</span>
                <span>{each.cameraName ?? each.deviceId}</span>
              </a>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

export function EntryCopies({ copies }: { copies: readonly EntryCopy[] }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { data: devices = [] } = useApiQuery('recognition.devices');
  if (copies.length === 0) return null;
  const nameOf = (id: string): string => devices.find(({ deviceId }) => deviceId === id)?.cameraName ?? id;
  return (
    <section className={styles.section}>
      <h2>
        {t('watchlist.copies')}
        <small>
          {t('watchlist.copiesConfirmed', {
            n: copies.filter(({ state }) => state === 'confirmed').length,
            all: copies.length,
          })}
        </small>
      </h2>
      <ul className={styles.copies}>
        {copies.map((copy) => (
          <li key={copy.deviceId} data-copy={copy.state}>
            <span title={copy.deviceId}>{nameOf(copy.deviceId)}</span>
            <b>{t(`watchlist.copy.${copy.state}`)}</b>
            <span className="number">{dayAndTime(copy.atMs, todayMs)}</span>
            {copy.detail === '' ? null : <small>{copy.detail}</small>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function EntryHistory({ history }: { history: readonly EntryChangeRecord[] }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const nameOf = useNameOf();
  return (
    <section className={styles.section}>
      <h2>{t('watchlist.history')}</h2>
      <ol className={styles.history}>
        {history.map((record, index) => {
          const before = history.slice(index + 1).find(({ entry }) => entry !== null)?.entry ?? null;
          const members =
            record.change !== 'replace' || record.entry === null || before === null
              ? []
              : changedMembers(before, record.entry).map((member) => memberWords(member, t));
          return (
            <li key={`${String(record.atMs)}-${String(index)}`} data-change={record.change}>
              <span className="number">{dayAndTime(record.atMs, todayMs)}</span>
              <span>
                <b>{record.byName ?? nameOf(record.by)}</b> {t(`watchlist.changeWords.${record.change}`)}
                {members.length === 0 ? null : <small>{members.join(t('common.list'))}</small>}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
