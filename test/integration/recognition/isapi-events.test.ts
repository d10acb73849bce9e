import { expect, onTestFinished, test } from 'vitest';
import { IsapiEvents } from '../../../main/recognition/isapi/isapi-events.ts';
import { silenceMs } from '../../../main/recognition/isapi/isapi-listener.ts';
import type { IsapiChannel } from '../../../main/recognition/isapi/isapi-listener.ts';
import { realClock, seconds } from '../../../main/system/clock.ts';
import type { Clock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { alertPart, alertXml, IsapiPeer } from '../../peers/isapi/isapi-peer.ts';
import type { IsapiPeerOptions } from '../../peers/isapi/isapi-peer.ts';
import { jpeg } from '../../unit/recognition/payloads.ts';
import { impatientClock } from '../cameras/onvif/bench-table.ts';
import { Keeper, until } from './keeper.ts';

const everyChannel: IsapiChannel[] = [{ channel: null, cameraId: () => 'east-gate' }];

async function site(
  options: IsapiPeerOptions = {},
  more: { clock?: Clock; channels?: IsapiChannel[]; password?: string } = {},
) {
  const peer = new IsapiPeer(options);
  await peer.start();
  onTestFinished(() => peer.stop());
  const keeper = new Keeper();
  const { clock = realClock, channels = everyChannel, password = 'peer-password' } = more;
  const device = {
    ...{ address: { host: '127.0.0.1', port: peer.port }, signIn: { user: 'admin', password }, channels },
  };
  const events = new IsapiEvents([device], { take: keeper.take, clock, log: silentLog, chance: () => 0 });
  events.start();
  onTestFinished(() => events.stop());
  return { peer, keeper, events, tally: () => events.tallies()[`isapi:127.0.0.1:${peer.port}`]! };
}

test('signs in with Digest, hears events by channel, leaves heartbeats be', async () => {
  const channels: IsapiChannel[] = [
    { channel: '1', cameraId: () => 'east-gate' },
    { channel: '2', cameraId: () => 'yard' },
  ];
  const { peer, keeper, events } = await site({}, { channels });
  await peer.listened();
  peer.heartbeat();
  peer.alert({ eventType: 'VMD', channel: '1' });
  peer.alert({ eventType: 'linedetection', channel: '2', dateTime: '2025-11-23T14:32:00+08:00' });
  peer.alert({ eventType: 'VMD', channel: '3' });
  peer.heartbeat();
  const kept = await keeper.has(2);
  expect(kept).toMatchObject([
    { source: 'isapi', deviceId: `isapi:127.0.0.1:${peer.port}/1`, cameraId: 'east-gate' },
    { deviceId: `isapi:127.0.0.1:${peer.port}/2`, cameraId: 'yard', seenAtMs: Date.UTC(2025, 10, 23, 6, 32) },
  ]);
  expect(events.devices().map(({ channel }) => channel.state)).toEqual(['listening', 'listening']);
  await events.stop();
  await until(() => peer.listeners === 0);
});

test('a number plate and its pictures, in parts without length', async () => {
  const { peer, keeper } = await site({
    lengths: false,
    boundary: '----a',
    contentType: 'multipart/form-data; boundary="----a"',
  });
  await peer.listened();
  peer.alert({ eventType: 'ANPR', more: '<ANPR><licensePlate>鲁P12345</licensePlate></ANPR><picNum>2</picNum>' });
  peer.picture(jpeg, 'licensePlatePicture');
  peer.picture(jpeg);
  peer.heartbeat();
  const kept = await keeper.has(1);
  expect(kept).toMatchObject([
    {
      facts: { plate: '鲁P12345' },
      pictures: [
        { role: 'plate', bytes: jpeg },
        { role: 'scene', bytes: jpeg },
      ],
    },
  ]);
});

test('garbage and parts beyond measure do not end the listening', async () => {
  const { peer, keeper, tally } = await site();
  await peer.listened();
  peer.send(
    alertPart('MIME_boundary', 'application/xml', Buffer.from('<EventNotificationAlert><a></EventNotificationAlert>')),
  );
  peer.send(
    alertPart(
      'MIME_boundary',
      'application/xml',
      Buffer.from('<!DOCTYPE a [<!ENTITY b "b">]><EventNotificationAlert>&b;</EventNotificationAlert>'),
    ),
  );
  peer.send(alertPart('MIME_boundary', 'application/json', Buffer.from('{}')));
  peer.send('--MIME_boundary\r\nContent-Type: application/xml\r\n\r\n');
  for (let n = 0; n < 20; n++) peer.send(Buffer.alloc(100_000, 'x'));
  peer.send(alertPart('MIME_boundary', 'application/xml', Buffer.from(alertXml({ eventType: 'VMD' }))));
  await keeper.has(1);
  expect(tally().unreadable).toEqual({ 'not-xml': 3, 'too-long': 1 });
});

test('a stream that is cut, or ends, is asked for again', async () => {
  const { peer, keeper, events } = await site({}, { clock: impatientClock });
  await peer.listened();
  peer.alert({ eventType: 'VMD', more: '<picNum>2</picNum>' });
  await until(() => events.devices()[0]?.lastHeardAtMs !== null);
  peer.cut();
  // What waited for its pictures is kept without them.
  await keeper.has(1);
  await until(() => peer.opened === 2 && peer.listeners === 1);
  peer.alert({ eventType: 'VMD', dateTime: '2026-11-23T14:40:00+08:00' });
  await keeper.has(2);
  const { port } = peer;
  await peer.stop();
  const back = new IsapiPeer();
  await back.start(port);
  onTestFinished(() => back.stop());
  await back.listened();
});

test('five seconds of silence end a state; silence without heartbeat ends the connection', async () => {
  const clock = new FakeClock();
  const { peer, keeper, events, tally } = await site({}, { clock });
  await peer.listened();
  // Each alert is a sighting once it has been read: what is read is seen by a name that is not kept.
  const read = async (n: number): Promise<void> => {
    peer.alert({ eventType: 'diskfull' });
    await until(() => tally().droppedFields['eventType.diskfull'] === n);
  };
  peer.alert({ eventType: 'VMD' });
  await read(1);
  clock.advance(seconds(4));
  peer.alert({ eventType: 'VMD', dateTime: '2026-11-23T14:32:04+08:00' });
  await read(2);
  clock.advance(seconds(5));
  peer.alert({ eventType: 'VMD', dateTime: '2026-11-23T14:32:09+08:00' });
  await read(3);
  expect((await keeper.has(2)).map(({ seenAtMs }) => seenAtMs)).toEqual([
    Date.UTC(2026, 10, 23, 6, 32),
    Date.UTC(2026, 10, 23, 6, 32, 9),
  ]);
  clock.advance(silenceMs - seconds(10));
  expect(events.devices()[0]?.channel.state).toBe('listening');
  clock.advance(seconds(15));
  await until(() => events.devices()[0]?.channel.state === 'waiting');
  expect(events.devices()[0]?.channel).toMatchObject({ problem: 'silent' });
  clock.advance(seconds(1));
  await until(() => peer.opened === 2);
});

test.each<[string, IsapiPeerOptions, string, string]>([
  ['a wrong password', {}, 'wrong', 'wrong-password'],
  ['no such thing', { status: 404 }, 'peer-password', 'not-supported'],
  ['too many listeners', { status: 503 }, 'peer-password', 'refused'],
  ['no multipart', { contentType: 'text/html' }, 'peer-password', 'not-supported'],
])('says why not: %s', async (_what, options, password, problem) => {
  const { peer, events } = await site(options, { password });
  await until(() => events.devices()[0]?.channel.state === 'waiting');
  expect(events.devices()[0]?.channel).toMatchObject({ problem });
  expect(peer.refused).toBeLessThanOrEqual(2);
});
