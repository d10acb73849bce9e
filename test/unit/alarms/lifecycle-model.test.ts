/** The alarms of a station, guards and restarts included, against a model of twenty lines. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alarm } from '#contract/alarm.ts';
import type { Sighting } from '#contract/sighting.ts';
import { Alarms } from '../../../main/alarms/alarms.ts';
import { AppError } from '../../../main/system/app-error.ts';
import { silentLog } from '../../../main/system/log.ts';
import { aHit } from '../../builders/alarm.ts';
import { anEntry } from '../../builders/entry.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { MemoryAlarmStore } from '../../builders/memory-alarm-store.ts';
import { aSighting } from '../../builders/sighting.ts';

interface ModelAlarm {
  plate: string;
  urgent: boolean;
  count: number;
  owner: string | null;
  closedBy: string | null;
}
/** Alarm n is at n - 1; sightings in the order they were seen, with the alarm each is in. */
interface Model {
  alarms: ModelAlarm[];
  seen: { plate: string; urgent: boolean; alarm: number }[];
}
class Station {
  readonly store = new MemoryAlarmStore();
  readonly clock = new FakeClock();
  readonly sightings: Sighting[] = [];
  readonly heard: Alarm[] = [];
  alarms!: Alarms;

  async start(): Promise<void> {
    this.alarms = new Alarms({ store: this.store, clock: this.clock, log: silentLog });
    await this.alarms.start();
    this.alarms.watch((alarm) => this.heard.push(alarm));
  }
  judge(sighting: Sighting, plate: string, urgent: boolean): Promise<Alarm[]> {
    const entry = anEntry({ plate, priority: urgent ? 1 : 2 });
    return this.alarms.judge(sighting, [{ hit: aHit({ matched: plate }), entry }]);
  }
}

type Command = fc.AsyncCommand<Model, Station>;

/** Refused with this code, and naming this guard where there is one to name. */
async function refused(act: Promise<unknown>, code: string, by?: string): Promise<void> {
  const error: unknown = await act.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject(by === undefined ? { code } : { code, facts: { by } });
}

class See implements Command {
  readonly plate: string;
  readonly urgent: boolean;
  constructor(plate: string, urgent: boolean) {
    this.plate = plate;
    this.urgent = urgent;
  }
  check = (): boolean => true;
  async run(model: Model, station: Station): Promise<void> {
    const { plate, urgent } = this;
    let at = model.alarms.findIndex((alarm) => alarm.plate === plate && alarm.closedBy === null && alarm.urgent);
    if (at < 0 && !urgent) at = model.alarms.findLastIndex((alarm) => alarm.plate === plate && alarm.closedBy === null);
    if (at < 0) at = model.alarms.push({ plate, urgent, count: 0, owner: null, closedBy: null }) - 1;
    model.alarms[at]!.count += 1;
    model.seen.push({ plate, urgent, alarm: at });
    const sighting = aSighting({ id: station.sightings.length + 1, plate });
    station.sightings.push(sighting);
    expect(await station.judge(sighting, plate, urgent)).toMatchObject([
      { id: at + 1, count: model.alarms[at]!.count },
    ]);
  }
  toString = (): string => `see ${this.plate}${this.urgent ? ' urgently' : ''}`;
}

class JudgeAgain implements Command {
  readonly which: number;
  constructor(which: number) {
    this.which = which;
  }
  check = (model: Readonly<Model>): boolean => model.seen.length > 0;
  async run(model: Model, station: Station): Promise<void> {
    const at = this.which % model.seen.length;
    const { plate, urgent, alarm } = model.seen[at]!;
    expect(await station.judge(station.sightings[at]!, plate, urgent)).toMatchObject([{ id: alarm + 1 }]);
  }
  toString = (): string => `judge sighting ${this.which} again`;
}

abstract class Act implements Command {
  readonly which: number;
  readonly by: string;
  constructor(which: number, by: string) {
    this.which = which;
    this.by = by;
  }
  check = (model: Readonly<Model>): boolean => model.alarms.length > 0;
  run(model: Model, station: Station): Promise<void> {
    const at = this.which % model.alarms.length;
    return this.act(model.alarms[at]!, at + 1, station);
  }
  abstract act(alarm: ModelAlarm, id: number, station: Station): Promise<void>;
  toString = (): string => `${this.by}: ${this.constructor.name} ${this.which}`;
}
class Acknowledge extends Act {
  async act(alarm: ModelAlarm, id: number, { alarms }: Station): Promise<void> {
    const act = alarms.acknowledge(id, this.by);
    if (alarm.closedBy !== null) return refused(act, 'already-resolved', alarm.closedBy);
    if (alarm.owner !== null && alarm.owner !== this.by) return refused(act, 'already-acknowledged', alarm.owner);
    alarm.owner = this.by;
    expect(await act).toMatchObject({ acknowledged: { by: this.by } });
  }
}
class ResolveSilently extends Act {
  async act(alarm: ModelAlarm, id: number, { alarms }: Station): Promise<void> {
    const act = alarms.resolve(id, this.by, 'duplicate', '');
    if (alarm.closedBy !== null) {
      // His own answer again: his last one was the same.
      if (alarm.closedBy === this.by && !alarm.urgent) {
        await act;
        return;
      }
      return refused(act, 'already-resolved', alarm.closedBy);
    }
    if (alarm.urgent) return refused(act, 'bad-input');
    alarm.owner ??= this.by;
    alarm.closedBy = this.by;
    await act;
  }
}
class ResolveWithNote extends Act {
  async act(alarm: ModelAlarm, id: number, { alarms }: Station): Promise<void> {
    if (!alarm.urgent) return;
    const act = alarms.resolve(id, this.by, 'true-hit', '已处置');
    if (alarm.closedBy !== null && alarm.closedBy !== this.by) return refused(act, 'already-resolved', alarm.closedBy);
    alarm.owner ??= this.by;
    alarm.closedBy = this.by;
    await act;
  }
}
class Restart implements Command {
  check = (): boolean => true;
  async run(_model: Model, station: Station): Promise<void> {
    await station.alarms.stop();
    await station.start();
  }
  toString = (): string => 'restart';
}

const plate = fc.constantFrom('鲁P00001', '鲁P00002');
const guard = fc.constantFrom('guard1', 'guard2', 'guard3');
const commands = fc.commands(
  [
    fc.tuple(plate, fc.boolean()).map(([seen, urgent]) => new See(seen, urgent)),
    fc.nat(20).map((which) => new JudgeAgain(which)),
    fc.tuple(fc.nat(8), guard).map(([which, by]) => new Acknowledge(which, by)),
    fc.tuple(fc.nat(8), guard).map(([which, by]) => new ResolveSilently(which, by)),
    fc.tuple(fc.nat(8), guard).map(([which, by]) => new ResolveWithNote(which, by)),
    fc.constant(new Restart()),
  ],
  { maxCommands: 60 },
);

test('whatever guards, cameras and power cuts do, the alarms stand as the model says', async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const model: Model = { alarms: [], seen: [] };
      const station = new Station();
      await station.start();
      await fc.asyncModelRun(() => ({ model, real: station }), sequence);
      await station.alarms.stop();

      expect([...station.store.alarms.values()].sort((a, b) => a.id - b.id)).toMatchObject(
        model.alarms.map(({ plate: listed, count, owner, closedBy }, at) => ({
          id: at + 1,
          subject: `plate:${listed}`,
          count,
          state: closedBy !== null ? 'resolved' : owner !== null ? 'acknowledged' : 'open',
          acknowledged: owner === null ? null : { by: owner },
          resolved: closedBy === null ? null : { by: closedBy },
        })),
      );
      // Every sighting is in one alarm, once.
      expect(station.store.links).toEqual(
        model.seen.map(({ alarm }, at) => ({ alarmId: alarm + 1, sightingId: at + 1 })),
      );
      // The last that was heard of every alarm is how it stands, and revisions only ever rose.
      const revisions = station.heard.map(({ revision }) => revision);
      expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
      const last = new Map(station.heard.map((alarm) => [alarm.id, alarm]));
      expect([...last.values()].sort((a, b) => a.id - b.id)).toEqual(
        [...station.store.alarms.values()].sort((a, b) => a.id - b.id),
      );
    }),
    { numRuns: 150 },
  );
});
