/** Whether an action can be kept as somebody wrote it. Pure. */
import type { NewAction } from '#contract/action.ts';
import { bodyKindOf, contentTypeOf, fillBody, leadsElsewhere, saysState } from './call-template.ts';
import type { HttpTarget } from './call-template.ts';

export interface ActionFault {
  /** A member of the action. */
  field: string;
  problem:
    | 'never-by-itself' // a door is opened by a person, not by a hit nor by the station's end
    | 'no-state' // it is to be put back, and the call does not say {state}
    | 'credentials' // user and password in the address
    | 'no-place' // a placeholder would say to whom it goes
    | 'reserved-header'
    | 'repeated-header'
    | 'value-needed'
    | 'not-json'
    | 'no-tls'; // a certificate, and no https:
}

/** RFC 9110, section 7: of the connection, which is ours. */
const reservedHeaders = new Set([
  ...['connection', 'content-length', 'expect', 'host', 'keep-alive', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
]);

/** Null: nothing is wrong. Values of headers are complete. */
export function faultOf(action: NewAction): ActionFault | null {
  if (action.effect === 'open') {
    if (action.onHits.length > 0) return { field: 'onHits', problem: 'never-by-itself' };
    if (action.onStop === 'on') return { field: 'onStop', problem: 'never-by-itself' };
  }
  if (action.target.kind !== 'http') return null;
  const call = faultOfCall(action.target);
  if (call !== null || saysState(action.target)) return call;
  if (action.pulseSeconds !== null) return { field: 'pulseSeconds', problem: 'no-state' };
  return action.onStop === 'off' ? { field: 'onStop', problem: 'no-state' } : null;
}

function faultOfCall(target: HttpTarget): ActionFault | null {
  const { username, password, protocol } = new URL(target.url);
  if (leadsElsewhere(target.url, sample)) return { field: 'target.url', problem: 'no-place' };
  if (username !== '' || password !== '') return { field: 'target.url', problem: 'credentials' };
  if (target.certificate !== null && protocol !== 'https:') return { field: 'target.certificate', problem: 'no-tls' };
  const names = target.headers.map(({ name }) => name.toLowerCase());
  if (names.some((name) => reservedHeaders.has(name))) return { field: 'target.headers', problem: 'reserved-header' };
  if (new Set(names).size < names.length) return { field: 'target.headers', problem: 'repeated-header' };
  if (target.headers.some(({ value }) => value === '')) return { field: 'target.headers', problem: 'value-needed' };
  if (target.body !== '' && bodyKindOf(contentTypeOf(target)) === 'json' && !isJson(target.body))
    return { field: 'target.body', problem: 'not-json' };
  return null;
}

/** Values that would break out of where they stand, if they could. */
const sample = { alarmId: 1, cameraName: '东门 "1"\\', subject: '鲁P12345\n', atMs: 0, wanted: 'on' } as const;

function isJson(template: string): boolean {
  try {
    JSON.parse(fillBody(template, 'json', sample));
    return true;
  } catch {
    return false;
  }
}
