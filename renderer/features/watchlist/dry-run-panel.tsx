import { Button } from 'antd';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DryRun } from '#contract/watchlist.ts';
import type { Input } from '../../api/paths.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';
import { useTodayMs } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { routeTo } from '../console/route.ts';
import { percent } from '../journal/sighting-words.ts';
import { dayAndTime, grouped, isoDate } from '../../text/format.ts';
import styles from './dry-run-panel.module.css';
import { hitsFirst } from './dry-run-order.ts';

/** Would it have hit in the last seven days, and where? Asked for by a press: it reads the whole week. */
export function DryRunPanel(props: {
  /** Null: not whole yet, there is nothing to try. */
  asked: Input<'watchlist.dryRun'> | null;
  /** Of many entries: each is named. */
  many?: boolean;
}) {
  const { t } = useTranslation();
  const { byPath } = useStation();
  const text = JSON.stringify(props.asked);
  const [wanted, setWanted] = useState<string | null>(null);
  const { asked } = props;
  // What is typed after the press makes the answer one to another question.
  const current = wanted === text && asked !== null;
  const run = useQuery<DryRun>({
    queryKey: queryKey('watchlist.dryRun', current ? asked : 'nothing'),
    queryFn: current
      ? async ({ signal }) => (await byPath.query('watchlist.dryRun', asked, { signal })) as DryRun
      : skipToken,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <section className={styles.panel} data-dry-run={current ? (run.data === undefined ? 'running' : 'done') : 'idle'}>
      <h2>
        {t('watchlist.dryRun.title')}
        <Button
          size="small"
          disabled={asked === null}
          loading={current && run.isFetching}
          onClick={() => (current ? void run.refetch() : setWanted(text))}
        >
          {t(current && run.data !== undefined ? 'watchlist.dryRun.again' : 'watchlist.dryRun.begin')}
        </Button>
      </h2>
      {current && run.error !== null ? <p role="alert">{errorWords(run.error, t)}</p> : null}
      {current && run.data !== undefined && !run.isPlaceholderData ? (
        <Found run={run.data} many={props.many === true} />
      ) : (
        <p>{t('watchlist.dryRun.words')}</p>
      )}
    </section>
  );
}

/** More subjects than anyone reads; the count says how many there are. */
const mostShown = 50;
/** So few that the first may as well lie open. */
const fewHits = 5;

function Found({ run, many }: { run: DryRun; many: boolean }) {
  const { t } = useTranslation();
  const found = hitsFirst(run.results);
  const hits = found.reduce((sum, result) => sum + result.hits, 0);
  return (
    <>
      <p className={styles.sum} data-hits={hits}>
        {many
          ? t('watchlist.dryRun.sumMany', { n: grouped(hits), entries: grouped(found.length) })
          : t('watchlist.dryRun.sum', { n: grouped(hits) })}
        <small>
          {t('watchlist.dryRun.looked', { n: grouped(run.looked), from: isoDate(run.fromMs).slice(5) })}
          {run.complete ? '' : ` ${t('watchlist.dryRun.incomplete')}`}
        </small>
      </p>
      <div className={styles.found}>
        {found
          .slice(0, mostShown)
          .map((result, index) =>
            many ? (
              <Subject
                key={`${result.subject}-${String(index)}`}
                result={result}
                open={index === 0 && result.hits <= fewHits}
              />
            ) : (
              <Hits key={index} result={result} />
            ),
          )}
      </div>
      {found.length > mostShown ? <p>{t('watchlist.dryRun.more', { n: found.length - mostShown })}</p> : null}
    </>
  );
}

function Subject({ result, open }: { result: DryRun['results'][number]; open: boolean }) {
  const { t } = useTranslation();
  return (
    <details className={styles.subject} open={open} data-dry-run-subject>
      <summary>
        <b>{result.subject}</b> {t('watchlist.dryRun.times', { n: result.hits })}
      </summary>
      <Hits result={result} />
    </details>
  );
}

function Hits({ result }: { result: DryRun['results'][number] }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  return (
    <>
      <ol className={styles.hits}>
        {result.newest.map((hit) => (
          <li key={hit.sightingId}>
            <a href={routeTo('journal', hit.sightingId)} title={t('watchlist.dryRun.open')}>
              <span className="number">{dayAndTime(hit.receivedAtMs, todayMs)}</span>
              <span>{hit.cameraName ?? t('alarm.noCamera')}</span>
              <b>{hit.read}</b>
              <small>
                {percent(hit.score)} · {t(`alarm.reason.${hit.reason}`)}
              </small>
            </a>
          </li>
        ))}
      </ol>
      {result.hits > result.newest.length ? (
        <p>{t('watchlist.dryRun.newest', { n: result.newest.length, all: result.hits })}</p>
      ) : null}
    </>
  );
}
