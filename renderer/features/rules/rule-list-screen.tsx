import { useTranslation } from 'react-i18next';
import { useApiQuery } from '../../api/use-api.ts';
import { go } from '../console/route.ts';
import { ListFrame } from './list-frame.tsx';
import { RuleDetails } from './rule-details.tsx';
import { RuleRow } from './rule-row.tsx';
import { useNames, usePeople } from './use-names.ts';
import { useRowList } from './use-row-list.ts';
import { useRuleActions } from './use-rule-actions.ts';

/** Each rule as the sentence that it is. Whoever may change them opens one to edit, a guard to read. */
export function RuleListScreen(props: { chosen: string | null; lastId: number | null; mayChange: boolean }) {
  const { t } = useTranslation();
  const { mayChange } = props;
  const { data, error, refetch } = useApiQuery('rules.list');
  const actions = useRuleActions();
  const names = useNames();
  const people = usePeople();
  const rules = data ?? [];
  const chosen = rules.find(({ id }) => String(id) === props.chosen);
  const begin = (): void => go('rules', 'new');
  const rows = useRowList({
    ids: rules.map(({ id }) => id),
    lastId: props.lastId,
    mayChange,
    onOpen: (id) => go('rules', id),
    onSwitch(id) {
      const rule = rules.find((each) => each.id === id);
      if (rule !== undefined) actions.setEnabled(rule, !rule.enabled);
    },
    onNew: begin,
  });
  const on = rules.filter(({ enabled }) => enabled).length;
  return (
    <ListFrame
      tab="rules"
      words={`${t('rules.counts', { on, total: rules.length })} · ${t('rules.words')}`}
      newWords={mayChange ? t('rules.new') : null}
      onNew={begin}
      count={data?.length ?? null}
      error={error}
      onRetry={() => void refetch()}
      empty={{
        title: t('rules.empty'),
        words: mayChange ? t('rules.emptyWords') : `${t('rules.emptyWords')} ${t('rules.emptyGuard')}`,
      }}
      rows={rows}
      detailsLabel={t('rules.details')}
      details={chosen === undefined ? null : <RuleDetails rule={chosen} names={names} />}
      onCloseDetails={() => go('rules')}
    >
      {rules.map((rule) => (
        <RuleRow
          key={rule.id}
          rule={rule}
          names={names}
          changedBy={people(rule.changedBy)}
          reachable={rule.id === rows.reachableId}
          chosen={rule === chosen}
          onOpen={() => go('rules', rule.id)}
          onSwitch={mayChange ? (enabled) => actions.setEnabled(rule, enabled) : null}
        />
      ))}
    </ListFrame>
  );
}
