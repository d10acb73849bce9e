import { App } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Alarm, AlarmOutcome } from '#contract/alarm.ts';
import { appErrorOf } from '../../api/app-error-of.ts';
import { queryKey } from '../../api/query-client.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { errorWords } from '../console/error-words.ts';
import { mergeAlarm } from './order-alarms.ts';

export interface AlarmActions {
  acknowledge(id: number): void;
  resolve(id: number, outcome: AlarmOutcome, note: string, done: () => void): void;
  tickStep(id: number, step: number, done: boolean): void;
  /** The alarm an acknowledgement is on its way for. */
  acknowledging: number | null;
  resolving: boolean;
}

/** What a guard does to an alarm. The answer is taken into the list at once; the feed tells everyone else. */
export function useAlarmActions(): AlarmActions {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { t } = useTranslation();
  const acknowledge = useApiMutation('alarms.acknowledge');
  const resolve = useApiMutation('alarms.resolve');
  const tick = useApiMutation('alarms.tickStep');
  const take = (alarm: Alarm): void =>
    void queries.setQueryData<Alarm[]>(queryKey('alarms.list'), (list) => mergeAlarm(list ?? [], alarm));
  const fail = (error: unknown): void => {
    const code = appErrorOf(error)?.code;
    if (code === 'already-acknowledged' || code === 'already-resolved') {
      void message.info(t(`error.${code}`));
      void queries.invalidateQueries({ queryKey: queryKey('alarms.list') });
    } else void message.warning(t('alarm.failed', { reason: errorWords(error, t) }));
  };
  return {
    acknowledge: (id) => {
      if (!acknowledge.isPending) acknowledge.mutate({ id }, { onSuccess: take, onError: fail });
    },
    resolve: (id, outcome, note, done) =>
      resolve.mutate(
        { id, outcome, note },
        {
          onSuccess: (alarm) => {
            take(alarm);
            done();
          },
          onError: fail,
        },
      ),
    tickStep: (id, step, done) => tick.mutate({ id, step, done }, { onSuccess: take, onError: fail }),
    acknowledging: acknowledge.isPending ? acknowledge.variables.id : null,
    resolving: resolve.isPending,
  };
}
