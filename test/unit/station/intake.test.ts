import { beforeEach, expect, test } from 'vitest';
import type { Rule } from '#contract/rule.ts';
import type { NewSighting, Sighting } from '#contract/sighting.ts';
import { subjectOf } from '../../../main/alarms/decide-alarms.ts';
import { ruleMatch } from '../../../main/alarms/decide-rules.ts';
import { Intake } from '../../../main/station/intake.ts';
import { seconds } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { aHit, anAlarm } from '../../builders/alarm.ts';
import { anEntry } from '../../builders/entry.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { aVehicle } from '../../builders/journal.ts';
import { aRule } from '../../builders/rule.ts';

/** A journal and alarms in memory; `gate` holds the disk up. */
class Site {
  kept: Sighting[] = [];
  judged: number[] = [];
  subjects: string[][] = [];
  everyVehicle: Rule | null = null;
  mark = 0;
  failing = new Set<number>();
  gate: Promise<void> = Promise.resolve();
  readonly clock = new FakeClock();
  readonly intake = new Intake({
    journal: {
      append: async (batch) => {
        await this.gate;
        return batch.map((arriving) => this.#keep(arriving));
      },
      after: (id, limit) => Promise.resolve(this.kept.filter((sighting) => sighting.id > id).slice(0, limit)),
    },
    watchlist: {
      match: ({ facts }) =>
        facts.kind === 'vehicle' && facts.plate === '鲁P12345'
          ? [{ hit: aHit({ matched: facts.plate }), entry: anEntry() }]
          : [],
    },
    rules: {
      match: () =>
        this.everyVehicle === null ? [] : [ruleMatch(this.everyVehicle, 'east-gate', { kind: 'presence' })],
    },
    alarms: {
      judge: (sighting, matches) => {
        this.subjects.push(matches.map(subjectOf));
        if (this.failing.has(sighting.id)) return Promise.reject(new Error('the disk refused'));
        this.judged.push(sighting.id);
        return Promise.resolve([anAlarm()]);
      },
    },
    mark: {
      read: () => Promise.resolve(this.mark),
      write: (id) => {
        this.mark = id;
        return Promise.resolve();
      },
    },
    clock: this.clock,
    log: silentLog,
  });

  #keep(arriving: NewSighting): { outcome: 'new' | 'known'; sighting: Sighting } {
    const known = this.kept.find(({ objectId }) => objectId === arriving.objectId);
    if (known) return { outcome: 'known', sighting: known };
    const sighting = { ...arriving, id: this.kept.length + 1, cameraName: null, pictures: [], alarmId: null };
    this.kept.push(sighting);
    return { outcome: 'new', sighting };
  }
}

let site: Site;
beforeEach(() => {
  site = new Site();
});
const barred = (objectId: string): NewSighting => aVehicle('鲁P12345', { objectId });
const other = (objectId: string): NewSighting => aVehicle('鲁P99999', { objectId });

test('a camera is answered when its capture is kept, not before', async () => {
  await site.intake.start();
  let open = (): void => undefined;
  site.gate = new Promise((resolve) => (open = resolve));
  let answered = false;
  const taking = site.intake.take([barred('a')]).then((results) => {
    answered = true;
    return results;
  });
  await Promise.resolve();
  expect(answered).toBe(false);
  open();
  expect(await taking).toEqual([{ outcome: 'new' }]);
  expect(site.kept).toHaveLength(1);
});

test('what matches is judged, in order; what was known already is not judged again', async () => {
  await site.intake.start();
  await site.intake.take([barred('a'), other('b'), barred('c')]);
  expect(await site.intake.take([barred('a'), barred('d')])).toEqual([{ outcome: 'known' }, { outcome: 'new' }]);
  await site.intake.stop();
  expect(site.judged).toEqual([1, 3, 4]);
  expect(site.mark).toBe(4);
});

test('a station that died before judging judges at its next start, from the mark on', async () => {
  const before = new Site();
  await before.intake.start();
  await before.intake.take([barred('a'), barred('b'), other('c')]);
  site.kept = before.kept;
  site.mark = 1;
  await site.intake.start();
  expect(site.judged).toEqual([2]);
  expect(site.mark).toBe(3);
});

test('a sighting that could not be judged holds the mark, so that the next start tries again', async () => {
  await site.intake.start();
  site.failing.add(2);
  await site.intake.take([barred('a'), barred('b'), barred('c')]);
  await site.intake.stop();
  expect(site.judged).toEqual([1, 3]);
  expect(site.mark).toBe(1);
});

test('the mark follows once a second', async () => {
  await site.intake.start();
  await site.intake.take([barred('a')]);
  await expect
    .poll(() => {
      site.clock.advance(seconds(1));
      return site.mark;
    })
    .toBe(1);
});

test('a sighting that cannot be judged at the start does not keep the station from starting', async () => {
  await site.intake.start();
  await site.intake.take([barred('a'), barred('b'), barred('c')]);
  await site.intake.stop();
  const next = new Site();
  next.kept = site.kept;
  next.failing.add(2);
  await next.intake.start();
  expect(next.judged).toEqual([1, 3]);
  expect(next.mark).toBe(1);
});

test('the list is asked before the rules, of every sighting in order', async () => {
  await site.intake.start();
  site.everyVehicle = aRule({ trigger: { kind: 'presence', subjects: ['vehicle'] } });
  await site.intake.take([barred('a'), other('b')]);
  await site.intake.stop();
  expect(site.subjects).toEqual([['plate:鲁P12345', 'rule:1:east-gate'], ['rule:1:east-gate']]);
});
