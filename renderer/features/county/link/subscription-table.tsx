import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { PlatformSubscription } from '#contract/subscription.ts';
import { useApiQuery } from '../../../api/use-api.ts';
import { dayOrTime, durationInWords, grouped } from '../../../text/format.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { StateDot } from '../../../ui/state-dot.tsx';
import { useNowMs } from '../../console/console-parts.tsx';
import { errorWords } from '../../console/error-words.ts';
import { usePeriodically } from '../../console/use-periodically.ts';
import { isHitsOnly, picturesInWords } from './link-words.ts';
import styles from './link.module.css';
import tableStyles from './subscription-table.module.css';

const columns = ['platform', 'topics', 'cadence', 'state', 'notified', 'until'] as const;
/** No feed tells of them; looked at this often (milliseconds). */
const lookPeriodMs = 10_000;

/** What upper platforms want to be told of, and what they got. */
export function SubscriptionTable() {
  const { t } = useTranslation();
  const { data, error, refetch } = useApiQuery('county.subscriptions');
  usePeriodically(() => void refetch(), lookPeriodMs);
  return (
    <section aria-label={t('county.subscriptions')} data-subscriptions={data?.length}>
      <header className={styles.section}>
        <h2>{t('county.subscriptions')}</h2>
        <p>{t('county.subscriptionsWords')}</p>
      </header>
      {data === undefined ? (
        <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
          {error === null ? null : <Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
        </EmptyState>
      ) : data.length === 0 ? (
        <div className={tableStyles.none}>
          <strong>{t('county.noSubscriptions')}</strong>
          <p>{t('county.noSubscriptionsWords')}</p>
        </div>
      ) : (
        <div className={tableStyles.table} role="table" aria-label={t('county.subscriptions')}>
          <div role="row" className={tableStyles.heads}>
            {columns.map((column) => (
              <span key={column} role="columnheader">
                {t(`county.subscriptionColumns.${column}`)}
              </span>
            ))}
          </div>
          {data.map((subscription) => (
            <Row key={`${subscription.platformId} ${subscription.subscriptionId}`} subscription={subscription} />
          ))}
        </div>
      )}
    </section>
  );
}

function Row({ subscription }: { subscription: PlatformSubscription }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const { state, problem, topics, otherTopics, resources, lastNotifiedAtMs, beginsAtMs, endsAtMs } = subscription;
  const serves = state === 'active' && problem === null;
  return (
    <div
      role="row"
      className={tableStyles.row}
      data-subscription={subscription.subscriptionId}
      data-state={state}
      data-problem={problem ?? 'none'}
    >
      <span role="cell" className={tableStyles.two}>
        <b title={subscription.platformId}>{subscription.platformName}</b>
        <small title={subscription.subscriptionId}>{subscription.title ?? subscription.subscriptionId}</small>
      </span>
      <span role="cell" className={tableStyles.topics}>
        {topics.map((topic) => (
          <span key={topic} className={tableStyles.topic}>
            {t(`county.topic.${topic}`)}
            {isHitsOnly(topic) ? <i title={t('county.hitsOnlyHint')}>{t('county.hitsOnly')}</i> : null}
          </span>
        ))}
        {otherTopics.length === 0 ? null : (
          <small title={otherTopics.join(' ')}>{t('county.otherTopics', { n: otherTopics.length })}</small>
        )}
      </span>
      <span role="cell" className={tableStyles.two}>
        <span>
          {t('county.every', { age: durationInWords(subscription.reportIntervalSeconds * 1000, t) })}
          {' · '}
          <span title={resources.join('\n')}>
            {resources.length === 0 ? t('county.allDevices') : t('county.someDevices', { n: resources.length })}
          </span>
        </span>
        {topics.some(isHitsOnly) ? <small>{picturesInWords(subscription.pictures, t)}</small> : null}
      </span>
      <span role="cell" className={tableStyles.state}>
        <span>
          <StateDot tone={problem !== null ? 'warning' : serves ? 'ok' : 'idle'} />
          {t(`county.subscriptionState.${state}`)}
        </span>
        {problem === null ? null : (
          <small title={subscription.receiveAddress ?? ''}>{t(`county.problem.${problem}`)}</small>
        )}
      </span>
      <span role="cell" className={tableStyles.two}>
        <span>{t('county.notified', { n: grouped(subscription.notifications) })}</span>
        <small>
          {lastNotifiedAtMs === null
            ? t('county.notNotified')
            : t('county.notifiedAgo', { age: durationInWords(nowMs - lastNotifiedAtMs, t) })}
        </small>
      </span>
      <span role="cell" className={tableStyles.two}>
        <span>{endsAtMs === null ? t('county.noEnd') : t('county.until', { time: dayOrTime(endsAtMs, nowMs) })}</span>
        {state !== 'waiting' || beginsAtMs === null ? null : (
          <small>{t('county.begins', { time: dayOrTime(beginsAtMs, nowMs) })}</small>
        )}
      </span>
    </div>
  );
}
