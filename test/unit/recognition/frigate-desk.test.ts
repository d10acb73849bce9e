import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { sightingFacts } from '#contract/sighting.ts';
import type { NewSighting } from '#contract/sighting.ts';
import { FrigateDesk, snapshotWithinMs } from '../../../main/recognition/frigate/frigate-desk.ts';
import { SourceTally } from '../../../main/recognition/source-tally.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { frigateMessage } from './frigate-messages.ts';
import { jpeg } from './payloads.ts';

let clock: FakeClock;
let tally: SourceTally;
let desk: FrigateDesk;
beforeEach(() => {
  clock = new FakeClock();
  tally = new SourceTally(clock);
  desk = new FrigateDesk({
    cameraIdOf: (name) => (name === 'gate' ? 'east-gate' : null),
    deviceIdOf: (name) => `frigate:${name}`,
    tallyOf: () => tally,
    clock,
  });
});
const event = (more: Parameters<typeof frigateMessage>[0] = {}): NewSighting | null =>
  desk.event(frigateMessage(more))?.sighting ?? null;

test('the first message of an event is a sighting, the others are none', () => {
  expect(event()).toEqual({
    ...{ source: 'mqtt', deviceId: 'frigate:gate', objectId: '1795415519.5-abcdef', cameraId: 'east-gate' },
    ...{ seenAtMs: 1795415519500, receivedAtMs: clock.nowMs() },
    facts: { kind: 'vehicle', vehicleClass: 'car' },
    ...{ box: null, pictures: [] },
  });
  expect(event({ type: 'update' })).toBeNull();
  expect(event({ type: 'end' })).toBeNull();
});

test('an event whose beginning was missed is a sighting all the same', () => {
  expect(event({ type: 'end' })?.objectId).toBe('1795415519.5-abcdef');
});

test('what Frigate takes back is none until it stands', () => {
  expect(event({ after: { false_positive: true } })).toBeNull();
  expect(event({ type: 'update' })).not.toBeNull();
});

test('a plate that is read later is a sighting of its own, once for each reading', () => {
  const plate = (text: string, score = 0.91) =>
    event({ type: 'update', after: { recognized_license_plate: text, recognized_license_plate_score: score } });
  event();
  const second = plate('鲁P12345');
  expect(second).toMatchObject({
    objectId: '1795415519.5-abcdef:plate:鲁P12345',
    seenAtMs: 1795415520100,
    facts: { kind: 'vehicle', plate: '鲁P12345', plateConfidence: 0.91 },
  });
  expect(plate('鲁P12345', 0.99)).toBeNull();
  expect(plate('鲁P12346')).not.toBeNull();
  for (let n = 0; n < 10; n++) plate(`鲁P0000${n}`);
  expect(plate('鲁P99999')).toBeNull();
});

test('a plate that is read at once is on the first sighting', () => {
  const read = event({ after: { recognized_license_plate: ['鲁p12345', 0.8] } });
  expect(read).toMatchObject({ objectId: '1795415519.5-abcdef', facts: { plate: '鲁P12345', plateConfidence: 0.8 } });
  expect(event({ type: 'end', after: { recognized_license_plate: '鲁P12345' } })).toBeNull();
});

test('the name of a recognised face stays outside, and is counted', () => {
  const seen = event({ after: { label: 'person', sub_label: ['张三', 0.98], current_zones: ['yard'] } });
  expect(JSON.stringify(seen)).not.toContain('张三');
  expect(seen?.facts).toEqual({ kind: 'person' });
  expect(tally.snapshot().droppedFields).toMatchObject({ 'sub.label': 1, 'current.zones': 1 });
});

test('labels there is no kind for are counted', () => {
  expect(event({ after: { label: 'dog' } })).toBeNull();
  expect(tally.snapshot().droppedFields).toEqual({ 'label.dog': 1 });
});

test('the snapshot that comes just after joins; one that is late, old, or of something else does not', () => {
  const released: NewSighting[] = [];
  const wait = (id: string) =>
    desk.awaitSnapshot(desk.event(frigateMessage({ after: { id } }))!, (sighting) => released.push(sighting));
  wait('a');
  desk.snapshot('gate', 'car', jpeg, true);
  desk.snapshot('gate', 'person', jpeg, false);
  desk.snapshot('yard', 'car', jpeg, false);
  expect(released).toEqual([]);
  desk.snapshot('gate', 'car', jpeg, false);
  expect(released).toMatchObject([{ objectId: 'a', pictures: [{ role: 'scene' }] }]);
  wait('b');
  clock.advance(snapshotWithinMs);
  desk.snapshot('gate', 'car', jpeg, false);
  expect(released[1]).toMatchObject({ objectId: 'b', pictures: [] });
  wait('c');
  desk.snapshot('gate', 'car', Buffer.from('no picture at all'), false);
  expect(released[2]).toMatchObject({ objectId: 'c', pictures: [] });
  expect(tally.snapshot().pictureFaults).toEqual({ 'not-a-picture': 1 });
});

test('no message, however odd, gets anything past the allow-list or breaks anything', () => {
  const junk = fc.oneof(
    fc.constantFrom(null, '', '\0', "'; DROP TABLE x;--", 'x'.repeat(100_000), -1, 1e308, 'car', 'person', '鲁P12345'),
    fc.jsonValue(),
  );
  const names = ['id', 'camera', 'label', 'sub_label', 'start_time', 'frame_time', 'false_positive', '__proto__'];
  const after = fc.dictionary(fc.constantFrom(...names, 'recognized_license_plate'), junk);
  const message = fc.oneof(
    after.map((more) => frigateMessage({ after: more })),
    fc.json().map((text) => Buffer.from(text)),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.constant(Buffer.from('['.repeat(100_000))),
  );
  fc.assert(
    fc.property(message, (payload) => {
      const seen = desk.event(payload)?.sighting;
      if (seen === undefined) return;
      const option = sightingFacts.options.find(({ shape }) => shape.kind.value === seen.facts.kind);
      expect(option?.strict().safeParse(seen.facts).error).toBeUndefined();
      expect(seen.objectId.length).toBeLessThanOrEqual(256);
      expect(seen.deviceId.length).toBeLessThanOrEqual(128);
      expect(Number.isSafeInteger(seen.seenAtMs)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
