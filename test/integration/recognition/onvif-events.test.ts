import { expect, onTestFinished, test } from 'vitest';
import { OnvifEvents } from '../../../main/recognition/onvif/onvif-events.ts';
import type { OnvifEventCamera } from '../../../main/recognition/onvif/onvif-listener.ts';
import { AppError } from '../../../main/system/app-error.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { OnvifPeer } from '../../peers/onvif/onvif-peer.ts';
import type { OnvifPeerOptions } from '../../peers/onvif/onvif-peer.ts';
import type { PeerEvent } from '../../peers/onvif/event-service.ts';
import { impatientClock } from '../cameras/onvif/bench-table.ts';
import { Keeper, until } from './keeper.ts';

const motion = (operation: PeerEvent['operation'], state: boolean, utcTime?: string): PeerEvent => ({
  topic: 'tns1:VideoSource/MotionAlarm',
  source: { Source: 'VideoSource_1' },
  data: { State: String(state) },
  ...(operation === undefined ? {} : { operation }),
  ...(utcTime === undefined ? {} : { utcTime }),
});

async function site(peerOptions: OnvifPeerOptions = {}, more: Partial<OnvifEventCamera> = {}, clock = realClock) {
  const peer = new OnvifPeer({ events: {}, ...peerOptions });
  await peer.start();
  onTestFinished(() => peer.stop());
  const camera: OnvifEventCamera = {
    ...{ cameraId: 'east-gate', host: '127.0.0.1', port: peer.port, path: '/onvif/device_service' },
    ...{ user: 'admin', password: 'peer-password', source: null },
    ...more,
  };
  const cameras: OnvifEventCamera[] = [camera];
  const keeper = new Keeper();
  const events = new OnvifEvents({
    cameras: async () => cameras,
    take: keeper.take,
    clock,
    log: silentLog,
    chance: () => 0,
  });
  await events.start();
  onTestFinished(() => events.stop());
  const listening = () =>
    until(() => events.devices()[0]?.channel.state === 'listening' && peer.events.subscriptions > 0);
  return { peer, camera, cameras, keeper, events, listening };
}

test('subscribes, tells state from change, keeps both clocks, unsubscribes', async () => {
  const { peer, keeper, events, listening } = await site();
  peer.events.emit(motion('Changed', true));
  await listening();
  peer.events.emit(motion('Changed', false));
  peer.events.emit(motion('Changed', true, '2025-11-23T06:32:00Z'));
  peer.events.emit(motion('Changed', true, '2025-11-23T06:32:01Z'));
  peer.events.emit({
    topic: 'tns1:RuleEngine/LineDetector/Crossed',
    data: { ObjectId: '7' },
    utcTime: '2025-11-23T06:32:02Z',
  });
  const kept = await keeper.has(2);
  expect(kept).toMatchObject([
    {
      ...{ source: 'onvif', deviceId: `onvif:127.0.0.1:${peer.port}`, cameraId: 'east-gate' },
      ...{ seenAtMs: Date.UTC(2025, 10, 23, 6, 32), facts: { kind: 'behaviour', behaviour: 'motion' } },
    },
    { seenAtMs: Date.UTC(2025, 10, 23, 6, 32, 2), facts: { kind: 'behaviour', behaviour: 'tripwire' } },
  ]);
  expect(Math.abs(kept[0]!.receivedAtMs - Date.now())).toBeLessThan(60_000);
  const yearMs = Date.now() - Date.UTC(2025, 10, 23, 6, 32);
  expect(events.devices()).toMatchObject([{ sightings: 2, channel: { state: 'listening' } }]);
  expect(Math.abs(events.devices()[0]!.clockDriftMs! + yearMs)).toBeLessThan(60_000);
  await events.stop();
  expect(peer.events.subscriptions).toBe(0);
  expect(peer.complaints).toEqual([]);
  expect(peer.events.complaints).toEqual([]);
});

test('renews before its time is over, and goes on hearing', async () => {
  const { peer, keeper, listening } = await site({ events: { grantsSeconds: 5 } }, {}, impatientClock);
  await listening();
  await until(() => peer.events.count('Renew') >= 3);
  expect(peer.events.count('CreatePullPointSubscription')).toBe(1);
  peer.events.emit(motion('Changed', true));
  await keeper.has(1);
});

test('a camera that knows no Renew is subscribed anew', async () => {
  const { peer, keeper, listening } = await site(
    { events: { grantsSeconds: 5, knowsRenew: false } },
    {},
    impatientClock,
  );
  await listening();
  await until(() => peer.events.count('CreatePullPointSubscription') >= 3 && peer.events.subscriptions > 0);
  expect(peer.events.count('Renew')).toBe(1);
  peer.events.emit(motion('Changed', true));
  await keeper.has(1);
});

test('a camera that was restarted, or has forgotten us, is subscribed anew; its states are no events', async () => {
  const { peer, keeper, listening } = await site({}, {}, impatientClock);
  await listening();
  peer.events.emit(motion('Changed', true));
  await keeper.has(1);
  await peer.reboot();
  await until(() => peer.events.count('CreatePullPointSubscription') === 2 && peer.events.subscriptions > 0);
  peer.events.forget();
  await until(() => peer.events.count('CreatePullPointSubscription') === 3 && peer.events.subscriptions > 0);
  peer.events.emit(motion('Changed', false));
  peer.events.emit(motion('Changed', true, '2026-11-23T06:40:00Z'));
  const kept = await keeper.has(2);
  expect(kept.map(({ objectId }) => objectId.slice(0, 44))).toEqual([
    'VideoSource/MotionAlarm@2026-11-23T06:32:00Z',
    'VideoSource/MotionAlarm@2026-11-23T06:40:00Z',
  ]);
});

test('what was pulled while the journal does not take is kept later', async () => {
  const { peer, keeper, listening } = await site({}, {}, impatientClock);
  await listening();
  keeper.refuseWith = new AppError('disk-full', 'no room');
  peer.events.emit(motion('Changed', true));
  await keeper.wasAsked(2);
  expect(keeper.kept).toEqual([]);
  keeper.refuseWith = null;
  await keeper.has(1);
});

test.each<[string, OnvifPeerOptions]>([
  ['whose clock is an hour off', { driftMs: -3_600_000 }],
  ['that signs in with HTTP Digest only', { digestOnly: true }],
  ['of the first years, without GetServices', { services: false }],
  ['behind NAT, which names another host', { hostInUris: 'camera.invalid' }],
])('a camera %s', async (_what, options) => {
  const { peer, keeper, listening } = await site(options);
  await listening();
  peer.events.emit(motion('Changed', true));
  await keeper.has(1);
  expect(peer.complaints).toEqual([]);
});

test('of a recorder only the events of its channel', async () => {
  const { peer, keeper, listening } = await site({}, { source: 'VideoSource_1' });
  await listening();
  peer.events.emit({ ...motion('Changed', true), source: { Source: 'VideoSource_2' } });
  peer.events.emit(motion('Changed', true));
  const kept = await keeper.has(1);
  expect(kept).toMatchObject([{ deviceId: `onvif:127.0.0.1:${peer.port}/VideoSource_1` }]);
});

test.each<[string, OnvifPeerOptions, Partial<OnvifEventCamera>, string]>([
  ['a wrong password', {}, { password: 'wrong' }, 'wrong-password'],
  ['a camera without events', { events: undefined }, {}, 'not-supported'],
  ['nobody there', {}, { port: 1 }, 'unreachable'],
  [
    'an entity bomb',
    {
      hijack(_request, response) {
        response.end('<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>');
        return true;
      },
    },
    {},
    'broken',
  ],
  [
    'an answer without end',
    {
      hijack(_request, response) {
        const more = (): void => {
          if (!response.destroyed) response.write('x'.repeat(65_536), more);
        };
        more();
        return true;
      },
    },
    {},
    'broken',
  ],
])('says why not: %s', async (_what, options, camera, problem) => {
  const peerOptions = 'events' in options ? {} : { events: {} };
  const { peer, events } = await site({ ...peerOptions, ...options }, camera);
  await until(() => events.devices()[0]?.channel.state === 'waiting');
  expect(events.devices()[0]?.channel).toMatchObject({ problem });
  // One try, not a lock-out.
  expect(peer.refusedSignIns).toBeLessThanOrEqual(2);
});

test('follows cameras that come, change and go', async () => {
  const { peer, camera, cameras, events, listening } = await site();
  await listening();
  cameras[0] = { ...camera, cameraId: 'yard' };
  await events.look();
  expect(events.devices()).toMatchObject([{ cameraId: 'yard' }]);
  await until(() => peer.events.subscriptions === 1 && events.devices()[0]?.channel.state === 'listening');
  cameras.length = 0;
  await events.look();
  expect(events.devices()).toEqual([]);
  expect(peer.events.subscriptions).toBe(0);
});
