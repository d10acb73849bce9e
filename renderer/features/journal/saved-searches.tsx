import { App, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newSavedSearch } from '#contract/search.ts';
import type { SavedSearch } from '#contract/search.ts';
import { useApiMutation, useApiQuery } from '../../api/use-api.ts';
import { appErrorOf } from '../../api/app-error-of.ts';
import { useSayError } from '../console/error-words.ts';
import { Chip, Chips } from '../../ui/chips.tsx';
import { KeyCap } from '../../ui/key-cap.tsx';
import styles from './filter-panel.module.css';
import type { FilterProps } from './filter-panel.tsx';
import { filterOfSaved, savedSearchOf } from './journal-filter.ts';
import { queryOfFilter } from './journal-address.ts';

/** Questions the unit asks again and again: one press each; the small menu renames, replaces and deletes. */
export function SavedSearches({ filter, onFilter, nowMs }: FilterProps) {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const sayError = useSayError();
  const { data: searches = [] } = useApiQuery('searches.list');
  const save = useApiMutation('searches.save', { refreshes: ['searches.list'] });
  const remove = useApiMutation('searches.remove', { refreshes: ['searches.list'] });
  /** Null: nothing is being named; otherwise the search that is renamed, or `new`. */
  const [naming, setNaming] = useState<SavedSearch | 'new' | null>(null);
  const now = queryOfFilter({ ...filter, brush: null });

  const sayFailed = (error: unknown): void => {
    if (appErrorOf(error)?.code === 'conflict') void message.warning(t('search.nameTaken'));
    else sayError(error);
  };
  const store = (name: string): void => {
    const renamed = naming === 'new' || naming === null ? null : naming;
    const search = renamed === null ? savedSearchOf(filter, name, nowMs) : { ...renamed, name };
    save.mutate(
      { id: renamed?.id ?? null, name, filter: search.filter, span: search.span },
      {
        onSuccess: () => {
          setNaming(null);
          void message.success(t('search.saved', { name }));
        },
        onError: sayFailed,
      },
    );
  };
  const replace = (search: SavedSearch): void =>
    save.mutate(
      { id: search.id, ...savedSearchOf(filter, search.name, nowMs) },
      { onSuccess: () => void message.success(t('search.saved', { name: search.name })), onError: sayFailed },
    );
  const askRemove = (search: SavedSearch): void =>
    void modal.confirm({
      title: t('search.removeAsk', { name: search.name }),
      content: t('search.removeWords'),
      okText: t('search.remove'),
      onOk: async () => {
        await remove.mutateAsync({ id: search.id }).catch(sayError);
      },
    });

  return (
    <div className={styles.group}>
      <h2>
        {t('search.savedTitle')} <KeyCap>Q</KeyCap>
      </h2>
      <Chips label={t('search.savedTitle')}>
        {searches.map((search) => {
          const saved = filterOfSaved(search);
          return (
            <span key={search.id} className={styles.saved} data-saved-search={search.name}>
              <Chip on={queryOfFilter(saved) === now} title={search.savedBy} onPress={() => onFilter(saved)}>
                <span>{search.name}</span>
              </Chip>
              <Dropdown
                trigger={['click']}
                menu={{
                  items: [
                    {
                      key: 'rename',
                      label: t('search.rename'),
                      // The Enter that chose it would finish the form as well, were the field there already.
                      onClick: () => setTimeout(() => setNaming(search)),
                    },
                    { key: 'replace', label: t('search.replace'), onClick: () => replace(search) },
                    { key: 'remove', label: t('search.remove'), onClick: () => askRemove(search) },
                  ],
                }}
              >
                <button type="button" aria-label={t('search.savedMenu', { name: search.name })}>
                  ⋯
                </button>
              </Dropdown>
            </span>
          );
        })}
        {naming === null ? (
          <Chip quiet name="save-search" onPress={() => setNaming('new')}>
            {t('search.saveCurrent')}
          </Chip>
        ) : null}
      </Chips>
      {naming === null ? null : (
        <NameForm
          key={naming === 'new' ? 'new' : naming.id}
          name={naming === 'new' ? '' : naming.name}
          busy={save.isPending}
          onName={store}
          onCancel={() => setNaming(null)}
        />
      )}
      {naming === 'new' && filter.span.span === 'between' ? (
        <p className={styles.hint}>{t('search.betweenNotSaved')}</p>
      ) : null}
    </div>
  );
}

function NameForm(props: { name: string; busy: boolean; onName: (name: string) => void; onCancel: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(props.name);
  const parsed = newSavedSearch.shape.name.safeParse(name);
  return (
    <form
      className={styles.naming}
      onSubmit={(event) => {
        event.preventDefault();
        if (parsed.success) props.onName(parsed.data);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        props.onCancel();
      }}
    >
      <input
        type="text"
        name="search-name"
        autoFocus
        autoComplete="off"
        maxLength={32}
        value={name}
        placeholder={t('search.nameHint')}
        aria-label={t('search.name')}
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" disabled={!parsed.success || props.busy}>
        {t('search.save')}
      </button>
    </form>
  );
}
