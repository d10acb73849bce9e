import { beforeEach, describe, expect, test } from 'vitest';
import type { ActionTarget } from '#contract/action.ts';
import type { Alarm } from '#contract/alarm.ts';
import { notSent } from '../../../../main/alarms/actions/controller.ts';
import { seconds } from '../../../../main/system/clock.ts';
import { aNewAction } from '../../../builders/action.ts';
import { aHit, anAlarm } from '../../../builders/alarm.ts';
import { aPersonEntry } from '../../../builders/entry.ts';
import { aRule, aRuleAlarm } from '../../../builders/rule.ts';
import { settle, StationOfActions } from './station.ts';

let station: StationOfActions;
beforeEach(() => {
  station = new StationOfActions();
});

const readOnce = (given: Partial<Alarm> = {}): Alarm => anAlarm(given);
const readTwice = (given: Partial<Alarm> = {}): Alarm => anAlarm({ ...given, hit: aHit({ confirmed: true }) });
const trueHit = (alarm: Alarm, by = 'guard1'): Alarm => ({
  ...{ ...alarm, state: 'resolved' },
  resolved: { by, atMs: station.clock.nowMs(), outcome: 'true-hit', note: '' },
});
async function see(alarm: Alarm): Promise<void> {
  station.alarms.announce(alarm);
  await settle();
}
/** What the card says of its runs, in order. */
const card = () => station.alarms.shown.map(({ id, cause, state, failure }) => [id, cause, state, failure]);
const moves = () => station.controller.states;

describe('by itself', () => {
  test('a vehicle’s hit is held back until a second read agrees, and then runs once as the same run', async () => {
    await station.start({});
    await see(readOnce());
    expect(card()).toEqual([[1, 'hit', 'held-back', 'needs-second-read']]);
    expect(moves()).toEqual([]);
    await see(readTwice({ count: 2 }));
    await see(readTwice({ count: 3 }));
    await see(trueHit(readTwice({ count: 3 })));
    expect(card().slice(1)).toEqual([
      [1, 'hit', 'running', null],
      [1, 'hit', 'done', null],
    ]);
    expect(moves()).toEqual(['on']);
  });

  test('a person’s hit waits for the guard who calls it true, and is his', async () => {
    await station.start({});
    const alarm = anAlarm({ entry: aPersonEntry(), hit: aHit({ confirmed: true }) });
    await see(alarm);
    await see({ ...alarm, state: 'acknowledged' });
    expect(card()).toEqual([[1, 'hit', 'held-back', 'needs-guard']]);
    await see(trueHit(alarm));
    expect(station.alarms.shown.at(-1)).toMatchObject({ id: 1, cause: 'confirmed', by: 'guard1', state: 'done' });
    expect(moves()).toEqual(['on']);
  });

  test('a false match leaves it held back', async () => {
    await station.start({});
    await see(readOnce());
    const { resolved, ...rest } = trueHit(readOnce());
    await see({ ...rest, resolved: { ...resolved!, outcome: 'false-match' } });
    expect(await station.actions.runs({ limit: 10 })).toMatchObject([{ state: 'held-back' }]);
    expect(moves()).toEqual([]);
  });

  test('a rule’s alarm runs what the rule names, but nothing that opens', async () => {
    await station.start({ onHits: [] }, { name: '东门开门', effect: 'open', onHits: [] });
    await see(aRuleAlarm({ rule: aRule({ actionIds: [1, 2] }) }));
    expect(moves()).toEqual(['on']);
    expect(station.alarms.shown.filter(({ actionId }) => actionId === 2)).toMatchObject([
      { state: 'held-back', failure: 'never-by-itself' },
    ]);
  });

  test('a station that died and started again does not set off what was set off', async () => {
    await station.start({});
    await see(readTwice());
    await station.killAndStart();
    await see(readTwice({ count: 9 }));
    expect(moves()).toEqual([]);
    expect(station.store.rows).toHaveLength(1);
  });

  test('an alarm that was raised just before the station died is acted on after the start', async () => {
    await station.start({});
    await station.actions.stop();
    station.alarms.announce(readTwice());
    expect(moves()).toEqual([]);
    await station.killAndStart();
    expect(moves()).toEqual(['on']);
  });

  test('when the disk does not take it, nothing moves; the next change of the alarm tries again', async () => {
    await station.start({});
    station.store.failure = new Error('no space');
    await see(readTwice());
    expect(moves()).toEqual([]);
    station.store.failure = null;
    await see(readTwice({ count: 2 }));
    expect(moves()).toEqual(['on']);
  });

  test('the action of another camera stays out of it', async () => {
    await station.start({ scope: { points: [], cameraIds: ['west-gate'] } });
    await see(readTwice());
    expect(station.store.rows).toEqual([]);
  });
});

describe('a guard’s key', () => {
  test('runs what is held back, as the same run, and it is not run again by itself', async () => {
    await station.start({});
    await see(readOnce());
    const run = await station.actions.run(1, 1, 'on', 'guard1');
    expect(run).toMatchObject({ id: 1, cause: 'guard', by: 'guard1', state: 'done', attempts: 1 });
    await see(readTwice({ count: 2 }));
    await see(trueHit(readTwice()));
    expect(moves()).toEqual(['on']);
  });

  test('also when the guard wants the opposite', async () => {
    await station.start({});
    await see(readOnce());
    await station.actions.run(1, 1, 'off', 'guard1');
    await see(readTwice({ count: 2 }));
    expect(moves()).toEqual(['off']);
  });

  test('opens what nothing else opens', async () => {
    await station.start({ effect: 'open', onHits: [] });
    expect(await station.actions.run(1, null, 'on', 'guard1')).toMatchObject({ effect: 'open', state: 'done' });
  });

  test('is refused for what is not there, disabled, or of another camera', async () => {
    await station.start({ enabled: false }, { name: '西门', scope: { points: ['crowd'], cameraIds: [] } });
    station.alarms.announce(readOnce());
    await expect(station.actions.run(7, null, 'on', 'g')).rejects.toMatchObject({ code: 'not-found' });
    await expect(station.actions.run(2, 99, 'on', 'g')).rejects.toMatchObject({ code: 'not-found' });
    await expect(station.actions.run(1, null, 'on', 'g')).rejects.toMatchObject({ facts: { problem: 'disabled' } });
    await expect(station.actions.run(2, 1, 'on', 'g')).rejects.toMatchObject({ facts: { problem: 'scope' } });
    expect(moves()).toEqual([]);
  });
});

const aSiren = { kind: 'modbus-coil', host: '127.0.0.2', port: 1502, unit: 1, coil: 0 } as const;

test('controllers run beside each other, each with one run at a time', async () => {
  await station.start({}, { name: '警笛', target: aSiren }, { name: '警灯', target: { ...aSiren, coil: 1 } });
  const release = station.controller.hold();
  await see(readTwice());
  expect(station.controller.mostRunning).toBe(2);
  release();
  await settle();
  expect(station.controller.mostRunning).toBe(2);
  expect(moves()).toEqual(['on', 'on', 'on']);
});

describe('what goes wrong', () => {
  const away = notSent('unreachable', 'ECONNREFUSED', true);
  const lying = {
    outcome: 'failed',
    failure: 'lying',
    detail: 'it said yes',
    perhapsMoved: true,
    repeatable: false,
  } as const;

  test('what may be said again is said once more, and no third time', async () => {
    await station.start({});
    station.controller.answers = [away, away, { outcome: 'done', detail: '' }];
    await see(readTwice());
    expect(moves()).toEqual(['on']);
    await station.wait(400);
    expect(station.alarms.shown.at(-1)).toMatchObject({ state: 'failed', failure: 'unreachable', attempts: 2 });
    await station.wait(seconds(60));
    expect(moves()).toEqual(['on', 'on']);
  });

  test('what was lying is not asked again', async () => {
    await station.start({});
    station.controller.answers = [lying];
    await see(readTwice());
    await station.wait(seconds(10));
    expect(station.alarms.shown.at(-1)).toMatchObject({ state: 'failed', failure: 'lying', attempts: 1 });
    expect(moves()).toEqual(['on']);
  });

  test('a controller that says nothing is given its time, twice', async () => {
    await station.start({ timeoutMs: 500 });
    station.controller.hold();
    await see(readTwice());
    await station.wait(1400);
    expect(station.alarms.shown.at(-1)).toMatchObject({ state: 'failed', failure: 'timeout', attempts: 2 });
  });

  test('a run in flight when the station died is unknown, said on the card, and not run again', async () => {
    await station.start({});
    station.controller.hold();
    await see(readTwice());
    await station.killAndStart();
    expect(station.alarms.shown).toMatchObject([{ id: 1, state: 'unknown', failure: 'station-died' }]);
    await see(readTwice({ count: 4 }));
    expect(moves()).toEqual([]);
  });
});

describe('a pulse', () => {
  const gate = { pulseSeconds: 10 };
  const putBack = () => station.alarms.shown.filter(({ cause }) => cause === 'pulse-end').map(({ state }) => state);

  test('is put back when its time is over, once, and says so on the card', async () => {
    await station.start(gate);
    await see(readTwice());
    await station.wait(seconds(9.9));
    expect(moves()).toEqual(['on']);
    await station.wait(seconds(30));
    expect(moves()).toEqual(['on', 'off']);
    expect(putBack()).toEqual(['running', 'done']);
  });

  test('lasts longer when it is wanted again, and not when a guard has put it back', async () => {
    await station.start(gate);
    await station.actions.run(1, null, 'on', 'guard1');
    await station.wait(seconds(6));
    await station.actions.run(1, null, 'on', 'guard1');
    await station.wait(seconds(6));
    expect(moves()).toEqual(['on', 'on']);
    await station.actions.run(1, null, 'off', 'guard1');
    await station.wait(seconds(30));
    expect(moves()).toEqual(['on', 'on', 'off']);
  });

  test('is not put back when nothing was sent, but is when it may have moved', async () => {
    await station.start(gate);
    station.controller.answers = [notSent('refused', 'no')];
    await station.actions.run(1, null, 'on', 'guard1');
    await station.wait(seconds(12));
    expect(moves()).toEqual(['on']);
    station.controller.answers = [
      { outcome: 'failed', failure: 'timeout', detail: '', perhapsMoved: true, repeatable: false },
      { outcome: 'done', detail: '' },
    ];
    await station.actions.run(1, null, 'on', 'guard1');
    await station.wait(seconds(12));
    expect(moves()).toEqual(['on', 'on', 'off']);
  });

  test('that was interrupted is put back at the start, once', async () => {
    await station.start(gate);
    await see(readTwice());
    await station.killAndStart();
    expect(moves()).toEqual(['off']);
    expect(putBack()).toEqual(['running', 'done']);
    await station.killAndStart();
    expect(moves()).toEqual([]);
  });

  test('of a run nobody knows the end of is put back too', async () => {
    await station.start(gate);
    station.controller.hold();
    await see(readTwice());
    await station.killAndStart();
    expect(station.alarms.shown.map(({ state, cause }) => `${cause} ${state}`)).toContain('hit unknown');
    expect(moves()).toEqual(['off']);
  });

  test('that goes on when the station stops is put back by the stop', async () => {
    await station.start(gate);
    await see(readTwice());
    await station.actions.stop();
    expect(moves()).toEqual(['on', 'off']);
    await station.killAndStart();
    expect(moves()).toEqual([]);
  });

  test('whose action was removed meanwhile is put back all the same', async () => {
    await station.start(gate);
    await see(readTwice());
    await station.actions.remove(1);
    await station.wait(seconds(11));
    expect(moves()).toEqual(['on', 'off']);
  });
});

describe('the dead man', () => {
  test('a clean stop puts each action to its state, and the next start moves nothing', async () => {
    await station.start(
      { onStop: 'off' },
      { name: '警灯', onStop: 'on' },
      { name: '警笛', onStop: 'leave' },
      { name: '拆除', onStop: 'on', enabled: false },
    );
    await station.actions.stop();
    expect(moves()).toEqual(['off', 'on']);
    expect(station.store.rows).toMatchObject([
      { cause: 'stop', by: 'station', state: 'done' },
      { cause: 'stop', state: 'done' },
    ]);
    await station.killAndStart();
    expect(moves()).toEqual([]);
  });

  test('after a kill it is done at the next start', async () => {
    await station.start({ onStop: 'off' });
    await station.killAndStart();
    expect(moves()).toEqual(['off']);
    expect(station.store.rows.at(-1)).toMatchObject({ cause: 'stop', state: 'done' });
  });

  test('what the stop could not do is done at the next start', async () => {
    await station.start({ onStop: 'off' });
    station.controller.answers = [notSent('refused', 'busy')];
    await station.stopAndStart();
    expect(moves()).toEqual(['off']);
  });

  test('has the word over a pulse', async () => {
    await station.start({ onStop: 'on', pulseSeconds: 10 });
    await see(readTwice());
    await station.killAndStart();
    expect(moves()).toEqual(['on']);
    await station.wait(seconds(30));
    expect(moves()).toEqual(['on']);
  });

  test('a controller that says nothing does not keep the station from stopping', async () => {
    await station.start({ onStop: 'off', timeoutMs: 10_000 }, { name: '警灯', onStop: 'on', target: aSiren });
    station.controller.hold();
    const running = station.actions.run(1, null, 'on', 'guard1');
    await settle();
    const waiting = station.actions.run(1, null, 'on', 'guard2');
    await settle();
    const stopped = station.actions.stop();
    expect(await waiting).toMatchObject({ state: 'failed', failure: 'station-died', attempts: 0 });
    await station.wait(seconds(5));
    await stopped;
    expect(await running).toMatchObject({ state: 'failed', failure: 'timeout' });
    expect(station.store.rows.filter(({ state }) => state === 'running')).toEqual([]);
    await expect(station.actions.run(1, null, 'on', 'guard1')).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a test', () => {
  test('that is dry moves nothing and says what it would do', async () => {
    await station.start();
    const run = await station.actions.test({ ...aNewAction({ pulseSeconds: 5 }), id: null, dry: true }, 'chief1');
    expect(run).toMatchObject({ actionId: 0, cause: 'test', dry: true, state: 'done', by: 'chief1' });
    await station.wait(seconds(10));
    expect(station.controller.heard.map(({ way }) => way)).toEqual(['probe']);
  });

  test('that is real is put back', async () => {
    await station.start({});
    await station.actions.test({ ...aNewAction(), id: 1, dry: false }, 'chief1');
    expect(moves()).toEqual(['on']);
    await station.wait(seconds(4));
    expect(moves()).toEqual(['on', 'off']);
  });

  test('of a push button has nothing to put back', async () => {
    await station.start();
    const target: ActionTarget = {
      ...{ kind: 'http', method: 'GET', url: 'http://127.0.0.1/', headers: [], body: '', certificate: null },
    };
    await station.actions.test({ ...aNewAction({ target }), id: null, dry: false }, 'chief1');
    await station.wait(seconds(30));
    expect(moves()).toEqual(['on']);
  });
});
