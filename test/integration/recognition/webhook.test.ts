import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { usualBudget } from '../../../main/recognition/viid/device-budget.ts';
import { publishedWebhookSchemas } from '../../../main/recognition/webhook/webhook-sighting.ts';
import { WebhookReceiver } from '../../../main/recognition/webhook/webhook-receiver.ts';
import { AppError } from '../../../main/system/app-error.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { jpeg } from '../../unit/recognition/payloads.ts';
import { curl } from './curl.ts';
import { Keeper } from './keeper.ts';

const token = 'a-long-token-of-the-barrier';
const car = {
  id: 'pass-1',
  seenAt: '2025-11-23T14:32:00+08:00',
  facts: { kind: 'vehicle', plate: '鲁P12345' },
  pictures: [{ role: 'scene', data: jpeg.toString('base64') }],
};

let keeper: Keeper;
let receiver: WebhookReceiver;
const open = async (budget = usualBudget): Promise<void> => {
  keeper = new Keeper();
  receiver = new WebhookReceiver({
    listen: { host: '127.0.0.1', port: 0 },
    sources: [
      { name: 'barrier', token, cameraId: () => 'east-gate' },
      { name: 'other', token: 'another-token-of-16', cameraId: () => null },
    ],
    ...{ take: keeper.take, clock: realClock, log: silentLog, budget },
  });
  await receiver.start();
};
beforeEach(() => open());
afterEach(() => receiver.stop());

const bearer = (given = token) => ['-H', `Authorization: Bearer ${given}`];
const post = (body: unknown, args: readonly string[] = bearer(), source = 'barrier') =>
  curl(
    [...args, '-X', 'POST', `${receiver.address!}/recognition/webhook/${source}`],
    typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  );

describe('a sighting is posted', () => {
  test('kept once, however often it comes', async () => {
    expect(await post(car)).toMatchObject({
      httpStatus: 201,
      body: { outcome: 'new', id: 'pass-1', dropped: [], pictureFaults: [] },
    });
    expect(await post(car)).toMatchObject({ httpStatus: 200, body: { outcome: 'known', id: 'pass-1' } });
    expect(keeper.kept).toMatchObject([
      {
        source: 'webhook',
        deviceId: 'webhook:barrier',
        cameraId: 'east-gate',
        pictures: [{ role: 'scene', bytes: jpeg }],
      },
    ]);
    expect(receiver.devices()[0]).toMatchObject({ sightings: 1, channel: { state: 'listening' } });
  });

  test('what was left out is said and counted', async () => {
    const body = { ...car, ethnicity: 'x', pictures: [{ role: 'scene', data: 'PGh0bWw+' }] };
    expect(await post(body)).toMatchObject({
      httpStatus: 201,
      body: { dropped: ['ethnicity'], pictureFaults: [{ path: 'pictures[0].data', fault: 'not-a-picture' }] },
    });
    expect(receiver.tallies()['webhook:barrier']).toMatchObject({
      droppedFields: { ethnicity: 1 },
      pictureFaults: { 'not-a-picture': 1 },
    });
    expect(JSON.stringify(keeper.kept)).not.toContain('ethnicity');
  });
});

describe('refused', () => {
  test.each<[string, unknown, number, unknown]>([
    ['no JSON', '{"id":', 400, { error: 'bad-json' }],
    ['nothing', '', 400, { error: 'bad-json' }],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400, { error: 'bad-json' }],
    ['a bomb of brackets', '['.repeat(1_000_000), 400, { error: 'bad-json' }],
    ['deep nesting', `${'[{"a":'.repeat(2000)}1${'}]'.repeat(2000)}`, 400, { error: 'bad-input' }],
    [
      'a bad member',
      { ...car, facts: { kind: 'crowd', people: 'many' } },
      400,
      { error: 'bad-input', issues: [{ path: 'facts.people' }] },
    ],
    ['16 MB and more', Buffer.alloc(16 * 1024 * 1024 + 1, 'x'), 413, { error: 'too-large' }],
  ])('%s', async (_what, body, httpStatus, answer) => {
    expect(await post(body)).toMatchObject({ httpStatus, body: answer });
    expect(keeper.kept).toEqual([]);
    // And the next one is taken.
    expect((await post(car)).httpStatus).toBe(201);
  });

  test('without the token, with another source’s, for a source that does not exist', async () => {
    for (const [args, source] of [
      [[], 'barrier'],
      [bearer('wrong'), 'barrier'],
      [bearer('another-token-of-16'), 'barrier'],
      [bearer(), 'nobody'],
      [['-u', `barrier:${token}`], 'barrier'],
    ] as const) {
      const reply = await post(car, args, source);
      expect(reply).toMatchObject({ httpStatus: 401, body: { error: 'unauthorized', issues: [] } });
      expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect(keeper.asked).toBe(0);
  });

  test('other paths and methods', async () => {
    const get = await curl([...bearer(), `${receiver.address!}/recognition/webhook/barrier`]);
    expect(get).toMatchObject({ httpStatus: 405, body: { error: 'not-allowed' } });
    expect(await curl([`${receiver.address!}/`])).toMatchObject({ httpStatus: 404, body: { error: 'not-found' } });
  });

  test('too often: by source', async () => {
    await receiver.stop();
    await open({ inFlight: 8, postsPerSecond: 0.001, burst: 2 });
    const statuses = [];
    for (let n = 0; n < 3; n++) statuses.push((await post({ ...car, id: `pass-${n}` })).httpStatus);
    expect(statuses).toEqual([201, 201, 429]);
    expect((await post(car, bearer('another-token-of-16'), 'other')).httpStatus).toBe(201);
  });

  test('while the journal does not take: to be sent again', async () => {
    keeper.refuseWith = new AppError('disk-full', 'no room');
    const reply = await post(car);
    expect(reply).toMatchObject({ httpStatus: 503, body: { error: 'busy' } });
    expect(reply.headers.get('retry-after')).toBe('1');
    keeper.refuseWith = new Error('a bug');
    expect((await post(car)).httpStatus).toBe(500);
    keeper.refuseWith = null;
    expect((await post(car)).httpStatus).toBe(201);
  });
});

describe('the published schema', () => {
  const directory = join(import.meta.dirname, '../../../resources/schemas');
  const published = (name: string): object => JSON.parse(readFileSync(join(directory, name), 'utf8')) as object;
  const errorsOf = (body: unknown): string => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
    ajv.validate(published('sighting-webhook-1.json'), body);
    return ajv.errorsText();
  };

  test('says what the code says', () => {
    for (const [name, schema] of Object.entries(publishedWebhookSchemas())) {
      expect(readdirSync(directory)).toContain(name);
      expect(published(name)).toEqual(JSON.parse(JSON.stringify(schema)));
    }
  });

  test('and the receiver agrees with it', async () => {
    const bodies: unknown[] = [
      car,
      { id: '1', facts: { kind: 'behaviour', behaviour: 'smoke-fire' } },
      { id: '1', facts: { kind: 'crowd', people: 3.5 } },
      { id: 1, facts: { kind: 'face' } },
      { id: '1', facts: { kind: 'face', similarity: 2 } },
      { id: '1', seenAt: 'now', facts: { kind: 'face' } },
      { ...car, pictures: Array.from({ length: 9 }, () => car.pictures[0]) },
      {},
    ];
    for (const body of bodies) {
      const taken = (await post(body)).httpStatus < 400;
      expect(errorsOf(body) === 'No errors', JSON.stringify(body).slice(0, 80)).toBe(taken);
    }
  });
});
