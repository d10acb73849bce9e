/** What came of an action, in words. Pure. */
import type { ActionRun } from '#contract/action.ts';
import type { TFunction } from '../../text/index.ts';

/** What its words need of a run. */
export type RunSaid = Pick<ActionRun, 'state' | 'wanted' | 'effect' | 'failure' | 'dry' | 'attempts'>;

export function runWords(run: RunSaid, t: TFunction): string {
  if (run.dry) return t('doors.state.dry');
  const again = run.attempts > 1 ? t('doors.state.again', { n: run.attempts }) : '';
  switch (run.state) {
    case 'running':
      return t('doors.state.running');
    case 'done':
      if (run.effect === 'hold')
        return t(run.wanted === 'on' ? 'doors.state.done-hold-on' : 'doors.state.done-hold-off');
      if (run.wanted === 'off') return t('doors.state.done-off');
      return t(run.effect === 'open' ? 'doors.state.done-open-on' : 'doors.state.done');
    case 'failed': {
      const why = run.failure === null ? t('doors.failedWhy') : t(`actionFailure.${run.failure}.why`);
      return t('doors.state.failed', { why }) + again;
    }
    case 'held-back':
      return t(`actionFailure.${run.failure ?? 'needs-guard'}.why`);
    case 'unknown':
      return run.failure === null
        ? t('doors.unknownWhy')
        : t('actionState.why', {
            state: t(`actionFailure.${run.failure}.why`),
            why: t(`actionFailure.${run.failure}.advice`),
          });
  }
}
