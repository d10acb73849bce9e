import { Input, Segmented, Table } from 'antd';
import type { TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { isoDate, maskedIdNumber } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LockIcon, ScreenIcon } from '../../ui/icons.tsx';
import { Plate } from '../../ui/plate.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { daysLeft, entryStatus, matchesSearch } from './entry-status.ts';
import styles from './watchlist-screen.module.css';

type Kind = WatchlistEntry['kind'] | 'all';
const kinds: readonly Kind[] = ['all', 'vehicle', 'person'];

/** Who and what is listed, on what basis, until when. Read only. */
export function WatchlistScreen() {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const { data, error, isLoading } = useApiQuery('watchlist.page', { limit: 200 });
  const [kind, setKind] = useState<Kind>('all');
  const [search, setSearch] = useState('');
  const entries = data?.entries.map(({ entry }) => entry) ?? [];
  const shown = entries.filter((entry) => (kind === 'all' || entry.kind === kind) && matchesSearch(entry, search));
  const inForce = entries.filter((entry) => ['valid', 'expiring-soon'].includes(entryStatus(entry, nowMs))).length;

  const columns: TableColumnsType<WatchlistEntry> = [
    {
      key: 'subject',
      title: t('watchlist.columns.subject'),
      width: '14em',
      render: (_, entry) =>
        entry.kind === 'vehicle' ? (
          <Plate plate={entry.plate} />
        ) : (
          <span className={styles.person}>
            <b>{entry.name ?? t('alarm.unnamed')}</b>
            <span className="number">{entry.idNumber === null ? null : maskedIdNumber(entry.idNumber)}</span>
          </span>
        ),
    },
    {
      key: 'category',
      title: t('watchlist.columns.category'),
      render: (_, entry) => (
        <span className={styles.category} data-priority={entry.priority}>
          {t(`watchlist.category.${entry.category}`)}
          <small>{t(`alarm.priority.p${entry.priority}`)}</small>
        </span>
      ),
    },
    { key: 'basis', title: t('watchlist.columns.basis'), render: (_, entry) => entry.basis },
    {
      key: 'status',
      title: t('watchlist.columns.status'),
      render: (_, entry) => {
        const status = entryStatus(entry, nowMs);
        return (
          <span className={styles.status} data-status={status}>
            {t(`watchlist.status.${status}`)}
          </span>
        );
      },
    },
    {
      key: 'until',
      title: t('watchlist.columns.until'),
      width: '8em',
      render: (_, entry) => (
        <span className={styles.until}>
          {/* The last day on which it holds, not the first on which it does not. */}
          <span className="number">{isoDate(entry.expiresAtMs - 1)}</span>
          <small>{leftWords(entry, nowMs, t)}</small>
        </span>
      ),
    },
    {
      key: 'approved',
      title: t('watchlist.columns.approved'),
      render: (_, entry) => entry.approvedBy ?? <span className={styles.none}>—</span>,
    },
    {
      key: 'origin',
      title: t('watchlist.columns.origin'),
      render: (_, entry) => (
        <span className={styles.origin}>
          {entry.origin === 'provision' ? <LockIcon /> : null}
          {t(`watchlist.origin.${entry.origin}`)}
        </span>
      ),
    },
  ];
  return (
    <ScreenFrame
      title={t('watchlist.title')}
      words={
        <>
          {t('watchlist.counts', { valid: inForce, total: entries.length })}
          <span className={styles.lead}>{t('watchlist.words')}</span>
        </>
      }
      tools={
        <>
          <Input
            className={styles.search ?? ''}
            allowClear
            value={search}
            placeholder={t('watchlist.search')}
            aria-label={t('watchlist.search')}
            onChange={(event) => setSearch(event.target.value)}
          />
          <Segmented
            value={kind}
            options={kinds.map((each) => ({
              value: each,
              label: each === 'all' ? t('watchlist.all') : t(`watchlist.kind.${each}`),
            }))}
            onChange={setKind}
          />
        </>
      }
    >
      {error !== null && data === undefined ? (
        <EmptyState title={errorWords(error, t)} />
      ) : entries.length === 0 && !isLoading ? (
        <EmptyState
          icon={<ScreenIcon screen="watchlist" />}
          title={t('watchlist.empty')}
          words={t('watchlist.emptyWords')}
        />
      ) : (
        <Table
          size="small"
          rowKey="id"
          loading={isLoading}
          columns={columns}
          dataSource={shown}
          locale={{ emptyText: t('watchlist.emptySearch') }}
          pagination={shown.length > 100 ? { pageSize: 100, showSizeChanger: false } : false}
          expandable={{
            expandRowByClick: true,
            expandedRowRender: (entry) => <Procedure entry={entry} />,
          }}
        />
      )}
    </ScreenFrame>
  );
}

function Procedure({ entry }: { entry: WatchlistEntry }) {
  const { t } = useTranslation();
  return (
    <div className={styles.procedure}>
      <span>{t('watchlist.steps')}</span>
      {entry.procedure.length === 0 ? (
        t('watchlist.noSteps')
      ) : (
        <ol>
          {entry.procedure.map((step, index) => (
            <li key={index}>
              <b>{index + 1}</b> {step}
            </li>
          ))}
        </ol>
      )}
      {entry.note === '' ? null : <p>{entry.note}</p>}
    </div>
  );
}

function leftWords(entry: WatchlistEntry, nowMs: number, t: TFunction): string {
  const left = daysLeft(entry.expiresAtMs, nowMs);
  if (left < 0) return t('watchlist.expiredDays', { n: -left });
  return left === 0 ? t('watchlist.lastDay') : t('watchlist.daysLeft', { n: left });
}
