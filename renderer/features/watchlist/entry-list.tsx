import { App, Button, Pagination } from 'antd';
import { useDeferredValue, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntryFilter } from '#contract/watchlist.ts';
import { errorWords } from '../console/error-words.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { useAlarms, useSignedIn } from '../console/remote.ts';
import { go, goInPlace, routeAsking, routeTo } from '../console/route.ts';
import { grouped } from '../../text/format.ts';
import { Chip, Chips } from '../../ui/chips.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScreenIcon } from '../../ui/icons.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { mayApprove, mayManage } from './entry-rights.ts';
import { EntryTable } from './entry-table.tsx';
import { ExportList } from './export-list.tsx';
import { asking, isAsking, pageSize, queryOfQuestion, questionOfQuery } from './list-address.ts';
import type { ListQuestion } from './list-address.ts';
import { ListFilterBar } from './list-filter-bar.tsx';
import { useEntryPage } from './use-entries.ts';
import { useEntryActions } from './use-entry-actions.ts';
import { decideListKey } from './watchlist-keys.ts';
import { WatchlistTabs } from './watchlist-tabs.tsx';
import styles from './watchlist.module.css';

const newEntry = routeTo('watchlist', 'new');

/** Who and what is listed, on what basis, until when. The question stands in the address. */
export function EntryList({ query }: { query: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useSignedIn();
  const handling = useAlarms().some(({ state }) => state === 'acknowledged');
  const actions = useEntryActions();
  const screen = useRef<HTMLDivElement>(null);
  const [chosenId, setChosenId] = useState<number | null>(null);
  const question = questionOfQuery(query);
  const asked = useDeferredValue(query);
  const { filter, page } = questionOfQuery(asked);
  const list = useEntryPage({ ...filter, offset: page * pageSize, limit: pageSize });
  const outdated = list.isPlaceholderData || asked !== query;
  const { entries = [], total = 0, counts } = list.data ?? {};
  const chosen = entries.find(({ entry }) => entry.id === chosenId);

  const ask = (next: ListQuestion, step?: 'in-place'): void => {
    const address = routeAsking('watchlist', queryOfQuestion(next));
    if (step === 'in-place') goInPlace(address);
    else window.location.hash = address;
  };
  const toggle = (change: EntryFilter): void => {
    const off = Object.entries(change).every(([key, value]) => question.filter[key as keyof EntryFilter] === value);
    ask(asking(question, off ? Object.fromEntries(Object.keys(change).map((key) => [key, undefined])) : change));
  };
  const focusOn = (selector: string): void => screen.current?.querySelector<HTMLElement>(selector)?.focus();
  const focusList = (): void => focusOn('[data-entry][tabindex="0"]');
  // Back from an entry's page, the arrows go on from where they were.
  const takeUp = useEffectEvent((): void => {
    if (chosenId !== null && document.activeElement === document.body) focusList();
  });
  useLayoutEffect(() => takeUp(), []);

  const approveChosen = (): void => {
    if (chosen === undefined || me === null) return;
    const right = mayApprove(chosen.entry, chosen.status, me);
    if (right.may) actions.approve([chosen.entry]);
    else void message.info(t(`watchlist.hindrance.${right.why}`));
  };
  useWindowKeys((event) => {
    const act = decideListKey({
      key: event.key,
      modified: event.ctrlKey || event.altKey || event.metaKey,
      typing: isTyping(event.target),
      inList: (event.target as Element).closest('[data-entries]') !== null,
      handling,
      filtered: isAsking(question.filter),
    });
    switch (act) {
      case null:
        return false;
      case 'search':
        focusOn('input[name="list-search"]');
        break;
      case 'new':
        window.location.hash = newEntry;
        break;
      case 'approve':
        approveChosen();
        break;
      case 'list':
        focusList();
        break;
      case 'clear':
        ask({ filter: {}, page: 0 });
        break;
    }
    return true;
  });

  return (
    <div ref={screen} className={styles.screen}>
      <ScreenFrame
        title={t('watchlist.title')}
        {...(mayManage(me) ? { tabs: <WatchlistTabs current="list" /> } : {})}
        words={
          counts === undefined ? null : (
            <span className={styles.counts}>
              <span>{t('watchlist.counts', { valid: grouped(counts.inForce), total: grouped(counts.all) })}</span>
              <Chips label={t('watchlist.attention')}>
                {/* Whoever may approve has a tab for them. */}
                {mayManage(me) ? null : (
                  <Mark n={counts.waiting} status="waiting" question={question} onToggle={toggle} />
                )}
                <Mark n={counts.expiringSoon} status="expiring-soon" question={question} onToggle={toggle} />
                {counts.doubtful === 0 && question.filter.doubtful !== true ? null : (
                  <Chip
                    name="doubtful"
                    on={question.filter.doubtful === true}
                    title={t('watchlist.doubtfulWords')}
                    onPress={() => toggle({ doubtful: true })}
                  >
                    {t('watchlist.doubtful')} <b className="number">{counts.doubtful}</b>
                  </Chip>
                )}
              </Chips>
            </span>
          )
        }
        tools={
          <>
            {mayManage(me) ? <ExportList filter={question.filter} /> : null}
            <Button type="primary" href={newEntry} data-new-entry>
              {t('watchlist.new')} <KeyCap>N</KeyCap>
            </Button>
          </>
        }
      >
        <div className={styles.listed}>
          <ListFilterBar question={question} onAsk={ask} onDone={focusList} />
          {list.data === undefined ? (
            <EmptyState title={list.error === null ? t('common.loading') : errorWords(list.error, t)}>
              {list.error === null ? null : <Button onClick={() => void list.refetch()}>{t('common.retry')}</Button>}
            </EmptyState>
          ) : entries.length === 0 && !isAsking(question.filter) ? (
            <EmptyState
              icon={<ScreenIcon screen="watchlist" />}
              title={t('watchlist.empty')}
              words={t('watchlist.emptyWords')}
            />
          ) : entries.length === 0 ? (
            <EmptyState icon={<ScreenIcon screen="watchlist" />} title={t('watchlist.emptySearch')}>
              <Button onClick={() => ask({ filter: {}, page: 0 })}>{t('journal.clear')}</Button>
            </EmptyState>
          ) : (
            <EntryTable
              entries={entries}
              outdated={outdated}
              chosenId={chosenId}
              onChoose={setChosenId}
              onOpen={(id) => go('watchlist', id)}
            />
          )}
          {total <= pageSize ? null : (
            <footer className={styles.pages}>
              <Pagination
                size="small"
                current={question.page + 1}
                pageSize={pageSize}
                total={total}
                showSizeChanger={false}
                showTotal={(all, [from, to]) => t('watchlist.range', { from, to, all: grouped(all) })}
                onChange={(page) => ask({ ...question, page: page - 1 })}
              />
            </footer>
          )}
        </div>
      </ScreenFrame>
    </div>
  );
}

/** A count that wants somebody's attention; pressed, it shows those. */
function Mark(props: {
  n: number;
  status: 'waiting' | 'expiring-soon';
  question: ListQuestion;
  onToggle: (change: EntryFilter) => void;
}) {
  const { t } = useTranslation();
  const on = props.question.filter.status === props.status;
  if (props.n === 0 && !on) return null;
  return (
    <Chip name={props.status} on={on} onPress={() => props.onToggle({ status: props.status })}>
      {t(`watchlist.status.${props.status}`)} <b className="number">{props.n}</b>
    </Chip>
  );
}
