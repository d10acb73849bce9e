import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { OutboxItem } from '#contract/county.ts';
import { dayAndTime, dayOrTime, durationInWords, sizeInWords } from '../../../text/format.ts';
import { Facts } from '../../../ui/facts.tsx';
import { KeyCap } from '../../../ui/key-cap.tsx';
import { useNowMs } from '../../console/console-parts.tsx';
import { splitFailure } from './link-words.ts';
import styles from './outbox-table.module.css';

export function OutboxRow(props: {
  item: OutboxItem;
  to: string;
  open: boolean;
  reachable: boolean;
  onFocus: () => void;
  onToggle: () => void;
  /** Null where there is nothing to send again, or for whoever may not. */
  retry: (() => void) | null;
}) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  const { item, open } = props;
  const failure = item.failure === null ? null : splitFailure(item.failure);
  return (
    <li
      role="row"
      className={styles.row}
      data-outbox-item={item.id}
      data-kind={item.kind}
      data-state={item.state}
      aria-expanded={open}
      tabIndex={props.reachable ? 0 : -1}
      onFocus={props.onFocus}
      onClick={props.onToggle}
    >
      <span role="gridcell" className="number">
        {dayOrTime(item.createdAtMs, nowMs)}
      </span>
      <span role="gridcell">{t(`county.kind.${item.kind}`)}</span>
      <span role="gridcell" className={styles.clipped} title={props.to}>
        {props.to}
      </span>
      <span role="gridcell" className={styles.right} data-column="size">
        {sizeInWords(item.bytes)}
      </span>
      <span role="gridcell" className={styles.right} data-column="attempts">
        {item.attempts}
      </span>
      <span role="gridcell" className={styles.state}>
        {t(`county.state.${item.state}`)}
        <small>
          {item.acknowledgedAtMs === null
            ? t('county.waitedFor', { age: durationInWords(nowMs - item.createdAtMs, t) })
            : dayOrTime(item.acknowledgedAtMs, nowMs)}
        </small>
      </span>
      <span role="gridcell" className={styles.failure}>
        {failure === null ? null : (
          <span className={styles.clipped} title={item.failure ?? ''}>
            {failure.reason === null ? null : <b>{t(`county.failure.${failure.reason}`)}</b>}{' '}
            <code>{failure.detail}</code>
          </span>
        )}
        {props.retry === null ? null : (
          <Button
            size="small"
            tabIndex={props.reachable ? 0 : -1}
            data-retry
            onClick={(event) => {
              event.stopPropagation();
              props.retry?.();
            }}
          >
            {t('county.retry')} <KeyCap>U</KeyCap>
          </Button>
        )}
      </span>
      {open ? (
        <div role="gridcell" className={styles.details} onClick={(event) => event.stopPropagation()}>
          <Facts
            facts={[
              [t('county.details.id'), <span key="id" className="number">{`${String(item.id)}`}</span>],
              [
                t('county.details.key'),
                <span key="key">
                  <code>{item.key}</code>
                  <small>{t('county.details.keyHint')}</small>
                </span>,
              ],
              [t('county.columns.created'), <span key="at">{dayAndTime(item.createdAtMs, nowMs)}</span>],
              [t('county.details.detail'), failure === null ? '' : <code key="failure">{failure.detail}</code>],
              [
                t('county.columns.failure'),
                failure === null || failure.reason === null ? '' : t(`county.advice.${failure.reason}`),
              ],
            ]}
          />
        </div>
      ) : null}
    </li>
  );
}
