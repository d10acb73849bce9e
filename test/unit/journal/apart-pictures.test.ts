import { expect, test } from 'vitest';
import { joinPictures, saysNothing } from '../../../main/journal/apart-pictures.ts';
import type { ApartArrival, AwaitedPicture, NamedPicture } from '../../../main/journal/apart-pictures.ts';
import { aSighting } from '../../builders/sighting.ts';

const device = { deviceId: '37152500001190000001' };
const wants = (sightingId: number, name: string, role: AwaitedPicture['role'] = 'face'): AwaitedPicture => ({
  ...device,
  ...{ name, sightingId, role, sinceMs: 5 },
});
const comes = (name: string, digest: string, role: ApartArrival['role'] = null): ApartArrival => ({
  ...device,
  ...{ name, role, atMs: 9 },
  picture: { digest, contentType: 'image/jpeg', bytes: new Uint8Array(3) },
});
const there = (name: string, digest: string): NamedPicture => ({
  ...device,
  name,
  picture: { digest, contentType: 'image/jpeg', bytes: 3, role: 'scene' },
});
const nothing = { sightings: [], awaits: [], arrivals: [], came: [], awaiting: [] };
const bare = (id: number) => aSighting({ id, pictures: [] });

test('a sighting that names a picture waits for it', () => {
  const { apart, sightings } = joinPictures({ ...nothing, sightings: [bare(1)], awaits: [wants(1, 'a')] });
  expect(apart).toEqual({ awaited: [wants(1, 'a')], come: [], claimed: [] });
  expect(sightings).toEqual([bare(1)]);
});

test('a picture that nobody names yet waits, and the sighting that comes later has it from the start', () => {
  const first = joinPictures({ ...nothing, arrivals: [comes('a', 'aa')] });
  expect(first.answers).toEqual([{ outcome: 'waiting' }]);
  expect(first.apart.come).toMatchObject([{ name: 'a', claimed: false, joins: [] }]);
  const second = joinPictures({ ...nothing, sightings: [bare(1)], awaits: [wants(1, 'a')], came: [there('a', 'aa')] });
  expect(second.sightings[0]?.pictures).toEqual([{ digest: 'aa', contentType: 'image/jpeg', bytes: 3, role: 'face' }]);
  expect(second.apart).toEqual({ awaited: [], come: [], claimed: [{ ...device, name: 'a' }] });
});

test('a picture joins every sighting that waited for it, as what each says it shows', () => {
  const { apart, answers } = joinPictures({
    ...nothing,
    arrivals: [comes('a', 'aa', 'scene')],
    awaiting: [wants(1, 'a'), wants(2, 'a', 'other'), wants(3, 'b')],
  });
  expect(answers).toEqual([{ outcome: 'joined' }]);
  expect(apart.come[0]?.joins).toEqual([
    { sightingId: 1, role: 'face' },
    { sightingId: 2, role: 'scene' },
  ]);
});

test('both in one group find each other without waiting', () => {
  const { apart, sightings, answers } = joinPictures({
    ...nothing,
    sightings: [bare(1), bare(2)],
    awaits: [wants(2, 'a')],
    arrivals: [comes('a', 'aa')],
  });
  expect(answers).toEqual([{ outcome: 'joined' }]);
  expect(sightings.map(({ pictures }) => pictures.length)).toEqual([0, 1]);
  expect(apart).toMatchObject({ awaited: [], come: [{ name: 'a', claimed: true, joins: [] }] });
});

test('the first picture of a name stays; the same name of another device is another picture', () => {
  const { answers, pictures } = joinPictures({
    ...nothing,
    arrivals: [comes('a', 'aa'), comes('a', 'bb'), comes('c', 'cc'), { ...comes('c', 'dd'), deviceId: '5' }],
    came: [there('c', 'cc')],
  });
  expect(answers.map(({ outcome }) => outcome)).toEqual(['waiting', 'known', 'known', 'waiting']);
  expect(pictures.map(({ digest }) => digest)).toEqual(['aa', 'dd']);
});

test('the same bytes twice are one picture of a sighting', () => {
  const { sightings } = joinPictures({
    ...nothing,
    sightings: [bare(1)],
    awaits: [wants(1, 'a'), wants(1, 'b', 'scene')],
    came: [there('a', 'aa'), there('b', 'aa')],
  });
  expect(sightings[0]?.pictures).toHaveLength(1);
});

test('a group without any of it says nothing', () => {
  expect(saysNothing(joinPictures({ ...nothing, sightings: [bare(1)] }).apart)).toBe(true);
});
