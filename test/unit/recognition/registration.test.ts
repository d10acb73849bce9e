import { expect, test } from 'vitest';
import { DeviceBudget } from '../../../main/recognition/viid/device-budget.ts';
import { DigestDoor } from '../../../main/recognition/viid/digest-door.ts';
import { NonceMint } from '../../../main/recognition/viid/nonce-mint.ts';
import { Registrations } from '../../../main/recognition/viid/registrations.ts';
import { hours, minutes, seconds } from '../../../main/system/clock.ts';
import { answerDigestChallenge, parseDigestChallenge } from '../../../main/system/http-digest.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { gate, yard } from './payloads.ts';

const here = '127.0.0.1';
const elsewhere = '127.0.0.2';
const url = '/VIID/System/Register';

function answered(
  challenge: string,
  given: Partial<{ user: string; password: string; uri: string; count: number }> = {},
) {
  const { user = gate.user, password = gate.password, uri = url, count = 1 } = given;
  const request = { username: user, password, method: 'POST', uri, count, clientNonce: 'c0ffee' };
  return answerDigestChallenge(parseDigestChallenge(challenge)!, request);
}
const credentials = (header?: string, address = here) => ({ header, method: 'POST', url, address });

test('a registration lives while the device is heard, and ends five minutes after', () => {
  const clock = new FakeClock();
  const registrations = new Registrations(clock);
  expect(registrations.check(gate.deviceId, here)).toEqual({ state: 'unregistered', why: 'never' });
  registrations.register(gate, here);
  for (let n = 0; n < 10; n++) {
    clock.advance(seconds(90));
    expect(registrations.check(gate.deviceId, here).state).toBe('registered');
    registrations.heard(gate.deviceId);
  }
  clock.advance(minutes(5));
  expect(registrations.check(gate.deviceId, here)).toEqual({ state: 'unregistered', why: 'expired' });
  expect(registrations.facts([gate])[0]).toMatchObject({ state: 'expired', expiresAtMs: clock.nowMs() });
});

test('a jump of the wall clock ends no registration', () => {
  const clock = new FakeClock();
  const registrations = new Registrations(clock);
  registrations.register(gate, here);
  clock.jump(hours(24));
  expect(registrations.check(gate.deviceId, here).state).toBe('registered');
});

test('a device speaks from where it registered, and a stranger at another address does not end that', () => {
  const registrations = new Registrations(new FakeClock());
  registrations.register(gate, here);
  expect(registrations.check(gate.deviceId, elsewhere)).toEqual({ state: 'unregistered', why: 'address' });
  expect(registrations.check(gate.deviceId, here).state).toBe('registered');
  registrations.unregister(gate.deviceId);
  expect(registrations.check(gate.deviceId, here).state).toBe('unregistered');
});

test('the console is told of every device, heard of or not', () => {
  const clock = new FakeClock();
  const registrations = new Registrations(clock);
  registrations.register(gate, here);
  registrations.sighted(gate.deviceId, 2, -1500);
  registrations.sighted(gate.deviceId, 1, null);
  expect(registrations.facts([gate, yard])).toEqual([
    {
      ...{ deviceId: gate.deviceId, cameraId: 'east-gate', state: 'registered', registeredAtMs: clock.nowMs() },
      expiresAtMs: clock.nowMs() + minutes(5),
      ...{ lastHeardAtMs: clock.nowMs(), sightings: 3, clockDriftMs: -1500 },
    },
    {
      ...{ deviceId: yard.deviceId, cameraId: 'yard', state: 'never', registeredAtMs: null, expiresAtMs: null },
      ...{ lastHeardAtMs: null, sightings: 0, clockDriftMs: null },
    },
  ]);
});

test('an answer to our challenge proves the password; none, or another scheme, is challenged', () => {
  const door = new DigestDoor(new FakeClock());
  expect(door.decide(gate, credentials())).toEqual({ outcome: 'challenge', stale: false });
  expect(door.decide(gate, credentials('Basic Y2FtOm9wZW4='))).toEqual({ outcome: 'challenge', stale: false });
  const challenge = door.challenge(here, false);
  expect(door.decide(gate, credentials(answered(challenge)))).toEqual({ outcome: 'proven' });
  expect(door.decide(gate, credentials(answered(challenge, { password: 'x' })))).toEqual({ outcome: 'wrong-password' });
  expect(door.decide(gate, credentials(answered(challenge, { user: 'x' })))).toEqual({ outcome: 'wrong-password' });
});

test('a nonce ends after an hour, and the device is told that only the nonce was old', () => {
  const clock = new FakeClock();
  const door = new DigestDoor(clock);
  const header = answered(door.challenge(here, false));
  clock.advance(minutes(59));
  expect(door.decide(gate, credentials(header))).toEqual({ outcome: 'proven' });
  clock.advance(minutes(1));
  expect(door.decide(gate, credentials(header))).toEqual({ outcome: 'challenge', stale: true });
  expect(parseDigestChallenge(door.challenge(here, true))?.stale).toBe(true);
});

test('an overheard answer is worth nothing from another address, for another path, or for ever', () => {
  const door = new DigestDoor(new FakeClock());
  const challenge = door.challenge(here, false);
  expect(door.decide(gate, credentials(answered(challenge), elsewhere))).toEqual({ outcome: 'challenge', stale: true });
  const other = answered(challenge, { uri: '/VIID/System/UnRegister' });
  expect(door.decide(gate, credentials(other))).toEqual({ outcome: 'challenge', stale: false });
  const outcomes = Array.from({ length: 20 }, () => door.decide(gate, credentials(answered(challenge))).outcome);
  expect(outcomes.filter((outcome) => outcome === 'proven')).toHaveLength(16);
  expect(door.decide(gate, credentials(answered(challenge, { count: 2 }))).outcome).toBe('proven');
});

test('the uri may be written in full or end in a slash; the user may be Chinese', () => {
  const door = new DigestDoor(new FakeClock());
  const challenge = door.challenge(here, false);
  for (const uri of [
    'http://127.0.0.1:18400/VIID/System/Register',
    '/VIID/System/Register/',
    '/viid/system/register',
  ]) {
    expect(door.decide(gate, credentials(answered(challenge, { uri })))).toEqual({ outcome: 'proven' });
  }
  const header = Buffer.from(answered(challenge, { user: '摄像机' }), 'utf8').toString('latin1'); // as HTTP gives it
  expect(door.decide({ ...gate, user: '摄像机' }, credentials(header))).toEqual({ outcome: 'proven' });
});

test('an Authorization sent without need must prove the password, however old', () => {
  const clock = new FakeClock();
  const door = new DigestDoor(clock);
  const challenge = door.challenge(here, false);
  expect(door.decideOptional(gate, credentials())).toEqual({ outcome: 'proven' });
  clock.advance(hours(5));
  expect(door.decideOptional(gate, credentials(answered(challenge)))).toEqual({ outcome: 'proven' });
  expect(door.decideOptional(gate, credentials(answered(challenge, { password: 'x' }))).outcome).toBe('wrong-password');
});

test('guessing is slowed down for that device and address, ever longer, and forgotten in time', () => {
  const clock = new FakeClock();
  const door = new DigestDoor(clock);
  const guess = (address = here) =>
    door.decide(gate, credentials(answered(door.challenge(address, false), { password: 'x' }), address));
  const right = (address = here, device = gate) =>
    door.decide(device, credentials(answered(door.challenge(address, false)), address)).outcome;
  for (let n = 0; n < 6; n++) expect(guess().outcome).toBe('wrong-password');
  expect(guess()).toEqual({ outcome: 'slow-down', waitMs: 1000 });
  expect(right()).toBe('slow-down');
  expect(right(elsewhere)).toBe('proven');
  expect(right(here, yard)).toBe('proven');
  const waits: number[] = [];
  for (let n = 0; n < 10; n++) {
    const next = guess();
    if (next.outcome !== 'slow-down') throw new Error(next.outcome);
    waits.push(next.waitMs);
    clock.advance(next.waitMs);
    expect(guess().outcome).toBe('wrong-password');
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60].map(seconds));
  clock.advance(minutes(1));
  expect(right()).toBe('proven');
});

test('asking for devices that do not exist is slowed down too', () => {
  const door = new DigestDoor(new FakeClock());
  const waits = Array.from({ length: 25 }, () => door.unknownDevice(here));
  expect(waits.slice(0, 21)).toEqual(Array.from({ length: 21 }, () => 0));
  expect(waits.at(-1)).toBe(1000);
  expect(door.unknownDevice(elsewhere)).toBe(0);
});

test('nonces are ours alone', () => {
  const mint = new NonceMint(new FakeClock());
  const nonce = mint.issue(here);
  expect(nonce).toMatch(/^[0-9a-f]{32}$/);
  expect(mint.isFresh(nonce, here)).toBe(true);
  expect(new NonceMint(new FakeClock()).isFresh(nonce, here)).toBe(false);
  for (const other of ['', nonce.slice(1), nonce.replace(/.$/, (c) => (c === '0' ? '1' : '0')), 'é'.repeat(32)]) {
    expect(mint.isFresh(other, here)).toBe(false);
  }
});

test('one device has so many posts at once and so many a second; another is not touched', () => {
  const clock = new FakeClock();
  const budget = new DeviceBudget({ inFlight: 2, postsPerSecond: 10, burst: 3 }, clock);
  const first = budget.admit('a');
  expect(budget.admit('a')).not.toBeNull();
  expect(budget.admit('a')).toBeNull();
  first?.();
  first?.();
  expect(budget.admit('a')).not.toBeNull();
  expect(budget.admit('a')).toBeNull();
  expect(budget.admit('b')).not.toBeNull();
  const quick = new DeviceBudget({ inFlight: 9, postsPerSecond: 10, burst: 1 }, clock);
  quick.admit('a')?.();
  expect(quick.admit('a')).toBeNull();
  clock.advance(100);
  expect(quick.admit('a')).not.toBeNull();
});
