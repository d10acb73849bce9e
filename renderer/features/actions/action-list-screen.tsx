import { useTranslation } from 'react-i18next';
import { useApiQuery } from '../../api/use-api.ts';
import { go } from '../console/route.ts';
import { usePeriodically } from '../console/use-periodically.ts';
import { ListFrame } from '../rules/list-frame.tsx';
import { useNames } from '../rules/use-names.ts';
import { useRowList } from '../rules/use-row-list.ts';
import { ActionDetails } from './action-details.tsx';
import { ActionRow } from './action-row.tsx';
import { lastRuns } from './action-words.ts';
import { useActionChanges } from './use-actions.ts';

/** Runs come with hits, and no feed tells of them. */
const runsPeriodMs = 10_000;

/** What can happen outside, when it does, and how it went the last time. */
export function ActionListScreen(props: { chosen: string | null; lastId: number | null; mayChange: boolean }) {
  const { t } = useTranslation();
  const { mayChange } = props;
  const { data, error, refetch } = useApiQuery('actions.list');
  const lately = useApiQuery('actions.runs', { limit: 200 });
  usePeriodically(() => void lately.refetch(), runsPeriodMs);
  const runs = lastRuns(lately.data ?? []);
  const changes = useActionChanges();
  const names = useNames();
  const actions = data ?? [];
  const chosen = actions.find(({ id }) => String(id) === props.chosen);
  const begin = (): void => go('rules', 'actions', 'new');
  const rows = useRowList({
    ids: actions.map(({ id }) => id),
    lastId: props.lastId,
    mayChange,
    onOpen: (id) => go('rules', 'actions', id),
    onSwitch(id) {
      const action = actions.find((each) => each.id === id);
      if (action !== undefined) changes.setEnabled(action, !action.enabled);
    },
    onNew: begin,
  });
  const on = actions.filter(({ enabled }) => enabled).length;
  return (
    <ListFrame
      tab="actions"
      words={`${t('actions.counts', { on, total: actions.length })} · ${t('actions.words')}`}
      newWords={mayChange ? t('actions.new') : null}
      onNew={begin}
      count={data?.length ?? null}
      error={error}
      onRetry={() => void refetch()}
      empty={{
        title: t('actions.empty'),
        words: mayChange ? t('actions.emptyWords') : `${t('actions.emptyWords')} ${t('actions.emptyGuard')}`,
      }}
      rows={rows}
      detailsLabel={t('actions.details')}
      details={chosen === undefined ? null : <ActionDetails action={chosen} />}
      onCloseDetails={() => go('rules', 'actions')}
    >
      {actions.map((action) => (
        <ActionRow
          key={action.id}
          action={action}
          last={runs.get(action.id) ?? null}
          cameraName={names.camera}
          reachable={action.id === rows.reachableId}
          chosen={action === chosen}
          onOpen={() => go('rules', 'actions', action.id)}
          onSwitch={mayChange ? (enabled) => changes.setEnabled(action, enabled) : null}
        />
      ))}
    </ListFrame>
  );
}
