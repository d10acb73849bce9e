import { expect, test } from 'vitest';
import { numberArrivals } from '../../../main/journal/numbering.ts';
import type { Arrival } from '../../../main/journal/numbering.ts';
import { aNewSighting } from '../../builders/journal.ts';
import { aSighting } from '../../builders/sighting.ts';

const arrival = (over: Parameters<typeof aNewSighting>[0] = {}, pictures: Arrival['pictures'] = []): Arrival => {
  const { pictures: _, ...facts } = aNewSighting(over);
  return { facts, pictures };
};
const aPicture = (digest: string, role: 'scene' | 'face' = 'scene'): Arrival['pictures'][number] => ({
  digest,
  role,
  contentType: 'image/jpeg',
  bytes: new Uint8Array(3),
});
const unnamed = (): null => null;

test('new sightings are numbered in the order in which they came', () => {
  const { answers, fresh } = numberArrivals([arrival(), arrival(), arrival()], [], 41, unnamed);
  expect(fresh.map(({ id }) => id)).toEqual([41, 42, 43]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['new', 'new', 'new']);
});

test('a repeat is answered with the sighting already there, as it stands there', () => {
  const there = aSighting({ id: 7, alarmId: 3 });
  const { answers, fresh, pictures } = numberArrivals(
    [arrival({ deviceId: there.deviceId, objectId: there.objectId }, [aPicture('aa')])],
    [there],
    41,
    unnamed,
  );
  expect(answers).toEqual([{ outcome: 'known', sighting: there }]);
  expect(fresh).toEqual([]);
  expect(pictures).toEqual([]);
});

test('of two equal ones that come together the second is the repeat', () => {
  const { answers, fresh } = numberArrivals([arrival({ objectId: 'x' }), arrival({ objectId: 'x' })], [], 1, unnamed);
  expect(answers.map(({ outcome, sighting }) => [outcome, sighting.id])).toEqual([
    ['new', 1],
    ['known', 1],
  ]);
  expect(fresh).toHaveLength(1);
});

test('the same object id of two devices is two sightings, however the names are split', () => {
  const { fresh } = numberArrivals(
    [arrival({ deviceId: 'a', objectId: 'bc' }), arrival({ deviceId: 'ab', objectId: 'c' })],
    [],
    1,
    unnamed,
  );
  expect(fresh).toHaveLength(2);
});

test('a picture that two sightings share is stored once and named by both', () => {
  const { fresh, pictures } = numberArrivals(
    [arrival({}, [aPicture('aa'), aPicture('bb', 'face')]), arrival({}, [aPicture('aa')])],
    [],
    1,
    unnamed,
  );
  expect(pictures.map(({ digest }) => digest)).toEqual(['aa', 'bb']);
  expect(fresh.map((sighting) => sighting.pictures.map(({ digest, role }) => `${role} ${digest}`))).toEqual([
    ['scene aa', 'face bb'],
    ['scene aa'],
  ]);
});

test('a sighting keeps the name its camera has now', () => {
  const { fresh } = numberArrivals([arrival({ cameraId: 'east' }), arrival()], [], 1, (id) => `name of ${id}`);
  expect(fresh.map(({ cameraName }) => cameraName)).toEqual(['name of east', null]);
});
