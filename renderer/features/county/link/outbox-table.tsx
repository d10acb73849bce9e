import { App, Button } from 'antd';
import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CountyDestination, OutboxItem } from '#contract/county.ts';
import { useApiMutation } from '../../../api/use-api.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { errorWords, useSayError } from '../../console/error-words.ts';
import { isControl } from '../../console/keys.ts';
import { moveInRows } from '../../watchlist/watchlist-keys.ts';
import { destinationTitle } from './link-words.ts';
import styles from './link.module.css';
import { OutboxRow } from './outbox-row.tsx';
import tableStyles from './outbox-table.module.css';
import { useOutbox } from './use-outbox.ts';

const columns = ['created', 'kind', 'destination', 'size', 'attempts', 'state', 'failure'] as const;

/** What was written for the county, newest first; one row is what Tab comes to, arrows move, Enter opens. */
export function OutboxTable(props: { destinations: readonly CountyDestination[]; mayAct: boolean }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const sayError = useSayError();
  const retry = useApiMutation('county.retrySetAside', { refreshes: ['county.outbox'] });
  const { items, error, more } = useOutbox();
  const list = useRef<HTMLUListElement>(null);
  const [chosenId, setChosenId] = useState<number | null>(null);
  const [openId, setOpenId] = useState<number | null>(null);
  const shown = items ?? [];
  const at = Math.max(
    0,
    shown.findIndex(({ id }) => id === chosenId),
  );
  const reachableId = shown[at]?.id;
  const toggle = (id: number): void => setOpenId(openId === id ? null : id);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || isControl(event.target)) return;
    if (event.key === 'Escape' && openId !== null) {
      event.preventDefault();
      setOpenId(null);
      return;
    }
    if (event.key === 'Enter' && reachableId !== undefined) {
      event.preventDefault();
      toggle(reachableId);
      return;
    }
    const next = moveInRows(event.key, at, shown.length);
    const target = next === null ? undefined : shown[next];
    if (target === undefined) return;
    event.preventDefault();
    list.current?.querySelector<HTMLElement>(`[data-outbox-item="${String(target.id)}"]`)?.focus();
  };
  const titleOf = (item: OutboxItem): string => {
    const known = props.destinations.find(({ name }) => name === item.destination);
    return destinationTitle(known ?? { name: item.destination }, t);
  };
  return (
    <section aria-label={t('county.outbox')}>
      <header className={styles.section}>
        <h2>{t('county.outbox')}</h2>
        {shown.length === 0 ? null : <p>{t('county.outboxKeys')}</p>}
      </header>
      {items === undefined ? (
        <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)} />
      ) : shown.length === 0 ? (
        <EmptyState title={t('county.empty')} words={t('county.emptyWords')} />
      ) : (
        <div className={tableStyles.table} role="grid" aria-label={t('county.outbox')}>
          <div role="row" className={tableStyles.heads}>
            {columns.map((column) => (
              <span key={column} role="columnheader" data-column={column}>
                {t(`county.columns.${column}`)}
              </span>
            ))}
          </div>
          <ul ref={list} role="rowgroup" onKeyDown={onKeyDown}>
            {shown.map((item) => (
              <OutboxRow
                key={item.id}
                item={item}
                to={titleOf(item)}
                open={item.id === openId}
                reachable={item.id === reachableId}
                onFocus={() => setChosenId(item.id)}
                onToggle={() => toggle(item.id)}
                retry={
                  item.state !== 'set-aside' || !props.mayAct
                    ? null
                    : () =>
                        retry.mutate(
                          { id: item.id },
                          { onSuccess: () => void message.success(t('county.retryQueued')), onError: sayError },
                        )
                }
              />
            ))}
          </ul>
        </div>
      )}
      {more === null ? null : (
        <Button className={tableStyles.more ?? ''} onClick={more}>
          {t('county.more')}
        </Button>
      )}
    </section>
  );
}
