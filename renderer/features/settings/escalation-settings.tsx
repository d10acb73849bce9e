import { App, Button, InputNumber, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlarmSettings } from '#contract/alarm.ts';
import { usualAlarmSettings } from '#contract/alarm.ts';
import { useApiMutation, useApiQuery } from '../../api/use-api.ts';
import { useSayError } from '../console/error-words.ts';
import styles from './settings-screen.module.css';

const fields = [
  ['chiefAfterSeconds', 'escalation.chief', 3600],
  ['countyAfterSeconds', 'escalation.county', 7200],
] as const;

/** The county is not told of what the chief of the unit does not know yet. */
export function isOrdered({ chiefAfterSeconds, countyAfterSeconds }: AlarmSettings): boolean {
  return chiefAfterSeconds === null || countyAfterSeconds === null || countyAfterSeconds >= chiefAfterSeconds;
}

/** How long an alarm may wait 报警升级; of the whole unit, for chief and admin. */
export function EscalationSettings() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const sayError = useSayError();
  const { data } = useApiQuery('alarms.settings');
  const save = useApiMutation('alarms.setSettings', { refreshes: ['alarms.settings'] });
  const [draft, setDraft] = useState<AlarmSettings | null>(null);
  const shown = draft ?? data;
  if (shown === undefined) return <p>{t('common.loading')}</p>;
  const ordered = isOrdered(shown);
  return (
    <div className={styles.escalation}>
      {fields.map(([field, words, max]) => {
        const seconds = shown[field];
        return (
          <div key={field} className={styles.line}>
            <span>{t(words)}</span>
            <span className={styles.seconds}>
              {seconds === null ? (
                <span>{t('escalation.never')}</span>
              ) : (
                <InputNumber
                  name={field}
                  min={5}
                  max={max}
                  precision={0}
                  value={seconds}
                  suffix={t('escalation.seconds')}
                  status={ordered ? '' : 'warning'}
                  onChange={(value) => setDraft({ ...shown, [field]: value ?? 5 })}
                />
              )}
              <Switch
                aria-label={t(words)}
                checked={seconds !== null}
                onChange={(on) => setDraft({ ...shown, [field]: on ? usualAlarmSettings[field] : null })}
              />
            </span>
          </div>
        );
      })}
      <div className={styles.line}>
        <small>{ordered ? '' : t('escalation.order')}</small>
        <Button
          type="primary"
          disabled={draft === null || !ordered}
          loading={save.isPending}
          onClick={() =>
            save.mutate(shown, {
              onSuccess: () => {
                setDraft(null);
                void message.success(t('escalation.saved'));
              },
              onError: sayError,
            })
          }
        >
          {t('escalation.save')}
        </Button>
      </div>
    </div>
  );
}
