import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CoilTarget, Outcome } from '../../../../main/alarms/actions/controller.ts';
import { ModbusController } from '../../../../main/alarms/actions/modbus-controller.ts';
import { realClock } from '../../../../main/system/clock.ts';
import type { ModbusPeer } from '../../../peers/door/modbus-peer.ts';
import { aBarrier, anOrder, shortMs } from './doors.ts';

const controller = new ModbusController({ clock: realClock });
function coilOf(peer: ModbusPeer, given: Partial<CoilTarget> = {}): CoilTarget {
  return { kind: 'modbus-coil', host: '127.0.0.1', port: peer.port, unit: 1, coil: 3, ...given };
}
const put = (peer: ModbusPeer, given: Partial<CoilTarget> = {}, ms?: number): Promise<Outcome> =>
  controller.put(coilOf(peer, given), anOrder('on', ms));

test('a coil is put on and off again, and read back each time', async () => {
  const peer = await aBarrier();
  expect(await put(peer)).toMatchObject({ outcome: 'done', detail: expect.stringMatching(/coil 3 ← on, read back$/) });
  expect(peer.coils.map(Number).join('')).toBe('0001000000000000');
  expect(await controller.put(coilOf(peer), anOrder('off'))).toMatchObject({ outcome: 'done' });
  expect(peer.coils).not.toContain(true);
  expect(peer.writes).toEqual([
    { unit: 1, coil: 3, on: true },
    { unit: 1, coil: 3, on: false },
  ]);
  expect(peer.asked).toEqual([5, 1, 5, 1]);
  expect(peer.complaints).toEqual([]);
});

test('the last coil of the last unit is reached as the first', async () => {
  const peer = await aBarrier({ coils: 65_536, unit: 255 });
  expect(await put(peer, { unit: 255, coil: 65_535 })).toMatchObject({ outcome: 'done' });
  expect(await put(peer, { unit: 255, coil: 0 })).toMatchObject({ outcome: 'done' });
  expect([peer.coils[0], peer.coils[65_535]]).toEqual([true, true]);
});

test('a controller that is away is unreachable; nothing was sent', async () => {
  const peer = await aBarrier();
  const target = coilOf(peer);
  await peer.stop();
  expect(await controller.put(target, anOrder())).toMatchObject({
    ...{ outcome: 'failed', failure: 'unreachable', perhapsMoved: false, repeatable: true },
    detail: expect.stringContaining('ECONNREFUSED'),
  });
  await peer.start(target.port);
});

test('one that does not answer in time may have moved', async () => {
  const peer = await aBarrier({ silent: true });
  expect(await put(peer, {}, shortMs)).toMatchObject({ failure: 'timeout', perhapsMoved: true, repeatable: true });
  expect(peer.writes).toHaveLength(1);
});

test('one that is slow, but in time, is waited for', async () => {
  const peer = await aBarrier({ slowMs: 50 });
  expect(await put(peer)).toMatchObject({ outcome: 'done' });
});

test.each([
  [1, 'refused', false],
  [2, 'not-found', false],
  [4, 'refused', false],
  [6, 'refused', true],
  [11, 'unreachable', true],
  [77, 'refused', false],
])('exception %i is told as %s', async (refuses, failure, repeatable) => {
  const peer = await aBarrier({ refuses });
  const detail = expect.stringContaining(`exception ${refuses}`);
  expect(await put(peer)).toMatchObject({ outcome: 'failed', failure, repeatable, perhapsMoved: false, detail });
});

test('a coil that it does not have is not found', async () => {
  expect(await put(await aBarrier({ coils: 3 }))).toMatchObject({ failure: 'not-found' });
});

test('a controller that says yes and does nothing is caught lying', async () => {
  const peer = await aBarrier({ lies: true });
  expect(await put(peer)).toMatchObject({ outcome: 'failed', failure: 'lying', repeatable: false });
  expect(peer.asked).toEqual([5, 1, 1]);
});

test('one that answers for another coil is not believed', async () => {
  expect(await put(await aBarrier({ echoesWrong: true }))).toMatchObject({ failure: 'lying' });
});

test('one that shows it a cycle later is given that cycle', async () => {
  const peer = await aBarrier({ lags: true });
  expect(await put(peer)).toMatchObject({ outcome: 'done', detail: expect.stringContaining('read back') });
  expect(peer.asked).toEqual([5, 1, 1]);
});

test.each<[string, object]>([
  ['refuses to be read', { hidesWith: 1 }],
  ['hangs up after its yes', { hangsUpAfter: 1 }],
])('a yes of one that %s is a yes', async (_what, options) => {
  const peer = await aBarrier(options);
  expect(await put(peer)).toMatchObject({ outcome: 'done', detail: expect.stringContaining('not read back') });
});

test.each([
  ['what is no Modbus', Buffer.from('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')],
  ['another transaction', Buffer.from([0x7f, 0xff, 0, 0, 0, 6, 1, 5, 0, 3, 0xff, 0])],
  ['another protocol', Buffer.from([0, 1, 0, 9, 0, 6, 1, 5, 0, 3, 0xff, 0])],
  ['a flood', Buffer.alloc(1_000_000, 0xff)],
  ['nothing but zeros', Buffer.alloc(300)],
])('an answer of %s is a failure in time', async (_what, garbage) => {
  const peer = await aBarrier({ garbage });
  expect(await put(peer, {}, shortMs)).toMatchObject({ outcome: 'failed', perhapsMoved: true });
});

test('whatever bytes come back, the station lives and says that it failed', async () => {
  const answers = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 40 }), { numRuns: 150, seed: 5 });
  // As if it were the answer to the first question, from the function on.
  const framed = answers.map((pdu) => [0, 1, 0, 0, 0, pdu.length + 1, 1, ...pdu]);
  const all = await Promise.all(
    [...answers, ...framed].map(async (bytes) => put(await aBarrier({ garbage: Buffer.from(bytes) }), {}, shortMs)),
  );
  expect(all.filter(({ outcome }) => outcome === 'done')).toEqual([]);
});

test('a dry run reads and writes nothing', async () => {
  const peer = await aBarrier();
  const probe = (given = {}): Promise<Outcome> => controller.probe(coilOf(peer, given), anOrder());
  expect(await probe()).toMatchObject({
    outcome: 'done',
    detail: expect.stringMatching(/would write .* ← on; it is off/),
  });
  expect(await probe({ coil: 99 })).toMatchObject({ failure: 'not-found' });
  peer.options.hidesWith = 1;
  expect(await probe()).toMatchObject({
    outcome: 'done',
    detail: expect.stringContaining('does not let itself be read'),
  });
  expect(peer.writes).toEqual([]);
  expect(peer.asked).toEqual([1, 1, 1]);
});
