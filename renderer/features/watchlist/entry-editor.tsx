import { App, Button, Segmented } from 'antd';
import { useState } from 'react';
import type { KeyboardEvent, SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { stationErrorOf } from '../../api/app-error-of.ts';
import { useApiMutation, useApiQuery } from '../../api/use-api.ts';
import { useConsoleParts } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { isTyping, useWindowKeys } from '../console/keys.ts';
import { useSignedIn } from '../console/remote.ts';
import { go, goInPlace, routeTo } from '../console/route.ts';
import { languages } from '../../text/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import { DryRunPanel } from './dry-run-panel.tsx';
import { entryName } from './entry-cells.tsx';
import styles from './entry-editor.module.css';
import { draftOf, emptyForm, formOf, problemsOf, withoutUsualSteps } from './entry-form.ts';
import type { EntryForm } from './entry-form.ts';
import { entryMembers } from './entry-members.ts';
import { mayChange, mayManage } from './entry-rights.ts';
import { OtherProblems } from './form-parts.tsx';
import { ListingFields } from './listing-fields.tsx';
import { PlaceFields, ProcedureFields } from './place-fields.tsx';
import { PersonFields, VehicleFields } from './subject-fields.tsx';
import { listQueries, useWatchlistSettings } from './use-entries.ts';

/** A new entry, or one to be written anew. */
export function EntryEditor(props: { kind?: EntryForm['kind']; id?: number; back: string }) {
  return props.id === undefined ? (
    <Editor was={null} kind={props.kind ?? 'vehicle'} back={props.back} />
  ) : (
    <Changing id={props.id} back={props.back} />
  );
}

function Changing({ id, back }: { id: number; back: string }) {
  const { t } = useTranslation();
  const me = useSignedIn();
  const { data, error } = useApiQuery('watchlist.find', { id });
  if (data === undefined || me === null) {
    return (
      <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
        <Button href={back}>{t('watchlist.back')}</Button>
      </EmptyState>
    );
  }
  const right = mayChange(data.entry, me);
  if (!right.may) {
    return (
      <EmptyState title={t(`watchlist.hindrance.${right.why}`)}>
        <Button href={routeTo('watchlist', id)}>{t('watchlist.backToEntry')}</Button>
      </EmptyState>
    );
  }
  return <Editor was={data.entry} kind={data.entry.kind} back={routeTo('watchlist', id)} />;
}

function Editor({ was, kind, back }: { was: WatchlistEntry | null; kind: EntryForm['kind']; back: string }) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const { time } = useConsoleParts();
  const me = useSignedIn();
  const { ownCategories } = useWatchlistSettings();
  // What the station says of it meanwhile does not write over what is being typed.
  const [first] = useState(() => {
    if (was === null) return emptyForm(kind, time.nowMs());
    const own = ownCategories.find(({ name }) => name === was.ownCategory)?.procedure ?? [];
    // In the station's language, which is not always the reader's.
    const usual = languages.map((lng) => t(`watchlist.usualSteps.${was.category}`, { lng }));
    return withoutUsualSteps(formOf(was), own.length > 0 ? [own.join('\n')] : usual);
  });
  const [written, setWritten] = useState(first);
  const [tried, setTried] = useState(false);
  const add = useApiMutation('watchlist.add', { refreshes: listQueries });
  const change = useApiMutation('watchlist.change', { refreshes: listQueries });
  // Which of the two it is stands in the address, and what is written of both stays.
  const form = was === null ? { ...written, kind } : written;
  const finished = draftOf(form, { nowMs: time.nowMs(), was });
  const failure = add.error ?? change.error;
  const said = failure === null ? null : stationErrorOf(failure);
  const refused = problemsOf(said, kind);
  const twin = said?.code === 'conflict' ? said.facts['entryId'] : undefined;
  const problems = [...(tried && finished.outcome === 'incomplete' ? finished.problems : []), ...refused];
  const busy = add.isPending || change.isPending;
  const onForm = (part: Partial<EntryForm>): void => {
    setWritten((current) => ({ ...current, ...part }));
    add.reset();
    change.reset();
  };
  const saved = (entry: WatchlistEntry): void => {
    void message.success(t('watchlist.savedSaid', { name: entryName(entry, t) }));
    go('watchlist', entry.id);
  };
  const save = (): void => {
    setTried(true);
    if (busy || finished.outcome === 'incomplete') return;
    const { draft } = finished;
    if (was === null) add.mutate(draft, { onSuccess: saved });
    else change.mutate({ id: was.id, draft }, { onSuccess: saved });
  };
  const leave = (): void => {
    const go = (): void => {
      window.location.hash = back;
    };
    if (JSON.stringify(written) === JSON.stringify(first)) go();
    else {
      modal.confirm({
        title: t('watchlist.leaveAsk'),
        okText: t('watchlist.leave'),
        cancelText: t('watchlist.stay'),
        onOk: go,
      });
    }
  };
  useWindowKeys((event) => {
    if (event.key !== 'Escape' || isTyping(event.target)) return false;
    leave();
    return true;
  });
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>): void => {
    if (event.nativeEvent.isComposing || event.defaultPrevented) return;
    if (event.key === 'Enter' && event.ctrlKey) {
      event.preventDefault();
      save();
    } else if (event.key === 'Escape' && isTyping(event.target) && event.target instanceof HTMLElement) {
      // Out of the field first; the next one leaves the page.
      event.preventDefault();
      event.target.blur();
    }
  };
  const fields = { form, problems, onForm };
  return (
    <form
      className={styles.editor}
      data-entry-editor={was === null ? 'new' : was.id}
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        save();
      }}
    >
      <header className={styles.head}>
        <h1>{was === null ? t('watchlist.newTitle') : t('watchlist.changeTitle', { name: entryName(was, t) })}</h1>
        {was === null ? (
          <Segmented<EntryForm['kind']>
            value={kind}
            options={(['vehicle', 'person'] as const).map((value) => ({
              value,
              label: t(`watchlist.kind.${value}`),
            }))}
            onChange={(value) => goInPlace(routeTo('watchlist', 'new', value))}
          />
        ) : null}
        <p>{was === null ? t('watchlist.ruleNew') : t('watchlist.ruleChange')}</p>
      </header>
      <div className={styles.columns}>
        <div>
          {kind === 'vehicle' ? <VehicleFields {...fields} /> : <PersonFields {...fields} />}
          <ListingFields {...fields} own={ownCategories} />
        </div>
        <div>
          <PlaceFields {...fields} />
          <ProcedureFields {...fields} own={ownCategories} />
          {mayManage(me) ? (
            <DryRunPanel asked={finished.outcome === 'complete' ? { drafts: [finished.draft] } : null} />
          ) : null}
        </div>
      </div>
      <footer className={styles.foot}>
        <div role="alert" className={styles.failure}>
          {problems.length === 0 ? null : <p>{t('watchlist.problemsLeft', { n: problems.length })}</p>}
          <OtherProblems problems={problems} shown={entryMembers} />
          {twin === undefined ? null : <a href={routeTo('watchlist', twin)}>{t('watchlist.openTwin')}</a>}
          {failure !== null && refused.length === 0 ? <p>{errorWords(failure, t)}</p> : null}
        </div>
        <Button onClick={leave}>
          {t('clips.cancel')} <KeyCap>Esc</KeyCap>
        </Button>
        <Button type="primary" htmlType="submit" loading={busy} data-save-entry>
          {t('watchlist.save')}
        </Button>
      </footer>
    </form>
  );
}
