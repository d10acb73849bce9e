import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import type { Unit } from '#contract/access.ts';
import { Configuration } from '../../../main/station/configuration.ts';
import { parseProvision } from '../../../main/station/provision.ts';
import type { Provision } from '../../../main/station/provision.ts';
import { openRooms } from '../../../main/station/rooms.ts';
import type { Rooms } from '../../../main/station/rooms.ts';
import { SimulatedSite } from '../../../main/station/simulated-site.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { shippedBounds as bounds } from '../../builders/lawful-bounds.ts';
import { IsapiPeer } from '../../peers/isapi/isapi-peer.ts';
import { MosquittoPeer } from '../../peers/mosquitto/mosquitto-peer.ts';
import { OnvifPeer } from '../../peers/onvif/onvif-peer.ts';
import { curl } from '../recognition/curl.ts';
import { until } from '../recognition/keeper.ts';

const home = join(import.meta.dirname, '../../..');
const token = 'a-token-nobody-may-read';

/** A station's rooms, configured; stopped in reverse. */
async function station(dataDirectory: string, provision: Provision | null) {
  const stops: (() => Promise<void> | void)[] = [];
  const rooms: Rooms = await openRooms({
    ...{ home, dataDirectory, bounds, key: null, clipSpan: null, clock: realClock, log: silentLog },
    onStop: (_name, stop) => stops.push(stop),
  });
  await rooms.intake.start();
  stops.push(() => rooms.intake.stop());
  const identity: { unit: Unit | null; simulated: boolean } = { unit: null, simulated: false };
  const site = new SimulatedSite({ home, dataDirectory, bounds });
  const configuration = new Configuration({ rooms, site, identity, onChange: () => undefined });
  stops.push(() => rooms.connections.close());
  await configuration.start(provision);
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  onTestFinished(stop);
  return { rooms, stop };
}

test('one camera heard in four ways; remembered sealed; its silence can be told', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-events-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const onvif = new OnvifPeer({ events: {} });
  const isapi = new IsapiPeer();
  await Promise.all([onvif.start(), isapi.start()]);
  const broker = await MosquittoPeer.start();
  onTestFinished(() => Promise.all([onvif.stop(), isapi.stop(), broker.stop()]).then(() => undefined));
  const device = { camera: '东门', user: 'admin', password: 'peer-password' };
  const parsed = parseProvision(
    stringify({
      unit: { name: '冠县第一中学', field: 'education' },
      cameras: ['东门', '操场'].map((name) => ({ name, main: 'rtsp://127.0.0.1:1/main' })),
      recognition: {
        onvif: { devices: [{ ...device, address: `http://127.0.0.1:${onvif.port}` }] },
        isapi: { devices: [{ ...device, address: `http://127.0.0.1:${isapi.port}` }] },
        webhook: { listen: '127.0.0.1:0', sources: [{ name: 'barrier', token, camera: '东门' }] },
        mqtt: { url: `mqtt://127.0.0.1:${broker.port}`, cameras: { gate: '东门' } },
      },
    }),
    'en',
    bounds,
  );
  if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  const first = await station(directory, parsed.provision);
  const { connections, journal, cameras, health } = first.rooms;
  const allListen = (rooms: Rooms) =>
    until(() => {
      const devices = rooms.connections.events.devices();
      return devices.length === 4 && devices.every(({ channel }) => channel.state === 'listening');
    });
  await allListen(first.rooms);
  await until(() => onvif.events.subscriptions === 1 && isapi.listeners === 1);
  onvif.events.emit({ topic: 'tns1:RuleEngine/LineDetector/Crossed', data: { ObjectId: '1' } });
  isapi.alert({ eventType: 'fielddetection' });
  const body = JSON.stringify({ id: '1', facts: { kind: 'vehicle', plate: '鲁P12345' } });
  const where = (of: Rooms) => `${of.connections.events.webhookAddress!}/recognition/webhook/barrier`;
  const post = (of: Rooms) => curl(['-H', `Authorization: Bearer ${token}`, where(of)], body);
  expect((await post(first.rooms)).httpStatus).toBe(201);

  const east = cameras.findByName('东门')!.id;
  await until(() => connections.events.devices().filter(({ sightings }) => sightings === 1).length === 3);
  const facts = await journal.deviceFacts();
  expect(facts.map(({ sightings }) => sightings)).toEqual([1, 1, 1]);
  expect(connections.events.devices().map(({ cameraId }) => cameraId)).toEqual([east, east, east, east]);
  // Both cameras have no picture, so that nothing is silent; only one could be.
  const events = new Map((await health.list()).map(({ cameraName, events: said }) => [cameraName, said.is]));
  expect(events).toEqual(
    new Map([
      ['东门', 'no-video'],
      ['操场', 'none'],
    ]),
  );
  await first.stop();
  expect(onvif.events.subscriptions).toBe(0);

  // What the disk holds names neither token nor password.
  for (const name of await readdir(directory)) {
    if (!name.startsWith('guardroom.sqlite3')) continue;
    const bytes = await readFile(join(directory, name));
    expect(bytes.includes(token), name).toBe(false);
    expect(bytes.includes('peer-password'), name).toBe(false);
  }
  const second = await station(directory, null);
  await allListen(second.rooms);
  expect(await post(second.rooms)).toMatchObject({ httpStatus: 200, body: { outcome: 'known' } });
});
