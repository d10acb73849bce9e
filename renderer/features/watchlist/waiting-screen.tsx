import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedEntry } from '#contract/watchlist.ts';
import { useTodayMs } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { useSignedIn } from '../console/remote.ts';
import { routeTo } from '../console/route.ts';
import { grouped } from '../../text/format.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { ScreenFrame } from '../../ui/screen-frame.tsx';
import { DryRunPanel } from './dry-run-panel.tsx';
import { EntryCategoryCell, entryName, EntrySubject, EntryUntil } from './entry-cells.tsx';
import { mayApprove } from './entry-rights.ts';
import type { Right } from './entry-rights.ts';
import { useEntryPage, useNameOf } from './use-entries.ts';
import { useEntryActions } from './use-entry-actions.ts';
import { WatchlistTabs } from './watchlist-tabs.tsx';
import styles from './waiting-screen.module.css';

/** As many as one page of the station holds; what is approved makes room for the rest. */
const atOnce = 200;

/** What waits for approval: read, ticked, approved together. What one wrote oneself is another's to approve. */
export function WaitingScreen() {
  const { t } = useTranslation();
  const me = useSignedIn();
  const actions = useEntryActions();
  const list = useEntryPage({ status: 'waiting', limit: atOnce });
  const [ticked, setTicked] = useState<ReadonlySet<number>>(new Set());
  const waiting = (list.data?.entries ?? []).map((listed) => ({
    listed,
    right: me === null ? ({ may: false, why: 'guard' } as const) : mayApprove(listed.entry, listed.status, me),
  }));
  const open = waiting.filter(({ right }) => right.may).map(({ listed }) => listed.entry);
  const chosen = open.filter(({ id }) => ticked.has(id));
  const tick = (id: number): void =>
    setTicked(new Set(ticked.has(id) ? [...ticked].filter((each) => each !== id) : [...ticked, id]));
  const approve = (): void => {
    if (chosen.length > 0 && !actions.busy) actions.approve(chosen, () => setTicked(new Set()));
  };
  useWindowKeys((event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event.target)) return false;
    if (event.key !== 'a' && event.key !== 'A') return false;
    approve();
    return true;
  });
  const total = list.data?.total ?? 0;
  return (
    <ScreenFrame
      title={t('watchlist.tabs.waiting')}
      tabs={<WatchlistTabs current="waiting" />}
      words={t('watchlist.waiting.words')}
      tools={
        <Button type="primary" data-approve disabled={chosen.length === 0} loading={actions.busy} onClick={approve}>
          {chosen.length === 0 ? t('watchlist.approve') : t('watchlist.waiting.approve', { n: chosen.length })}{' '}
          <KeyCap>A</KeyCap>
        </Button>
      }
    >
      {list.data === undefined ? (
        <EmptyState title={list.error === null ? t('common.loading') : errorWords(list.error, t)}>
          {list.error === null ? null : <Button onClick={() => void list.refetch()}>{t('common.retry')}</Button>}
        </EmptyState>
      ) : waiting.length === 0 ? (
        <EmptyState title={t('watchlist.waiting.none')} words={t('watchlist.waiting.noneWords')} />
      ) : (
        <div className={styles.waiting}>
          <div className={styles.bar}>
            <Checkbox
              checked={open.length > 0 && chosen.length === open.length}
              indeterminate={chosen.length > 0 && chosen.length < open.length}
              disabled={open.length === 0}
              onChange={(event) => setTicked(new Set(event.target.checked ? open.map(({ id }) => id) : []))}
            >
              {t('watchlist.waiting.all', { n: open.length })}
            </Checkbox>
            {total > waiting.length ? (
              <small>{t('watchlist.waiting.first', { n: waiting.length, all: grouped(total) })}</small>
            ) : null}
          </div>
          <ul className={styles.list}>
            {waiting.map(({ listed, right }) => (
              <Line
                key={listed.entry.id}
                listed={listed}
                right={right}
                ticked={ticked.has(listed.entry.id)}
                onTick={() => tick(listed.entry.id)}
              />
            ))}
          </ul>
          {chosen.length === 0 ? null : <DryRunPanel asked={{ ids: chosen.map(({ id }) => id) }} many />}
        </div>
      )}
    </ScreenFrame>
  );
}

function Line(props: { listed: ListedEntry; right: Right; ticked: boolean; onTick: () => void }) {
  const { t } = useTranslation();
  const todayMs = useTodayMs();
  const nameOf = useNameOf();
  const { entry } = props.listed;
  const { right } = props;
  return (
    <li className={styles.line} data-waiting={entry.id} data-may={right.may}>
      <Checkbox
        checked={props.ticked}
        disabled={!right.may}
        aria-label={t('watchlist.waiting.tick', { name: entryName(entry, t) })}
        onChange={props.onTick}
      />
      <span>
        <EntrySubject entry={entry} />
      </span>
      <span>
        <EntryCategoryCell entry={entry} />
      </span>
      <span className={styles.basis} title={entry.basis}>
        {entry.basis}
      </span>
      <EntryUntil entry={entry} nowMs={todayMs} />
      <span className={styles.by}>
        {t('watchlist.writtenBy', { name: nameOf(entry.author) })}
        {right.may ? null : <small>{t(`watchlist.hindrance.${right.why}`)}</small>}
      </span>
      <a href={routeTo('watchlist', entry.id)}>{t('watchlist.waiting.open')}</a>
    </li>
  );
}
