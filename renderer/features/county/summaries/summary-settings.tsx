import { App, Button, Select, Switch } from 'antd';
import { useState } from 'react';
import type { ReactNode, SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SummarySettings } from '#contract/summary.ts';
import { useApiMutation, useApiQuery } from '../../../api/use-api.ts';
import { errorWords } from '../../console/error-words.ts';
import { useSignedIn } from '../../console/remote.ts';
import { routeTo } from '../../console/route.ts';
import type { TFunction } from '../../../text/index.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ShiftEditor } from './shift-editor.tsx';
import { finishedShifts, offeredIntervals, writtenOf } from './shift-rules.ts';
import type { WrittenSettings } from './shift-rules.ts';
import styles from './summary-settings.module.css';

/** When summaries are written by themselves: every so often, of each day, of each shift. */
export function SettingsOfSummaries() {
  const { t } = useTranslation();
  const { data, error, refetch } = useApiQuery('summaries.settings');
  if (data === undefined) {
    return (
      <EmptyState title={error === null ? t('common.loading') : errorWords(error, t)}>
        {error === null ? null : <Button onClick={() => void refetch()}>{t('common.retry')}</Button>}
      </EmptyState>
    );
  }
  return <Form kept={data} />;
}

export function everyInWords(everyMs: number, t: TFunction): string {
  const seconds = everyMs / 1000;
  if (seconds === 86_400) return t('summaries.setting.everyDay');
  if (seconds % 3600 === 0) return t('summaries.setting.everyHours', { n: seconds / 3600 });
  if (seconds % 60 === 0) return t('summaries.setting.everyMinutes', { n: seconds / 60 });
  return t('summaries.setting.everySeconds', { n: seconds });
}

function Form({ kept }: { kept: SummarySettings }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const role = useSignedIn()?.role;
  const mayChange = role === 'chief' || role === 'admin';
  const [first, setFirst] = useState<WrittenSettings>(() => writtenOf(kept));
  const [written, setWritten] = useState(first);
  const [tried, setTried] = useState(false);
  const save = useApiMutation('summaries.setSettings', { refreshes: ['summaries.settings'] });
  const shifts = finishedShifts(written.shifts);
  const set = (change: Partial<WrittenSettings>): void => {
    setWritten((current) => ({ ...current, ...change }));
    save.reset();
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setTried(true);
    if (shifts === null || save.isPending) return;
    save.mutate(
      { everyMs: written.everyMs, daily: written.daily, shifts },
      {
        onSuccess: (settings) => {
          const anew = writtenOf(settings);
          setFirst(anew);
          setWritten(anew);
          setTried(false);
          void message.success(t('summaries.setting.saved'));
        },
      },
    );
  };
  const touched = JSON.stringify(written) !== JSON.stringify(first);
  return (
    <form className={styles.form} onSubmit={submit} noValidate data-summary-settings>
      <section>
        <Line
          label={t('summaries.setting.interval')}
          words={t(kept.provisioned ? 'summaries.setting.intervalProvisioned' : 'summaries.setting.intervalWords')}
        >
          {kept.provisioned || !mayChange ? (
            <b data-every={written.everyMs}>{everyInWords(written.everyMs, t)}</b>
          ) : (
            <Select
              className={styles.every ?? ''}
              aria-label={t('summaries.setting.interval')}
              value={written.everyMs}
              options={offeredIntervals(written.everyMs).map((value) => ({ value, label: everyInWords(value, t) }))}
              onChange={(everyMs) => set({ everyMs })}
            />
          )}
        </Line>
        <Line label={t('summaries.setting.daily')} words={t('summaries.setting.dailyWords')}>
          {mayChange ? (
            <Switch
              aria-label={t('summaries.setting.daily')}
              checked={written.daily}
              onChange={(daily) => set({ daily })}
            />
          ) : (
            <b>{t(written.daily ? 'summaries.setting.on' : 'summaries.setting.off')}</b>
          )}
        </Line>
      </section>
      <ShiftEditor
        shifts={written.shifts}
        mayChange={mayChange}
        showProblems={tried}
        onShifts={(changed) => set({ shifts: changed })}
      />
      <footer>
        <span role="alert">
          {save.error !== null
            ? errorWords(save.error, t)
            : tried && shifts === null
              ? t('summaries.setting.fix')
              : mayChange
                ? ''
                : t('summaries.setting.chiefOnly')}
        </span>
        <Button href={routeTo('county', 'summaries')}>{t('summaries.back')}</Button>
        {mayChange ? (
          <>
            <Button
              disabled={!touched}
              onClick={() => {
                setWritten(first);
                setTried(false);
                save.reset();
              }}
            >
              {t('summaries.setting.revert')}
            </Button>
            <Button type="primary" htmlType="submit" disabled={!touched} loading={save.isPending} data-save-summaries>
              {t('summaries.setting.save')}
            </Button>
          </>
        ) : null}
      </footer>
    </form>
  );
}

function Line({ label, words, children }: { label: string; words: string; children: ReactNode }) {
  return (
    <div className={styles.line}>
      <span>
        {label}
        <small>{words}</small>
      </span>
      {children}
    </div>
  );
}
