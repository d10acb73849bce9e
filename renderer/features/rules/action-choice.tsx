import { useTranslation } from 'react-i18next';
import { useApiQuery } from '../../api/use-api.ts';
import { toggled } from '../journal/journal-filter.ts';
import { Chip, Chips } from '../../ui/chips.tsx';
import styles from './fields.module.css';

/** Which actions the alarm sets off. Those that open a door are shown, and why they cannot be chosen. */
export function ActionChoice({ ids, onChange }: { ids: readonly number[]; onChange: (ids: number[]) => void }) {
  const { t } = useTranslation();
  const { data: actions = [] } = useApiQuery('actions.list');
  const gone = ids.filter((id) => actions.every((action) => action.id !== id));
  if (actions.length === 0 && gone.length === 0) return <p className={styles.words}>{t('rules.actionsNone')}</p>;
  const opening = actions.some(({ effect }) => effect === 'open');
  return (
    <div className={styles.fields}>
      <Chips label={t('rules.actions')}>
        {actions.map(({ id, name, effect, enabled }) => (
          <Chip
            key={id}
            name={`action-${name}`}
            on={ids.includes(id)}
            // One that was made a door's since it was chosen can still be taken away.
            disabled={effect === 'open' && !ids.includes(id)}
            title={effect === 'open' ? t('rules.actionOpen') : t(`actionEffect.${effect}.name`)}
            onPress={() => onChange(toggled(ids, id))}
          >
            <span>{enabled ? name : t('rules.actionOff', { name })}</span>
          </Chip>
        ))}
        {gone.map((id) => (
          <Chip key={id} on onPress={() => onChange(toggled(ids, id))}>
            {t('rules.actionGone')}
          </Chip>
        ))}
      </Chips>
      <small>
        {ids.length > 0 ? `${t('rules.interlockWords')} ` : ''}
        {opening ? t('rules.actionOpen') : ''}
      </small>
    </div>
  );
}
