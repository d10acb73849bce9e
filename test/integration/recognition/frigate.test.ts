import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { FrigateEvents } from '../../../main/recognition/frigate/frigate-events.ts';
import type { FrigateEventsOptions } from '../../../main/recognition/frigate/frigate-events.ts';
import { AppError } from '../../../main/system/app-error.ts';
import { silentLog } from '../../../main/system/log.ts';
import { MosquittoPeer } from '../../peers/mosquitto/mosquitto-peer.ts';
import { frigateMessage } from '../../unit/recognition/frigate-messages.ts';
import { jpeg } from '../../unit/recognition/payloads.ts';
import { impatientClock } from '../cameras/onvif/bench-table.ts';
import { Keeper, until } from './keeper.ts';

async function site(password?: string, more: Partial<FrigateEventsOptions> = {}) {
  const broker = await MosquittoPeer.start(password);
  onTestFinished(() => broker.stop());
  const keeper = new Keeper();
  const open = () => {
    const events = new FrigateEvents({
      ...{ url: `mqtt://127.0.0.1:${broker.port}`, topic: 'frigate' },
      cameras: [{ name: 'gate', cameraId: () => 'east-gate' }],
      ...{ take: keeper.take, clock: impatientClock, log: silentLog, chance: () => 0 },
      ...more,
    });
    events.start();
    onTestFinished(() => events.stop());
    return events;
  };
  const events = open();
  const listening = (of = events) => until(() => of.devices()[0]?.channel.state === 'listening');
  const publish = async (topic: string, payload: Buffer, qos = 0, retain = false): Promise<void> => {
    const signIn = password === undefined ? [] : ['-u', 'guardroom', '-P', password];
    const args = ['-h', '127.0.0.1', '-p', String(broker.port), '-t', topic, '-q', String(qos), '-s', ...signIn];
    const child = spawn('mosquitto_pub', retain ? [...args, '-r'] : args, { stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(payload);
    const [code] = (await once(child, 'exit')) as [number];
    if (code !== 0) throw new Error(`mosquitto_pub ended with ${code}`);
  };
  return { broker, keeper, events, open, listening, publish };
}

test('events become sightings with the snapshot that follows them, and plates that are read later', async () => {
  const { keeper, events, listening, publish } = await site('broker-password', {
    user: 'guardroom',
    password: 'broker-password',
  });
  await publish('frigate/gate/car/snapshot', jpeg, 0, true);
  await listening();
  await publish('frigate/events', frigateMessage());
  await keeper.has(1);
  await publish('frigate/events', frigateMessage({ type: 'update', after: { recognized_license_plate: '鲁P12345' } }));
  await keeper.has(2);
  await publish('frigate/events', frigateMessage({ type: 'end' }));
  await publish('frigate/events', Buffer.from('{"not":"an event"}'));
  await publish('frigate/events', frigateMessage({ after: { id: 'last', camera: 'pond', label: 'person' } }));
  const kept = await keeper.has(3);
  expect(kept).toMatchObject([
    { source: 'mqtt', deviceId: 'frigate:gate', cameraId: 'east-gate', facts: { vehicleClass: 'car' } },
    { cameraId: 'east-gate', facts: { plate: '鲁P12345' } },
    { deviceId: 'frigate:pond', objectId: 'last', cameraId: null },
  ]);
  expect(events.devices()).toMatchObject([{ deviceId: 'frigate:gate', sightings: 2 }]);
  expect(events.tallies()['frigate']?.unreadable).toEqual({ 'not-an-event': 1 });
});

test('a snapshot published just after its event is on its sighting', async () => {
  const { keeper, listening, publish } = await site(undefined, {
    clock: { ...impatientClock, after: (ms, run) => impatientClock.after(ms * 200, run) },
  });
  await listening();
  await publish('frigate/events', frigateMessage());
  await publish('frigate/gate/car/snapshot', jpeg, 0, true);
  expect(await keeper.has(1)).toMatchObject([{ pictures: [{ role: 'scene', bytes: jpeg }] }]);
});

test('a broker that goes away is connected to again', async () => {
  const { broker, keeper, events, listening, publish } = await site();
  await listening();
  await broker.halt();
  await until(() => events.devices()[0]?.channel.state === 'waiting');
  await broker.run();
  await listening();
  await publish('frigate/events', frigateMessage());
  await keeper.has(1);
});

test('what was published with QoS 1 is acknowledged once it is kept, and comes again until then', async () => {
  const { keeper, events, open, listening, publish } = await site();
  await listening();
  keeper.refuseWith = new AppError('disk-full', 'no room');
  await publish('frigate/events', frigateMessage(), 1);
  await keeper.wasAsked(1);
  await events.stop();
  expect(keeper.kept).toEqual([]);
  keeper.refuseWith = null;
  // The station is away: the broker keeps this one as well.
  await publish('frigate/events', frigateMessage({ after: { id: 'meanwhile' } }), 1);
  await listening(open());
  expect((await keeper.has(2)).map(({ objectId }) => objectId)).toEqual(['1795415519.5-abcdef', 'meanwhile']);
});

test('a wrong password is said to be one', async () => {
  const { events } = await site('right-password', { user: 'guardroom', password: 'wrong' });
  await until(() => events.devices()[0]?.channel.state === 'waiting');
  expect(events.devices()[0]?.channel).toMatchObject({ problem: 'wrong-password' });
});

test('a broker of before MQTT 5 is spoken to in its own version', async () => {
  const levels: number[] = [];
  const broker = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (packet) => {
      // CONNECT: fixed header, length, then the name "MQTT" and the version (MQTT 3.1.1, section 3.1.2).
      const level = packet[packet.indexOf('MQTT') + 4] ?? 0;
      levels.push(level);
      // CONNACK: unacceptable protocol version, or welcome.
      socket.write(Buffer.from([0x20, 2, 0, level === 4 ? 0 : 1]));
      if (level !== 4) socket.end();
      // SUBACK for the two topics: granted 1 and 0.
      else socket.once('data', (asked) => socket.write(Buffer.from([0x90, 4, asked[2] ?? 0, asked[3] ?? 0, 1, 0])));
    });
  });
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  const events = new FrigateEvents({
    ...{ url: `mqtt://127.0.0.1:${(broker.address() as AddressInfo).port}`, topic: 'frigate' },
    cameras: [{ name: 'gate', cameraId: () => null }],
    ...{ take: new Keeper().take, clock: impatientClock, log: silentLog, chance: () => 0 },
  });
  events.start();
  onTestFinished(async () => {
    await events.stop();
    broker.close();
  });
  await until(() => events.devices()[0]?.channel.state === 'listening');
  expect(levels).toEqual([5, 4]);
});
