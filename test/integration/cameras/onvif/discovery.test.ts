import { createSocket } from 'node:dgram';
import { expect, onTestFinished, test } from 'vitest';
import { discoveryGroup } from '../../../../main/cameras/onvif/probe-messages.ts';
import { probeMatches } from '../../../peers/onvif/discovery-peer.ts';
import { anOnvifSide, aPeer, impatientClock } from './bench-table.ts';

const search = async (): Promise<{ group: string; port: number; durationMs: number }> => {
  // A port nobody uses: devices of the network the tests run in are not asked.
  const probe = createSocket('udp4');
  await new Promise<void>((resolve) => probe.bind(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return { group: discoveryGroup, port, durationMs: 30_000 };
};

test('the interfaces of this machine are listed, the loopback among them', async () => {
  const { onvif } = await anOnvifSide();
  expect(onvif.interfaces()).toContainEqual(expect.objectContaining({ address: '127.0.0.1', netmask: '255.0.0.0' }));
});

test('cameras on the chosen interface are found, once each, and ours are known again', async () => {
  const where = await search();
  const first = await aPeer({ serial: 'first', discovery: where });
  const second = await aPeer({ serial: 'second', discovery: where, hostInUris: '127.44.44.44' });
  const { onvif, link } = await anOnvifSide({ search: where, clock: impatientClock });
  const cameraId = await link(first);
  const { devices } = await onvif.discover('127.0.0.1');
  expect(devices.sort((a, b) => a.endpoint.localeCompare(b.endpoint))).toEqual([
    {
      endpoint: 'urn:uuid:first',
      host: '127.0.0.1',
      port: first.port,
      path: '/onvif/device_service',
      name: 'East Gate',
      hardware: 'ST-1',
      location: null,
      cameraId,
    },
    expect.objectContaining({ endpoint: 'urn:uuid:second', host: '127.0.0.1', port: second.port, cameraId: null }),
  ]);
});

test('garbage, answers to others and a flood do not keep a camera from being found', async () => {
  const where = await search();
  const noise = createSocket({ type: 'udp4', reuseAddr: true });
  await new Promise<void>((resolve) => noise.bind(where.port, where.group, resolve));
  noise.addMembership(where.group, '127.0.0.1');
  onTestFinished(() => void noise.close());
  const bad = { endpoint: 'urn:uuid:bad', address: 'http://127.0.0.1/x', scopes: [] };
  noise.on('message', (probe, { port, address }) => {
    const id = /MessageID>([^<]+)</.exec(probe.toString())![1]!;
    const sayings = [
      '',
      'garbage',
      `<!DOCTYPE x [<!ENTITY a "a">]>${probeMatches(id, { ...bad, endpoint: '&a;' })}`,
      probeMatches('uuid:other', bad),
      `${id}${'<a>'.repeat(10_000)}`,
      `${id} ${'xmlns'.repeat(10_000)}`,
      probe.toString(),
      ...Array.from({ length: 100 }, () => probeMatches('uuid:other', bad)),
    ];
    for (const saying of sayings) noise.send(saying, port, address);
  });
  await aPeer({ serial: 'honest', discovery: where });
  const { onvif } = await anOnvifSide({ search: where, clock: impatientClock });
  const { devices, ignored } = await onvif.discover('127.0.0.1');
  expect(devices.map(({ endpoint }) => endpoint)).toEqual(['urn:uuid:honest']);
  expect(ignored).toBeGreaterThan(5);
});

test('a search where nothing answers ends with nothing', async () => {
  const { onvif } = await anOnvifSide({ search: await search(), clock: impatientClock });
  expect(await onvif.discover('127.0.0.1')).toEqual({ devices: [], ignored: 0 });
});

test('an address that is none of this machine’s is refused', async () => {
  const { onvif } = await anOnvifSide();
  expect(() => onvif.discover('127.77.77.77')).toThrow(expect.objectContaining({ code: 'bad-input' }));
});
