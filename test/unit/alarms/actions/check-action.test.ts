import { expect, test } from 'vitest';
import type { NewAction } from '#contract/action.ts';
import { newAction } from '#contract/action.ts';
import type { HttpTarget } from '../../../../main/alarms/actions/call-template.ts';
import { faultOf } from '../../../../main/alarms/actions/check-action.ts';
import { aNewAction } from '../../../builders/action.ts';

function aCall(target: Partial<HttpTarget> = {}, given: Partial<NewAction> = {}): NewAction {
  const usual: HttpTarget = {
    ...{ kind: 'http', method: 'POST', url: 'https://127.0.0.1/door', headers: [], body: '', certificate: null },
    ...target,
  };
  return aNewAction({ target: usual, ...given });
}
const header = (name: string, value = 'x') => ({ name, value });

test('what a chief usually writes is right', () => {
  expect(faultOf(aNewAction())).toBeNull();
  expect(faultOf(aNewAction({ effect: 'open', onHits: [], pulseSeconds: 5, onStop: 'off' }))).toBeNull();
  expect(faultOf(aCall({ headers: [header('X-Key')], body: '{"n": {alarm}, "state": "{state}"}' }))).toBeNull();
  expect(faultOf(aCall({ body: 'plain {subject}' }))).toBeNull();
});

test.each<[string, NewAction, string, string]>([
  ['opens on hits', aNewAction({ effect: 'open' }), 'onHits', 'never-by-itself'],
  [
    'opens when the station stops',
    aNewAction({ effect: 'open', onHits: [], onStop: 'on' }),
    'onStop',
    'never-by-itself',
  ],
  ['has a password in its address', aCall({ url: 'http://a:b@127.0.0.1/' }), 'target.url', 'credentials'],
  ['lets the alarm say where it goes', aCall({ url: 'http://{state}.localhost/' }), 'target.url', 'no-place'],
  ['goes nowhere once it is filled in', aCall({ url: 'http://xn--{state}/' }), 'target.url', 'no-place'],
  [
    'pins a certificate without TLS',
    aCall({ url: 'http://127.0.0.1/', certificate: 'a'.repeat(64) }),
    'target.certificate',
    'no-tls',
  ],
  ['sets the length itself', aCall({ headers: [header('Content-Length')] }), 'target.headers', 'reserved-header'],
  ['names a header twice', aCall({ headers: [header('X-A'), header('x-a')] }), 'target.headers', 'repeated-header'],
  ['has a header without a value', aCall({ headers: [header('X-A', '')] }), 'target.headers', 'value-needed'],
  ['has a body that is no JSON', aCall({ body: '{"camera": {camera}}' }), 'target.body', 'not-json'],
  ['is a push button that is to be put back', aCall({}, { pulseSeconds: 5 }), 'pulseSeconds', 'no-state'],
  ['is a push button that is to be off at the end', aCall({}, { onStop: 'off' }), 'onStop', 'no-state'],
])('refused: one that %s', (_what, action, field, problem) => {
  expect(faultOf(action)).toEqual({ field, problem });
});

test.each([
  ['a header that breaks its line', aCall({ headers: [header('X-A', 'a\r\nX-B: c')] })],
  ['a header beyond Latin-1', aCall({ headers: [header('X-A', '东门')] })],
  ['an address of another kind', aCall({ url: 'file:///etc/passwd' })],
  ['a name of spaces', aNewAction({ name: '   ' })],
  ['a pulse of nothing', aNewAction({ pulseSeconds: 0 })],
  ['a coil that is none', aNewAction({ target: { kind: 'modbus-coil', host: 'a', port: 1, unit: 1, coil: 65_536 } })],
])('the contract refuses %s', (_what, action) => {
  expect(newAction.safeParse(action).success).toBe(false);
});
