import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { EntryDetail } from '#contract/watchlist.ts';
import { useApiQuery } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { useSignedIn } from '../console/remote.ts';
import { routeTo } from '../console/route.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { DryRunPanel } from './dry-run-panel.tsx';
import { EntryCategoryCell, EntryOrigin, EntryStatusWords, EntrySubject } from './entry-cells.tsx';
import { EntryCopies, EntryHistory, EntryStatsLine, EntryTrail } from './entry-past.tsx';
import { EntryWritten } from './entry-written.tsx';
import styles from './entry-page.module.css';
import { mayApprove, mayChange, mayManage, mayWithdraw } from './entry-rights.ts';
import { useNameOf } from './use-entries.ts';
import { useEntryActions } from './use-entry-actions.ts';
import { WithdrawEntry } from './withdraw-entry.tsx';

/** One entry: all that is written about it, what became of its hits, who did what to it, and what may be done. */
export function EntryPageScreen({ id, back }: { id: number; back: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useApiQuery('watchlist.find', { id });
  useWindowKeys((event) => {
    if (event.key !== 'Escape' || isTyping(event.target)) return false;
    window.location.hash = back;
    return true;
  });
  if (data === undefined) {
    return (
      <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
        <span className={styles.acts}>
          {error === null ? null : <Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
          <Button href={back}>{t('watchlist.back')}</Button>
        </span>
      </EmptyState>
    );
  }
  return <Shown detail={data} back={back} />;
}

function Shown({ detail, back }: { detail: EntryDetail; back: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const me = useSignedIn();
  const actions = useEntryActions();
  const { entry, status, stats, history, copies } = detail;
  const approval = me === null ? null : mayApprove(entry, status, me);
  const change = me === null ? null : mayChange(entry, me);
  const withdrawal = me === null ? null : mayWithdraw(entry, me);
  const editAddress = routeTo('watchlist', entry.id, 'change');
  const approve = (): void => {
    if (approval?.may === true) actions.approve([entry]);
    else if (approval !== null) void message.info(t(`watchlist.hindrance.${approval.why}`));
  };
  useWindowKeys((event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event.target)) return false;
    switch (event.key) {
      case 'a':
      case 'A':
        approve();
        return true;
      case 'e':
      case 'E':
        if (change?.may === true) window.location.hash = editAddress;
        else if (change !== null) void message.info(t(`watchlist.hindrance.${change.why}`));
        return true;
      default:
        return false;
    }
  });
  return (
    <article className={styles.page} data-entry-page={entry.id} data-status={status}>
      <header className={styles.head}>
        <a className={styles.back} href={back}>
          ← {t('watchlist.back')} <KeyCap>Esc</KeyCap>
        </a>
        <EntrySubject entry={entry} size="large" />
        <EntryCategoryCell entry={entry} />
        <EntryStatusWords status={status} />
        <EntryOrigin entry={entry} />
        <span className={styles.acts}>
          {change?.may === true ? (
            <Button href={editAddress} data-change-entry>
              {t('watchlist.change')} <KeyCap>E</KeyCap>
            </Button>
          ) : null}
          {withdrawal?.may === true ? <WithdrawEntry entry={entry} back={back} /> : null}
          {approval?.may === true ? (
            <Button type="primary" data-approve loading={actions.busy} onClick={approve}>
              {t('watchlist.approve')} <KeyCap>A</KeyCap>
            </Button>
          ) : null}
        </span>
      </header>
      <Standing detail={detail} />
      <div className={styles.columns}>
        <div>
          <EntryWritten entry={entry} />
          <EntryCopies copies={copies} />
        </div>
        <div>
          <EntryStatsLine stats={stats} />
          {mayManage(me) ? <DryRunPanel asked={{ ids: [entry.id] }} /> : null}
          <EntryTrail entry={entry} />
          <EntryHistory history={history} />
        </div>
      </div>
    </article>
  );
}

/** What holds it back, or who may do what; nothing where all is as usual. */
function Standing({ detail: { entry, status, stats } }: { detail: EntryDetail }) {
  const { t } = useTranslation();
  const me = useSignedIn();
  const nameOf = useNameOf();
  const lines: string[] = [];
  if (status === 'waiting') {
    const right = me === null ? null : mayApprove(entry, status, me);
    const why = right === null || right.may ? t('watchlist.waitingMay') : t(`watchlist.hindrance.${right.why}`);
    lines.push(t('watchlist.waitingWords', { name: nameOf(entry.author), why }));
  }
  if (stats.doubtful) lines.push(t('watchlist.doubtfulWords'));
  if (entry.origin !== 'console') lines.push(t(`watchlist.hindrance.${entry.origin}`));
  if (lines.length === 0) return null;
  return (
    <ul className={styles.standing} data-wants={status === 'waiting' || stats.doubtful}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
