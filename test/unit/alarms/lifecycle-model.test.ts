/** The alarms of a station, guards, timers and restarts included, against a small model. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alarm } from '#contract/alarm.ts';
import type { Sighting } from '#contract/sighting.ts';
import { Alarms } from '../../../main/alarms/alarms.ts';
import { Escalations } from '../../../main/alarms/escalations.ts';
import { AppError } from '../../../main/system/app-error.ts';
import { minutes, seconds } from '../../../main/system/clock.ts';
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
  /** Gates it was seen at, by the sightings it still carries and where it was raised. */
  gates: string[];
  firstBy: string | null;
  owner: string | null;
  closedBy: string | null;
  notes: string[];
  /** Notes in its history, those after it was closed included. */
  noted: number;
  level: number;
}
/** Alarm n is at n - 1; sightings in the order they were seen, with the alarm each is in. */
interface Model {
  alarms: ModelAlarm[];
  seen: { plate: string; urgent: boolean; gate: string; alarm: number }[];
}
class Station {
  readonly store = new MemoryAlarmStore();
  readonly clock = new FakeClock();
  readonly sightings: Sighting[] = [];
  readonly heard: Alarm[] = [];
  alarms!: Alarms;
  #escalations: Escalations | null = null;

  async start(): Promise<void> {
    this.alarms = new Alarms({ store: this.store, clock: this.clock, log: silentLog });
    await this.alarms.start();
    this.alarms.watch((alarm) => this.heard.push(alarm));
    this.#escalations = new Escalations({
      ...{ alarms: this.alarms, clock: this.clock, log: silentLog, concernsCounty: () => true },
      settings: {
        read: () => Promise.resolve({ chiefAfterSeconds: 5, countyAfterSeconds: 10 }),
        write: () => Promise.resolve(),
      },
    });
    await this.#escalations.start();
  }
  async stop(): Promise<void> {
    this.#escalations?.stop();
    await this.alarms.stop();
  }
  async pass(forSeconds: number): Promise<void> {
    for (let n = 0; n < forSeconds; n++) {
      this.clock.advance(seconds(1));
      // What fell due is decided and stored.
      await new Promise((resolve) => setImmediate(resolve));
    }
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

/** Where the model says a sighting belongs: the place of an alarm, or null for a new one. */
function whereTo(model: Model, plate: string, urgent: boolean, gate: string): number | null {
  const takes = model.alarms
    .map((alarm, at) => ({ alarm, at }))
    .filter(({ alarm }) => alarm.plate === plate && alarm.closedBy === null && (alarm.urgent || !urgent))
    // The most urgent, then the newest.
    .sort((a, b) => Number(b.alarm.urgent) - Number(a.alarm.urgent) || b.at - a.at);
  if (takes.length === 0) return null;
  if (takes.some(({ alarm }) => alarm.gates.includes(gate))) return takes[0]!.at;
  return takes.find(({ alarm }) => alarm.firstBy === null)?.at ?? null;
}

class See implements Command {
  readonly plate: string;
  readonly urgent: boolean;
  readonly gate: string;
  constructor(plate: string, urgent: boolean, gate: string) {
    this.plate = plate;
    this.urgent = urgent;
    this.gate = gate;
  }
  check = (): boolean => true;
  async run(model: Model, station: Station): Promise<void> {
    const { plate, urgent, gate } = this;
    const fresh = {
      ...{ plate, urgent, count: 0, gates: [gate], firstBy: null, owner: null, closedBy: null },
      ...{ notes: [], noted: 0, level: 0 },
    };
    const at = whereTo(model, plate, urgent, gate) ?? model.alarms.push(fresh) - 1;
    const alarm = model.alarms[at]!;
    alarm.count += 1;
    model.seen.push({ plate, urgent, gate, alarm: at });
    const newest = model.seen.filter((seen) => seen.alarm === at).slice(-5);
    alarm.gates = [alarm.gates[0]!, ...newest.map((seen) => seen.gate)];
    const sighting = aSighting({ id: station.sightings.length + 1, plate, cameraId: gate, cameraName: gate });
    station.sightings.push(sighting);
    expect(await station.judge(sighting, plate, urgent)).toMatchObject([
      { id: at + 1, count: model.alarms[at]!.count },
    ]);
  }
  toString = (): string => `see ${this.plate} at ${this.gate}${this.urgent ? ' urgently' : ''}`;
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
    if (alarm.firstBy !== null && alarm.firstBy !== this.by) return refused(act, 'already-acknowledged', alarm.firstBy);
    alarm.firstBy ??= this.by;
    alarm.owner ??= this.by;
    expect(await act).toMatchObject({ acknowledged: { by: this.by }, owner: { by: alarm.owner } });
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
    alarm.firstBy ??= this.by;
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
    alarm.firstBy ??= this.by;
    alarm.owner ??= this.by;
    alarm.closedBy = this.by;
    await act;
  }
}
class HandOver extends Act {
  readonly to: string;
  constructor(which: number, by: string, to: string) {
    super(which, by);
    this.to = to;
  }
  async act(alarm: ModelAlarm, id: number, { alarms }: Station): Promise<void> {
    const act = alarms.handOver(id, this.by, this.to);
    if (alarm.closedBy !== null) return refused(act, 'already-resolved', alarm.closedBy);
    alarm.firstBy ??= this.by;
    alarm.owner = this.to;
    expect(await act).toMatchObject({ state: 'acknowledged', owner: { by: this.to } });
  }
}
class Note extends Act {
  async act(alarm: ModelAlarm, id: number, { alarms }: Station): Promise<void> {
    const text = `第 ${alarm.noted + 1} 条`;
    await alarms.addNote(id, this.by, text);
    alarm.noted += 1;
    if (alarm.closedBy === null) alarm.notes.push(text);
  }
}
class Wait implements Command {
  readonly seconds: number;
  constructor(seconds: number) {
    this.seconds = seconds;
  }
  check = (): boolean => true;
  async run(model: Model, station: Station): Promise<void> {
    // Longer than the last level takes, or not at all: what is due meanwhile is checked in the tests of escalation.
    await station.pass(this.seconds);
    for (const alarm of model.alarms) if (alarm.firstBy === null && alarm.closedBy === null) alarm.level = 2;
  }
  toString = (): string => `wait ${this.seconds} s`;
}
class ClockJumps implements Command {
  readonly byMs: number;
  constructor(byMs: number) {
    this.byMs = byMs;
  }
  check = (): boolean => true;
  run(_model: Model, station: Station): Promise<void> {
    station.clock.jump(this.byMs);
    return Promise.resolve();
  }
  toString = (): string => `the clock jumps by ${this.byMs} ms`;
}
class Restart implements Command {
  check = (): boolean => true;
  async run(_model: Model, station: Station): Promise<void> {
    await station.stop();
    await station.start();
  }
  toString = (): string => 'restart';
}

const plate = fc.constantFrom('鲁P00001', '鲁P00002');
const gate = fc.constantFrom('east-gate', 'north-gate');
const guard = fc.constantFrom('guard1', 'guard2', 'guard3');
const commands = fc.commands(
  [
    fc.tuple(plate, fc.boolean(), gate).map(([seen, urgent, at]) => new See(seen, urgent, at)),
    fc.nat(20).map((which) => new JudgeAgain(which)),
    fc.tuple(fc.nat(8), guard).map(([which, by]) => new Acknowledge(which, by)),
    fc.tuple(fc.nat(8), guard).map(([which, by]) => new ResolveSilently(which, by)),
    fc.tuple(fc.nat(8), guard).map(([which, by]) => new ResolveWithNote(which, by)),
    fc.tuple(fc.nat(8), guard, guard).map(([which, by, to]) => new HandOver(which, by, to)),
    fc.tuple(fc.nat(8), guard).map(([which, by]) => new Note(which, by)),
    fc.constant(new Wait(12)),
    fc.constantFrom(minutes(5), -minutes(5)).map((byMs) => new ClockJumps(byMs)),
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
      await station.stop();

      expect([...station.store.alarms.values()].sort((a, b) => a.id - b.id)).toMatchObject(
        model.alarms.map(({ plate: listed, count, firstBy, owner, closedBy, notes, level }, at) => ({
          id: at + 1,
          subject: `plate:${listed}`,
          count,
          state: closedBy !== null ? 'resolved' : owner !== null ? 'acknowledged' : 'open',
          acknowledged: firstBy === null ? null : { by: firstBy },
          owner: owner === null ? null : { by: owner },
          notes: notes.map((text) => ({ text })),
          escalation: level === 0 ? null : { level },
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
