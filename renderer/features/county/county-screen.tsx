import { App, Button, Table } from 'antd';
import type { TableColumnsType } from 'antd';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CountyDestination, OutboxItem } from '#contract/county.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';
import { useApiMutation } from '../../api/use-api.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { useSayError } from '../console/error-words.ts';
import { useSignedIn, useStatus } from '../console/remote.ts';
import { usePeriodically } from '../console/use-periodically.ts';
import { dayAndTime, durationInWords, sizeInWords } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ScreenIcon } from '../../ui/icons.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import styles from './county-screen.module.css';

const pageSize = 50;
/** The meter is a feed; the table is looked at this often (milliseconds). */
const lookPeriodMs = 3_000;

/** What the county has acknowledged, what it has not, and why not. */
export function CountyScreen() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const sayError = useSayError();
  const county = useStatus((status) => status.county);
  const role = useSignedIn()?.role;
  const mayAct = role === 'chief' || role === 'admin';
  const tryNow = useApiMutation('county.tryNow');
  if (county === undefined) return null;
  if (county.link === 'off' && county.destinations.length === 0) {
    return (
      <ScreenFrame title={t('county.title')}>
        <EmptyState icon={<ScreenIcon screen="county" />} title={t('county.off')} words={t('county.offWords')} />
      </ScreenFrame>
    );
  }
  return (
    <ScreenFrame
      title={t('county.title')}
      words={t('county.truth')}
      tools={
        mayAct ? (
          <Button
            type="primary"
            loading={tryNow.isPending}
            onClick={() =>
              tryNow.mutate(undefined, {
                onSuccess: () => void message.success(t('county.tryStarted')),
                onError: sayError,
              })
            }
          >
            {t('county.tryNow')}
          </Button>
        ) : (
          <span className={styles.faint}>{t('county.chiefOnly')}</span>
        )
      }
    >
      <div className={styles.destinations}>
        {county.destinations.map((destination) => (
          <Destination key={destination.name} destination={destination} />
        ))}
      </div>
      <h2 className={styles.section}>{t('county.outbox')}</h2>
      <OutboxTable mayAct={mayAct} />
    </ScreenFrame>
  );
}

function destinationName(name: string, t: TFunction): string {
  return name === 'summaries' || name === 'viid' ? t(`county.destination.${name}`) : name;
}

function Destination({ destination }: { destination: CountyDestination }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const ago = (atMs: number): string => t('time.ago', { age: durationInWords(nowMs - atMs, t) });
  const { lastFailure, nextTryAtMs } = destination;
  const waitSeconds = nextTryAtMs === null ? null : Math.ceil((nextTryAtMs - nowMs) / 1000);
  return (
    <section className={styles.destination} data-link={destination.link}>
      <header>
        <StateDot tone={destination.link === 'up' ? 'ok' : 'warning'} />
        <strong>{destinationName(destination.name, t)}</strong>
        <b className={styles.link}>{t(`county.link.${destination.link}`)}</b>
        <code>{destination.address}</code>
      </header>
      <div className={styles.figures}>
        <div>
          <span>{t('county.lastAcknowledged')}</span>
          <b>{destination.lastAcknowledgedAtMs === null ? t('county.never') : ago(destination.lastAcknowledgedAtMs)}</b>
        </div>
        <div data-warn={destination.unacknowledged > 0}>
          <span>{t('county.unacknowledged')}</span>
          <b className="number">{destination.unacknowledged}</b>
        </div>
        <div data-warn={destination.setAside > 0} title={t('county.setAsideHint')}>
          <span>{t('county.setAside')}</span>
          <b className="number">{destination.setAside}</b>
        </div>
      </div>
      <Facts
        facts={[
          [
            t('county.oldest'),
            destination.oldestUnacknowledgedAtMs === null
              ? ''
              : `${dayAndTime(destination.oldestUnacknowledgedAtMs, nowMs)} · ${ago(destination.oldestUnacknowledgedAtMs)}`,
          ],
          [
            t('county.nextTry'),
            waitSeconds === null
              ? ''
              : waitSeconds <= 0
                ? t('county.nextTryNow')
                : t('county.nextTryIn', { seconds: waitSeconds }),
          ],
          [
            t('county.lastFailure'),
            lastFailure === null ? (
              ''
            ) : (
              <span>
                <b className={styles.failure}>{t(`county.failure.${lastFailure.reason}`)}</b> {ago(lastFailure.atMs)}
                <code>{lastFailure.detail}</code>
              </span>
            ),
          ],
        ]}
      />
    </section>
  );
}

function OutboxTable({ mayAct }: { mayAct: boolean }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const { api } = useStation();
  const { message } = App.useApp();
  const sayError = useSayError();
  const retry = useApiMutation('county.retrySetAside', { refreshes: ['county.outbox'] });
  const outbox = useInfiniteQuery({
    queryKey: queryKey('county.outbox', { limit: pageSize }),
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.county.outbox.query(
        { limit: pageSize, ...(pageParam === undefined ? {} : { before: pageParam }) },
        { signal },
      ),
    getNextPageParam: (last) => (last.length < pageSize ? undefined : last.at(-1)?.id),
  });
  usePeriodically(() => void outbox.refetch(), lookPeriodMs);
  const columns: TableColumnsType<OutboxItem> = [
    {
      key: 'id',
      title: t('county.columns.id'),
      width: '4.5em',
      render: (_, { id }) => <span className="number">{id}</span>,
    },
    {
      key: 'created',
      title: t('county.columns.created'),
      width: '9.8em',
      render: (_, { createdAtMs }) => <span className="number">{dayAndTime(createdAtMs, nowMs)}</span>,
    },
    { key: 'kind', title: t('county.columns.kind'), width: '6em', render: (_, { kind }) => t(`county.kind.${kind}`) },
    {
      key: 'destination',
      title: t('county.columns.destination'),
      width: '8.5em',
      render: (_, { destination }) => destinationName(destination, t),
    },
    {
      key: 'size',
      title: t('county.columns.size'),
      width: '6.2em',
      align: 'right',
      render: (_, { bytes }) => <span className="number">{sizeInWords(bytes)}</span>,
    },
    {
      key: 'attempts',
      title: t('county.columns.attempts'),
      align: 'right',
      width: '5em',
      render: (_, { attempts }) => <span className="number">{attempts}</span>,
    },
    {
      key: 'state',
      title: t('county.columns.state'),
      width: '9em',
      render: (_, item) => (
        <span className={styles.state} data-state={item.state}>
          {t(`county.state.${item.state}`)}
          {item.acknowledgedAtMs === null ? null : (
            <span className="number">{dayAndTime(item.acknowledgedAtMs, nowMs)}</span>
          )}
        </span>
      ),
    },
    {
      key: 'failure',
      title: t('county.columns.failure'),
      ellipsis: true,
      render: (_, { failure }) => failure ?? '',
    },
    {
      key: 'act',
      width: '7.6em',
      align: 'right',
      render: (_, item) =>
        item.state === 'set-aside' && mayAct ? (
          <Button
            size="small"
            onClick={() =>
              retry.mutate(
                { id: item.id },
                { onSuccess: () => void message.success(t('county.retryQueued')), onError: sayError },
              )
            }
          >
            {t('county.retry')}
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      <Table
        size="small"
        rowKey="id"
        columns={columns}
        className={styles.outbox ?? ''}
        loading={outbox.isLoading}
        dataSource={outbox.data?.pages.flat() ?? []}
        locale={{ emptyText: t('county.empty') }}
        pagination={false}
      />
      {outbox.hasNextPage ? (
        <Button className={styles.more ?? ''} onClick={() => void outbox.fetchNextPage()}>
          {t('county.more')}
        </Button>
      ) : null}
    </>
  );
}
