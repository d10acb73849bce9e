/** An action while it is written. Pure. */
import { newAction } from '#contract/action.ts';
import type { Action, ActionTarget, NewAction } from '#contract/action.ts';
import { everywhere } from '#contract/scope.ts';
import { mayRunByItself } from './action-words.ts';

export type ActionDraft = NewAction;
export type TargetOf<K extends ActionTarget['kind']> = Extract<ActionTarget, { kind: K }>;

export const firstTargets: { readonly [K in ActionTarget['kind']]: TargetOf<K> } = {
  'onvif-relay': { kind: 'onvif-relay', cameraId: '', token: '' },
  http: { kind: 'http', method: 'POST', url: '', headers: [], body: '', certificate: null },
  'modbus-coil': { kind: 'modbus-coil', host: '', port: 502, unit: 1, coil: 0 },
};

export const emptyAction: ActionDraft = {
  name: '',
  effect: 'hold',
  target: firstTargets['onvif-relay'],
  scope: everywhere,
  onHits: [],
  pulseSeconds: null,
  timeoutMs: 3000,
  onStop: 'leave',
  enabled: true,
};

export function draftOfAction(action: Action): ActionDraft {
  const { name, effect, target, scope, onHits, pulseSeconds, timeoutMs, onStop, enabled } = action;
  return { name, effect, target, scope, onHits, pulseSeconds, timeoutMs, onStop, enabled };
}

export type ActionProblem =
  'name' | 'camera' | 'token' | 'url' | 'headers' | 'body' | 'certificate' | 'host' | 'numbers' | 'timing' | 'other';

export type FinishedAction =
  { outcome: 'complete'; action: NewAction } | { outcome: 'incomplete'; problems: ActionProblem[] };

export function finishedAction(draft: ActionDraft): FinishedAction {
  const parsed = newAction.safeParse({
    ...draft,
    target: tidied(draft.target),
    onHits: mayRunByItself(draft) ? draft.onHits : [],
  });
  const problems = parsed.success ? [] : parsed.error.issues.map(({ path }) => problemAt(path));
  // The contract lets a camera be any text; none at all is no camera.
  if (draft.target.kind === 'onvif-relay' && draft.target.cameraId === '') problems.push('camera');
  if (parsed.success && problems.length === 0) return { outcome: 'complete', action: parsed.data };
  return { outcome: 'incomplete', problems: [...new Set(problems)] };
}

/** What a person pastes and a station takes: fingerprints come with colons and capitals, a GET has no body. */
function tidied(target: ActionTarget): ActionTarget {
  switch (target.kind) {
    case 'onvif-relay':
      return { ...target, token: target.token.trim() };
    case 'http':
      return {
        ...target,
        url: target.url.trim(),
        headers: target.headers
          .map(({ name, value }) => ({ name: name.trim(), value }))
          .filter(({ name, value }) => name !== '' || value !== ''),
        body: target.method === 'GET' ? '' : target.body,
        certificate: fingerprint(target.certificate),
      };
    case 'modbus-coil':
      return { ...target, host: target.host.trim() };
  }
}

function fingerprint(typed: string | null): string | null {
  const plain = (typed ?? '').replaceAll(/[\s:]/g, '').toLowerCase();
  return plain === '' ? null : plain;
}

function problemAt([first, second]: readonly PropertyKey[]): ActionProblem {
  switch (first) {
    case 'name':
      return 'name';
    case 'pulseSeconds':
    case 'timeoutMs':
      return 'timing';
    case 'target':
      switch (second) {
        case 'token':
        case 'url':
        case 'headers':
        case 'body':
        case 'certificate':
        case 'host':
          return second;
        case 'port':
        case 'unit':
        case 'coil':
          return 'numbers';
        default:
          return 'other';
      }
    default:
      return 'other';
  }
}

/** What is filled into the body of an HTTP call. */
export const placeholders = ['alarm', 'camera', 'subject', 'time', 'state'] as const;
