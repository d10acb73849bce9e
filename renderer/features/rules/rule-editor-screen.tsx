import { useTranslation } from 'react-i18next';
import { useApiQuery } from '../../api/use-api.ts';
import { routeTo } from '../console/route.ts';
import { NotThere } from './not-there.tsx';
import { RuleEditor } from './rule-editor.tsx';

/** A rule of the list, opened to be changed. */
export function RuleEditorScreen({ id, onLeave }: { id: number; onLeave: (id: number | null) => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useApiQuery('rules.list');
  const rule = data?.find((each) => each.id === id);
  if (rule !== undefined) {
    // Somebody else changed it meanwhile: what is written here begins anew from that.
    return <RuleEditor key={rule.changedAtMs} rule={rule} start={rule} onLeave={onLeave} />;
  }
  return (
    <NotThere
      tab="rules"
      loaded={data !== undefined}
      error={error}
      back={{ words: t('rules.back'), address: routeTo('rules') }}
      onRetry={() => void refetch()}
    />
  );
}
