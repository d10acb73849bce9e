import { useTranslation } from 'react-i18next';
import { useApiQuery } from '../../api/use-api.ts';
import { NotThere } from '../rules/not-there.tsx';
import { routeTo } from '../console/route.ts';
import { ActionEditor } from './action-editor.tsx';

/** An action of the list opened to be changed, or a new one. */
export function ActionEditorScreen({ id, onLeave }: { id: number | null; onLeave: (id: number | null) => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useApiQuery('actions.list');
  if (id === null) return <ActionEditor action={null} onLeave={onLeave} />;
  const action = data?.find((each) => each.id === id);
  if (action !== undefined) return <ActionEditor key={action.changedAtMs} action={action} onLeave={onLeave} />;
  return (
    <NotThere
      tab="actions"
      loaded={data !== undefined}
      error={error}
      back={{ words: t('rules.back'), address: routeTo('rules', 'actions') }}
      onRetry={() => void refetch()}
    />
  );
}
