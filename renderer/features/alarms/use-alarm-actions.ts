import { App } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#contract/access.ts';
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
  addNote(id: number, text: string, done: () => void): void;
  handOver(id: number, to: SignedIn, done: () => void): void;
  runAction(id: number, actionId: number, wanted: 'on' | 'off'): void;
}

/** What is on its way to the station. */
export interface AlarmPending {
  /** The alarm an acknowledgement is on its way for. */
  acknowledging: number | null;
  resolving: boolean;
  noting: boolean;
  handingOver: boolean;
}

/** What a guard does to an alarm; the same object for as long as the page is shown. The feed tells everyone else. */
export function useAlarmActions(me: SignedIn | null): { actions: AlarmActions; pending: AlarmPending } {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const { t } = useTranslation();
  const acknowledge = useApiMutation('alarms.acknowledge');
  const resolve = useApiMutation('alarms.resolve');
  const tick = useApiMutation('alarms.tickStep');
  const note = useApiMutation('alarms.addNote');
  const handOver = useApiMutation('alarms.handOver');
  const run = useApiMutation('actions.run', { refreshes: ['actions.list'] });
  // These stay the same, the mutations around them do not.
  const [acknowledgeNow, resolveNow, tickNow] = [acknowledge.mutate, resolve.mutate, tick.mutate];
  const [noteNow, handOverNow, runNow] = [note.mutate, handOver.mutate, run.mutate];
  const account = me?.account ?? null;
  const actions = useMemo<AlarmActions>(() => {
    const take = (alarm: Alarm): void =>
      void queries.setQueryData<Alarm[]>(queryKey('alarms.list'), (list) => mergeAlarm(list ?? [], alarm));
    const fail = (error: unknown): void => {
      const said = appErrorOf(error);
      if (said?.code === 'already-acknowledged' || said?.code === 'already-resolved') {
        const who = nameOf(said.facts, queries.getQueryData<SignedIn[]>(queryKey('alarms.colleagues')));
        const words = said.code === 'already-acknowledged' ? 'handOver.alreadyBy' : 'handOver.resolvedBy';
        void message.info(who === null ? t(`error.${said.code}`) : t(words, { name: who }));
        void queries.invalidateQueries({ queryKey: queryKey('alarms.list') });
      } else void message.warning(t('alarm.failed', { reason: errorWords(error, t) }));
    };
    const taken = (done: () => void) => ({
      onSuccess: (alarm: Alarm) => {
        take(alarm);
        done();
      },
      onError: fail,
    });
    return {
      acknowledge: (id) => acknowledgeNow({ id }, { onSuccess: take, onError: fail }),
      resolve: (id, outcome, text, done) => resolveNow({ id, outcome, note: text }, taken(done)),
      tickStep: (id, step, done) => tickNow({ id, step, done }, { onSuccess: take, onError: fail }),
      addNote: (id, text, done) =>
        noteNow(
          { id, text },
          taken(() => {
            void message.success(t('notes.saved'));
            void queries.invalidateQueries({ queryKey: queryKey('alarms.history') });
            done();
          }),
        ),
      handOver: (id, to, done) =>
        handOverNow(
          { id, to: to.account },
          taken(() => {
            const mine = to.account === account;
            void message.success(mine ? t('handOver.taken') : t('handOver.done', { name: to.name }));
            done();
          }),
        ),
      runAction: (id, actionId, wanted) => runNow({ id: actionId, alarmId: id, wanted }, { onError: fail }),
    };
  }, [queries, message, t, account, acknowledgeNow, resolveNow, tickNow, noteNow, handOverNow, runNow]);
  return {
    actions,
    pending: {
      acknowledging: acknowledge.isPending ? acknowledge.variables.id : null,
      resolving: resolve.isPending,
      noting: note.isPending,
      handingOver: handOver.isPending,
    },
  };
}

/** Whoever was faster, by name. */
function nameOf(
  facts: Readonly<Record<string, string | number>>,
  colleagues: readonly SignedIn[] | undefined,
): string | null {
  if (typeof facts.byName === 'string') return facts.byName;
  if (typeof facts.by !== 'string') return null;
  return colleagues?.find((each) => each.account === facts.by)?.name ?? facts.by;
}
