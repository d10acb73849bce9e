/** Actions beside the real alarms: what is set off by an announcement is announced again, and must come to rest. */
import { beforeEach, expect, test } from 'vitest';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { Actions } from '../../../../main/alarms/actions/actions.ts';
import { Alarms } from '../../../../main/alarms/alarms.ts';
import { silentLog } from '../../../../main/system/log.ts';
import { secretsFrom } from '../../../../main/system/secrets.ts';
import { aNewAction, FakeController } from '../../../builders/action.ts';
import { aHit } from '../../../builders/alarm.ts';
import { anEntry, aPersonEntry } from '../../../builders/entry.ts';
import { FakeClock } from '../../../builders/fake-clock.ts';
import { MemoryActionStore } from '../../../builders/memory-action-store.ts';
import { MemoryAlarmStore } from '../../../builders/memory-alarm-store.ts';
import { aSighting } from '../../../builders/sighting.ts';
import { settle } from './station.ts';

let clock: FakeClock;
let alarms: Alarms;
let actions: Actions;
let controller: FakeController;
beforeEach(async () => {
  clock = new FakeClock();
  controller = new FakeController();
  alarms = new Alarms({ store: new MemoryAlarmStore(), clock, log: silentLog });
  await alarms.start();
  actions = new Actions({
    ...{ store: new MemoryActionStore(), alarms, clock, log: silentLog, pointOf: () => 'gate' },
    controllers: { relay: controller, http: controller, coil: controller },
    secrets: secretsFrom(Buffer.alloc(32, 1)),
  });
  await actions.start();
  await actions.save(aNewAction(), null, 'chief1');
});

async function see(entry: WatchlistEntry, confirmed: boolean): Promise<void> {
  await alarms.judge(aSighting(), [{ entry, hit: aHit({ confirmed }) }]);
}
async function rest(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    clock.advance(300);
    await settle();
  }
}

test('a run is on its alarm’s card, as it stands', async () => {
  const release = controller.hold();
  await see(anEntry(), true);
  await settle();
  expect(alarms.list()[0]!.actionRuns).toMatchObject([{ id: 1, state: 'running', cause: 'hit' }]);
  release();
  await rest();
  expect(alarms.list()[0]!.actionRuns).toMatchObject([{ id: 1, state: 'done', failure: null, detail: 'as told' }]);
});

test('a thousand hits of one car hold the barrier once, and then nothing stirs any more', async () => {
  await Promise.all(Array.from({ length: 1000 }, () => see(anEntry(), true)));
  await rest();
  expect(alarms.list()).toMatchObject([{ count: 1000 }]);
  expect(controller.states).toEqual(['on']);
  const { revision } = alarms;
  await rest();
  expect(alarms.revision).toBe(revision);
});

test('a guard’s true hit lets go what was held back, after the card is closed', async () => {
  await see(aPersonEntry(), true);
  await rest();
  expect(alarms.list()[0]!.actionRuns).toMatchObject([{ state: 'held-back', failure: 'needs-guard' }]);
  expect(controller.states).toEqual([]);
  await alarms.resolve(1, 'guard1', 'true-hit', '已核实');
  await rest();
  expect(controller.states).toEqual(['on']);
  expect(await actions.runs({ alarmId: 1, limit: 10 })).toMatchObject([
    { cause: 'confirmed', by: 'guard1', state: 'done' },
  ]);
});
