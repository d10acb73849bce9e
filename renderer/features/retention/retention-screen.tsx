import { Button, Table } from 'antd';
import type { TableColumnsType } from 'antd';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Deletion, RetentionFacts, RetentionOutlook } from '#contract/retention.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';
import { useApiQuery } from '../../api/use-api.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { routeTo } from '../console/route.ts';
import { RecordsTabs } from '../journal/records-tabs.tsx';
import { dayAndTime, dayInWords, grouped, sizeInWords } from '../../text/format.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import { knownBound } from './law.ts';
import { outlookScale, verdictOf } from './outlook.ts';
import styles from './retention-screen.module.css';

/** For how long what is kept will be kept, in words; what holds it longer; and what went. */
export function RetentionScreen() {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { data, error, refetch } = useApiQuery('retention.facts');
  return (
    <ScreenFrame
      title={t('search.tabs.retention')}
      tabs={<RecordsTabs current="retention" />}
      words={
        data === undefined
          ? null
          : t('retention.words', {
              free: sizeInWords(data.freeBytes),
              last: data.lastRunAtMs === null ? t('retention.neverRun') : dayAndTime(data.lastRunAtMs, todayMs),
              next: data.nextRunAtMs === null ? t('retention.notPlanned') : dayAndTime(data.nextRunAtMs, todayMs),
            })
      }
    >
      {data === undefined ? (
        <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
          {error === null ? null : <Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
        </EmptyState>
      ) : (
        <div className={styles.screen}>
          <div className={styles.outlooks}>
            {data.outlooks.map((outlook) => (
              <Outlook key={outlook.kind} outlook={outlook} />
            ))}
          </div>
          <Faces faces={data.faces} />
          <Deletions />
        </div>
      )}
    </ScreenFrame>
  );
}

function Outlook({ outlook }: { outlook: RetentionOutlook }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { kind, askedDays, forecastDays, lawful, heldBack } = outlook;
  const fine = outlook.outlook === 'fine';
  const scale = outlookScale(outlook);
  const law = lawful === null ? null : knownBound(lawful.source);
  return (
    <section className={styles.outlook} data-retained={kind} data-outlook={outlook.outlook}>
      <h2>
        <StateDot tone={fine ? 'ok' : outlook.outlook === 'unknown' ? 'idle' : 'warning'} />
        {t(`retention.kind.${kind}`)}
      </h2>
      <p className={styles.verdict}>
        {t(`retention.outlook.${verdictOf(outlook)}`, {
          days: forecastDays === null ? '' : Math.floor(forecastDays),
          asked: askedDays,
        })}
      </p>
      <div className={styles.scale} aria-hidden="true">
        <i style={{ '--share': scale.forecast ?? 0 } as CSSProperties} />
        <b style={{ '--share': scale.asked } as CSSProperties}>
          <span>{t('retention.askedMark', { days: askedDays })}</span>
        </b>
        {scale.lawful === null || scale.lawful === scale.asked ? null : (
          <b data-lawful style={{ '--share': scale.lawful } as CSSProperties} />
        )}
      </div>
      <Facts
        facts={[
          [
            t('retention.lawful'),
            lawful === null ? (
              t('retention.noLaw')
            ) : (
              <>
                {t('retention.lawfulDays', { days: lawful.days })}
                <small className={styles.law}>{law === null ? lawful.source : t(`retention.law.${law}`)}</small>
              </>
            ),
          ],
          [t('retention.used'), <span className="number">{sizeInWords(outlook.bytes)}</span>],
          [
            t('retention.perDay'),
            outlook.bytesPerDay === null ? (
              t('retention.notYetKnown')
            ) : (
              <span className="number">{sizeInWords(outlook.bytesPerDay)}</span>
            ),
          ],
          [
            t('retention.oldest'),
            outlook.oldestAtMs === null ? t('common.none') : dayInWords(outlook.oldestAtMs, todayMs, t),
          ],
          [
            t('retention.heldBack'),
            heldBack.county + heldBack.cases + heldBack.unresolved === 0 ? (
              t('retention.nothingHeld')
            ) : (
              <span className={styles.held}>
                {heldBack.county === 0 ? null : (
                  <a href={routeTo('county')}>{t('retention.heldCounty', { n: grouped(heldBack.county) })}</a>
                )}
                {heldBack.cases === 0 ? null : (
                  <a href={routeTo('journal', 'cases')}>{t('retention.heldCases', { n: grouped(heldBack.cases) })}</a>
                )}
                {heldBack.unresolved === 0 ? null : (
                  <a href={routeTo('alarms')}>{t('retention.heldUnresolved', { n: grouped(heldBack.unresolved) })}</a>
                )}
              </span>
            ),
          ],
        ]}
      />
    </section>
  );
}

/** Stored faces beside the number at which the law asks for a filing. */
function Faces({ faces }: { faces: RetentionFacts['faces'] }) {
  const { t } = useTranslation();
  const share = Math.min(1, faces.stored / Math.max(1, faces.filingAt));
  return (
    <section className={styles.faces} data-faces={faces.stored} data-warning={faces.warning}>
      <h2>
        <StateDot tone={faces.warning ? 'warning' : 'ok'} />
        {t('retention.faces')}
      </h2>
      <p>
        <b className="number">{grouped(faces.stored)}</b> / <span className="number">{grouped(faces.filingAt)}</span>
      </p>
      <div className={styles.meter} aria-hidden="true">
        <i style={{ '--share': share } as CSSProperties} />
      </div>
      <small>{faces.warning ? t('retention.facesWarning') : t('retention.facesWords')}</small>
    </section>
  );
}

const pageSize = 50;

function Deletions() {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const { api } = useStation();
  const pages = useInfiniteQuery({
    queryKey: [...queryKey('retention.deletions'), 'pages'],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.retention.deletions.query(
        { limit: pageSize, ...(pageParam === undefined ? {} : { before: pageParam }) },
        { signal },
      ),
    getNextPageParam: (last: Deletion[]) => (last.length < pageSize ? undefined : last.at(-1)?.id),
  });
  const deletions = pages.data?.pages.flat() ?? [];
  const number = (value: string): ReactNode => <span className="number">{value}</span>;
  const columns: TableColumnsType<Deletion> = [
    { key: 'at', title: t('retention.columns.at'), render: (_, { atMs }) => number(dayAndTime(atMs, todayMs)) },
    { key: 'kind', title: t('retention.columns.kind'), render: (_, { kind }) => t(`retention.kind.${kind}`) },
    {
      key: 'before',
      title: t('retention.columns.before'),
      render: (_, { beforeMs }) => number(dayAndTime(beforeMs, todayMs)),
    },
    {
      key: 'records',
      title: t('retention.columns.records'),
      align: 'right',
      render: (_, { records }) => number(grouped(records)),
    },
    {
      key: 'files',
      title: t('retention.columns.files'),
      align: 'right',
      render: (_, { files }) => number(grouped(files)),
    },
    {
      key: 'bytes',
      title: t('retention.columns.bytes'),
      align: 'right',
      render: (_, { bytes }) => number(sizeInWords(bytes)),
    },
    {
      key: 'reason',
      title: t('retention.columns.reason'),
      render: (_, { reason }) => (
        <span className={styles.reason} data-reason={reason}>
          {t(`retention.reason.${reason}`)}
        </span>
      ),
    },
  ];
  return (
    <section className={styles.deletions}>
      <h2>
        {t('retention.log')}
        <small>{t('retention.logWords')}</small>
      </h2>
      {pages.data !== undefined && deletions.length === 0 ? (
        <p>{t('retention.logEmpty')}</p>
      ) : (
        <Table
          size="small"
          rowKey="id"
          columns={columns}
          dataSource={deletions}
          loading={pages.isLoading}
          pagination={false}
          scroll={{ x: 'max-content' }}
        />
      )}
      {pages.hasNextPage ? <Button onClick={() => void pages.fetchNextPage()}>{t('retention.logMore')}</Button> : null}
    </section>
  );
}
