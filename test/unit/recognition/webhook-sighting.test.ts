import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sightingFacts, subjectBox } from '#contract/sighting.ts';
import { readWebhookSighting } from '../../../main/recognition/webhook/webhook-sighting.ts';
import { jpeg } from './payloads.ts';

const owner = { deviceId: 'webhook:barrier', cameraId: 'east-gate' };
const nowMs = Date.UTC(2026, 10, 23, 6, 32);
const read = (body: unknown) => readWebhookSighting(body, owner, nowMs);
const car = {
  id: 'pass-1',
  seenAt: '2026-11-23T14:31:59.5+08:00',
  facts: { kind: 'vehicle', plate: '鲁p·12345', plateColour: 'blue' },
  box: { unit: 'fraction', left: 0.1, top: 0.2, right: 0.5, bottom: 0.9 },
  pictures: [{ role: 'scene', data: jpeg.toString('base64') }],
};

test('a car at the barrier', () => {
  expect(read(car)).toEqual({
    outcome: 'sighting',
    sighting: {
      ...{ source: 'webhook', deviceId: 'webhook:barrier', cameraId: 'east-gate', objectId: 'pass-1' },
      ...{ seenAtMs: Date.UTC(2026, 10, 23, 6, 31, 59, 500), receivedAtMs: nowMs },
      facts: { kind: 'vehicle', plate: '鲁P12345', plateColour: 'blue' },
      box: car.box,
      pictures: [{ role: 'scene', bytes: jpeg }],
    },
    dropped: [],
    pictureFaults: [],
  });
});

test('a clock a year wrong is kept beside ours', () => {
  expect(read({ ...car, seenAt: '2025-11-23T06:32:00Z' })).toMatchObject({
    sighting: { seenAtMs: Date.UTC(2025, 10, 23, 6, 32), receivedAtMs: nowMs },
  });
});

test('what the schema does not name is dropped and named', () => {
  const body = {
    ...{ ...car, ethnicity: 'x', box: { ...car.box, note: 1 } },
    facts: { kind: 'face', name: '王强', skinColour: 'x', similarity: 0.5 },
    pictures: [{ ...car.pictures[0], url: 'x' }],
  };
  expect(read(body)).toMatchObject({
    sighting: { facts: { kind: 'face', name: '王强', similarity: 0.5 } },
    dropped: ['ethnicity', 'facts.skinColour', 'box.note', 'pictures.url'],
  });
});

test('a plate that is none, a text that says nothing, a box that spans nothing: left out, not refused', () => {
  const body = { ...car, facts: { kind: 'vehicle', plate: '无牌', brand: '\0 ' }, box: { ...car.box, right: 0.1 } };
  expect(read(body)).toMatchObject({
    sighting: { facts: { kind: 'vehicle' }, box: null },
    dropped: ['facts.plate', 'facts.brand', 'box'],
  });
});

test('a bad picture does not lose its sighting', () => {
  const data = ['%%%', Buffer.from('<html></html>').toString('base64'), jpeg.subarray(0, 18).toString('base64')];
  expect(read({ ...car, pictures: data.map((one) => ({ role: 'scene', data: one })) })).toMatchObject({
    outcome: 'sighting',
    sighting: { pictures: [{ role: 'scene' }] },
    pictureFaults: [
      { path: 'pictures[0].data', fault: 'bad-base64' },
      { path: 'pictures[1].data', fault: 'not-a-picture' },
    ],
  });
});

describe('refused, with the path of what is wrong', () => {
  test.each<[path: string, body: unknown]>([
    ['', null],
    ['', []],
    ['', 'x'],
    ['id', { ...car, id: 7 }],
    ['id', { ...car, id: '' }],
    ['id', { ...car, id: '\0\u200b' }],
    ['id', { ...car, id: 'x'.repeat(201) }],
    ['seenAt', { ...car, seenAt: '2026-11-23 14:32' }],
    ['seenAt', { ...car, seenAt: '2026-02-30T14:32:00Z' }],
    ['facts', { ...car, facts: undefined }],
    ['facts.kind', { ...car, facts: { kind: 'dog' } }],
    ['facts.plate', { ...car, facts: { kind: 'vehicle', plate: 5 } }],
    ['facts.people', { ...car, facts: { kind: 'crowd', people: -1 } }],
    ['facts.behaviour', { ...car, facts: { kind: 'behaviour' } }],
    ['box.left', { ...car, box: { ...car.box, left: 'x' } }],
    ['pictures[1].role', { ...car, pictures: [car.pictures[0], { role: 'x', data: '' }] }],
    ['pictures', { ...car, pictures: Array.from({ length: 9 }, () => car.pictures[0]) }],
  ])('%s', (path, body) => {
    const result = read(body);
    expect(result.outcome === 'refused' ? result.issues[0]?.path : result).toBe(path);
  });
});

test('no body, however odd, gets anything past the allow-list or breaks anything', () => {
  const junk = fc.oneof(
    fc.constantFrom(
      null,
      '',
      '\0',
      "'; DROP TABLE x;--",
      '<img src=x>',
      'x'.repeat(300),
      -1,
      1e308,
      '2026-11-23T06:32:00Z',
    ),
    fc.constantFrom('vehicle', 'face', 'crowd', 'behaviour', 'motion', 'scene', 'fraction', 5, 0.5, true),
    fc.jsonValue(),
  );
  const names = ['id', 'seenAt', 'facts', 'box', 'pictures', '__proto__', 'kind', 'constructor'];
  const factNames = ['kind', 'plate', 'people', 'behaviour', 'name', 'similarity', 'skinColour', '__proto__'];
  const body = fc
    .tuple(
      fc.dictionary(fc.constantFrom(...names), junk),
      fc.dictionary(fc.constantFrom(...factNames), junk),
      fc.boolean(),
    )
    .map(([spoilt, facts, deep]) => ({ ...car, ...spoilt, ...(deep ? { facts: { kind: 'vehicle', ...facts } } : {}) }));
  fc.assert(
    fc.property(body, (posted) => {
      const result = read(posted);
      if (result.outcome === 'refused') {
        expect(result.issues.length).toBeGreaterThan(0);
        return;
      }
      const { facts, box, objectId, seenAtMs } = result.sighting;
      const option = sightingFacts.options.find(({ shape }) => shape.kind.value === facts.kind);
      expect(option?.strict().safeParse(facts).error).toBeUndefined();
      expect(subjectBox.strict().nullable().safeParse(box).error).toBeUndefined();
      expect(objectId).toMatch(/^[^\u0000-\u001f]{1,200}$/);
      expect(Number.isSafeInteger(seenAtMs)).toBe(true);
    }),
    { numRuns: 400 },
  );
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});
