/** What an action does, where it goes and what became of it, in a guard's words. Pure: the caller brings names. */
import type { Action, ActionRun, ActionTarget, NewAction } from '#contract/action.ts';
import { durationInWords } from '../../text/format.ts';
import type { TFunction } from '../../text/index.ts';
import { assertNever } from '../console/assert-never.ts';
import { joined } from '../rules/rule-words.ts';

/** Whether it may run without a guard's key. A door is never opened by a hit or a rule. */
export const mayRunByItself = ({ effect }: Pick<Action, 'effect'>): boolean => effect !== 'open';

export function targetWords(
  target: ActionTarget,
  cameraName: (id: string) => string | undefined,
  t: TFunction,
): string {
  switch (target.kind) {
    case 'onvif-relay':
      return t('actions.targetWords.relay', {
        camera: cameraName(target.cameraId) ?? t('actions.targetWords.cameraGone'),
        token: target.token,
      });
    case 'http':
      return t('actions.targetWords.http', { method: target.method, address: shownAddress(target.url) });
    case 'modbus-coil':
      return t('actions.targetWords.modbus', {
        host: target.host,
        port: target.port,
        unit: target.unit,
        coil: target.coil,
      });
    default:
      return assertNever(target);
  }
}

/** Host and path. Who signs in and what stands behind the `?` may be a secret. */
export function shownAddress(url: string): string {
  if (!URL.canParse(url)) return '';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol === 'https:' ? 'https://' : ''}${host}${pathname === '/' ? '' : pathname}`;
}

/** When it runs, and what holds it back: `命中单位禁入时自动保持关闭；人员要值班员确认，…` */
export function actionSentence(action: Pick<NewAction, 'effect' | 'onHits' | 'pulseSeconds'>, t: TFunction): string {
  const deed = t(`actionSentence.deed.${action.effect}`);
  const pulse = action.pulseSeconds === null ? [] : [t('actionSentence.pulse', { seconds: action.pulseSeconds })];
  if (!mayRunByItself(action)) {
    return sentences([t('actionSentence.byKey', { deed }), ...pulse, t('actionSentence.openInterlock')], t);
  }
  if (action.onHits.length === 0) return sentences([t('actionSentence.byKeyOrRule', { deed }), ...pulse], t);
  const categories = joined(
    action.onHits.map((category) => t(`watchlist.category.${category}`)),
    'or',
    t,
  );
  return sentences([t('actionSentence.byHits', { categories, deed }), ...pulse, t('actionSentence.interlock')], t);
}

const sentences = (parts: readonly string[], t: TFunction): string => parts.join(t('actionSentence.stop'));

/** What became of a run: `没有执行成：没有回答`. Of a dry one that went well, that nothing moved. */
export function runWords(run: Pick<ActionRun, 'state' | 'failure' | 'dry'>, t: TFunction): string {
  if (run.dry && run.state === 'done') return t('actions.dryDone');
  const state = run.dry && run.state === 'failed' ? t('actions.dryFailed') : t(`actionState.${run.state}`);
  return run.failure === null ? state : t('actionState.why', { state, why: t(`actionFailure.${run.failure}.why`) });
}

/** How much a run wants a look: `fine`, `waits` for somebody or something, `bad`. */
export function runLook({ state }: Pick<ActionRun, 'state'>): 'fine' | 'waits' | 'bad' {
  switch (state) {
    case 'done':
      return 'fine';
    case 'running':
    case 'held-back':
      return 'waits';
    case 'failed':
    case 'unknown':
      return 'bad';
    default:
      return assertNever(state);
  }
}

/** `380 毫秒`, `2.4 秒`; null while it is under way. */
export function runDuration(
  { startedAtMs, endedAtMs }: Pick<ActionRun, 'startedAtMs' | 'endedAtMs'>,
  t: TFunction,
): string | null {
  if (endedAtMs === null) return null;
  const ms = Math.max(0, endedAtMs - startedAtMs);
  if (ms < 1000) return t('actions.tooFast', { ms });
  return ms < 60_000 ? t('time.seconds', { n: (ms / 1000).toFixed(1) }) : durationInWords(ms, t);
}

/** The newest run of each action; `runs` are newest first. Dry ones moved nothing and do not count. */
export function lastRuns(runs: readonly ActionRun[]): ReadonlyMap<number, ActionRun> {
  const last = new Map<number, ActionRun>();
  for (const run of runs) if (!run.dry && !last.has(run.actionId)) last.set(run.actionId, run);
  return last;
}
