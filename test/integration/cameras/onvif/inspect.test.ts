import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { minutes, seconds } from '../../../../main/system/clock.ts';
import { usualProfiles } from '../../../peers/onvif/onvif-peer.ts';
import { anOnvifSide, aPeer, impatientClock, signInTo } from './bench-table.ts';

test('a camera says what it is, and its streams are chosen for us', async () => {
  const peer = await aPeer({ rtspPort: 8554, firmware: '5.10', serial: '00012345678901234567' });
  const { onvif } = await anOnvifSide();
  const found = await onvif.inspect(signInTo(peer));
  expect(found).toMatchObject({
    outcome: 'inspected',
    facts: {
      manufacturer: 'Stand-in & Söhne',
      model: 'ST-1',
      firmware: '5.10',
      serial: '00012345678901234567',
      ptz: true,
      snapshot: true,
      relayOutputs: 2,
    },
    main: {
      profile: { token: 'Profile_1', encoding: 'H264', width: 1920, frameRate: 25 },
      address: 'rtsp://127.0.0.1:8554/stream?profile=Profile_1&transport=tcp',
    },
    sub: { profile: { token: 'Profile_2', width: 640 } },
  });
  expect(JSON.stringify(found)).not.toContain('peer-password');
  expect(peer.complaints).toEqual([]);
});

test('what is handed over to be added has the password, escaped, and the store has it sealed', async () => {
  const peer = await aPeer({ user: '管理员', password: 'p@ss/ä&<w>' });
  const { onvif, link, directory } = await anOnvifSide();
  const prepared = await onvif.prepare({ ...signInTo(peer), name: '东门', point: 'gate' });
  expect(prepared).toMatchObject({ outcome: 'ready', camera: { name: '东门', point: 'gate' } });
  if (prepared.outcome !== 'ready') return;
  const url = new URL(prepared.camera.main);
  expect([decodeURIComponent(url.username), decodeURIComponent(url.password)]).toEqual(['管理员', 'p@ss/ä&<w>']);
  await link(peer);
  const kept = await Promise.all(
    ['guardroom.sqlite3', 'guardroom.sqlite3-wal'].map((name) => readFile(join(directory, name)).catch(() => '')),
  );
  expect(Buffer.concat(kept.map((part) => Buffer.from(part))).includes('p@ss')).toBe(false);
  expect(peer.complaints).toEqual([]);
});

test('a camera behind another address is reached where we found it', async () => {
  const peer = await aPeer({ hostInUris: '127.66.66.66' });
  const { onvif, link } = await anOnvifSide();
  const cameraId = await link(peer);
  expect(await onvif.inspect(signInTo(peer))).toMatchObject({
    main: { address: 'rtsp://127.0.0.1/stream?profile=Profile_1&transport=tcp' },
  });
  expect(await onvif.snapshot(cameraId)).toMatchObject({ outcome: 'taken' });
  expect(await onvif.ptz.setHome(cameraId)).toEqual({ outcome: 'done' });
});

test('H.265 is seen through Media2, and a Media2 that fails gives way to Media', async () => {
  const profiles = [...usualProfiles.slice(1), { ...usualProfiles[0]!, token: 'Big', encoding: 'H265' }];
  const { onvif } = await anOnvifSide();
  const modern = await aPeer({ profiles, media2: true });
  expect(await onvif.inspect(signInTo(modern))).toMatchObject({
    main: { profile: { token: 'Big', encoding: 'H265' } },
    sub: { profile: { token: 'Profile_2', encoding: 'H264' } },
  });
  const broken = await aPeer({ media2: 'broken' });
  expect(await onvif.inspect(signInTo(broken))).toMatchObject({ main: { profile: { token: 'Profile_1' } } });
  expect([...modern.complaints, ...broken.complaints]).toEqual([]);
});

test('a camera of the first years, without GetServices, is understood', async () => {
  const peer = await aPeer({ services: false });
  const { onvif } = await anOnvifSide();
  expect(await onvif.inspect(signInTo(peer))).toMatchObject({ outcome: 'inspected', facts: { ptz: true } });
});

test('a camera without PTZ and snapshots says so, and is a camera all the same', async () => {
  const peer = await aPeer({ ptz: false, snapshot: 'none', relayOutputs: 0 });
  const { onvif, link } = await anOnvifSide();
  const cameraId = await link(peer);
  expect(await onvif.linked()).toMatchObject([{ cameraId, facts: { ptz: false, snapshot: false, relayOutputs: 0 } }]);
  expect(await onvif.ptz.move(cameraId, { x: 1, y: 0, zoom: 0 })).toMatchObject({ problem: 'not-supported' });
  expect(await onvif.ptz.presets(cameraId)).toMatchObject({ problem: 'not-supported' });
  expect(await onvif.snapshot(cameraId)).toMatchObject({ problem: 'not-supported' });
});

test('of a recorder the wanted channel is taken', async () => {
  const channel = (n: number): typeof usualProfiles =>
    usualProfiles.map((profile) => ({ ...profile, token: `C${n}_${profile.token}`, source: `Source_${n}` }));
  const peer = await aPeer({ profiles: [...channel(1), ...channel(2), ...channel(3)] });
  const { onvif } = await anOnvifSide();
  expect(await onvif.inspect(signInTo(peer, { source: 'Source_2' }))).toMatchObject({
    sources: ['Source_1', 'Source_2', 'Source_3'],
    main: { profile: { token: 'C2_Profile_1' } },
    sub: { profile: { token: 'C2_Profile_2' } },
  });
});

test('a camera that shows only JPEG is told apart from one that is broken', async () => {
  const peer = await aPeer({ profiles: usualProfiles.slice(2) });
  const { onvif } = await anOnvifSide();
  expect(await onvif.inspect(signInTo(peer))).toMatchObject({ outcome: 'failed', problem: 'not-supported' });
});

test('a wrong password is named, and tried once, because cameras lock out', async () => {
  const peer = await aPeer();
  const { onvif } = await anOnvifSide();
  expect(await onvif.inspect(signInTo(peer, { password: 'wrong' }))).toMatchObject({
    outcome: 'failed',
    problem: 'wrong-password',
  });
  expect(peer.refusedSignIns).toBe(1);
  expect(await onvif.inspect(signInTo(peer, { user: 'nobody' }))).toMatchObject({ problem: 'wrong-password' });
});

test('the sign-in is dated by the camera’s clock, and the drift is told', async () => {
  const { onvif } = await anOnvifSide();
  for (const driftMs of [-8 * 3_600_000, minutes(3), -400 * 86_400_000]) {
    const peer = await aPeer({ driftMs, toleranceMs: seconds(5) });
    const found = await onvif.inspect(signInTo(peer));
    expect(found.outcome).toBe('inspected');
    if (found.outcome === 'inspected') expect(Math.abs(found.facts.clockDriftMs! - driftMs)).toBeLessThan(2000);
    expect(peer.refusedSignIns).toBe(0);
  }
});

test('a camera that keeps its time from strangers is dated by the Date of its answers', async () => {
  const peer = await aPeer({ timeNeedsSignIn: true, driftMs: -3_600_000 });
  const { onvif } = await anOnvifSide();
  expect(await onvif.inspect(signInTo(peer))).toMatchObject({ outcome: 'inspected', facts: { model: 'ST-1' } });
});

test('a camera whose clock is off and cannot be learnt is told apart from a wrong password', async () => {
  const { onvif } = await anOnvifSide();
  const silent = await aPeer({ timeNeedsSignIn: true, sendsDate: false, driftMs: 3_600_000, namesExpiry: true });
  expect(await onvif.inspect(signInTo(silent))).toMatchObject({ outcome: 'failed', problem: 'clock-off' });
  const strict = await aPeer({ timeNeedsSignIn: true, driftMs: 3_600_000, toleranceMs: -1 });
  expect(await onvif.inspect(signInTo(strict))).toMatchObject({ problem: 'clock-off' });
});

test('nobody there, and somebody who is no ONVIF device, are two things', async () => {
  const { onvif } = await anOnvifSide({ clock: impatientClock });
  const talker = createServer((socket) => socket.end('220 mail.example ESMTP\r\n').on('error', () => undefined));
  await new Promise<void>((resolve) => talker.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void talker.close());
  const { port } = talker.address() as AddressInfo;
  const at = { host: '127.0.0.1', path: '/onvif/device_service', user: 'a', password: 'b' };
  expect(await onvif.inspect({ ...at, port })).toMatchObject({ problem: 'not-onvif' });

  const mute = createServer(() => undefined);
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void mute.close());
  expect(await onvif.inspect({ ...at, port: (mute.address() as AddressInfo).port })).toMatchObject({
    problem: 'unreachable',
  });

  const closed = await aPeer();
  const signIn = signInTo(closed);
  await closed.stop();
  expect(await onvif.inspect(signIn)).toMatchObject({ problem: 'unreachable', detail: 'ECONNREFUSED' });
});

test('a link goes with its camera, and a check keeps what has changed', async () => {
  const peer = await aPeer();
  const { onvif, cameras, store, link } = await anOnvifSide();
  const cameraId = await link(peer);
  peer.options.firmware = '6.00';
  peer.options.profiles = usualProfiles.slice(1);
  expect(await onvif.check(cameraId)).toMatchObject({ outcome: 'checked', facts: { firmware: '6.00' } });
  expect(await store.find(cameraId)).toMatchObject({ mainProfile: 'Profile_2', subProfile: null });
  await cameras.save({ put: [], remove: [cameraId] });
  expect(await onvif.linked()).toEqual([]);
  await expect(onvif.snapshot(cameraId)).rejects.toMatchObject({ code: 'not-found' });
});

test('the clock is looked at again without a sign-in', async () => {
  const peer = await aPeer();
  const { onvif, link } = await anOnvifSide();
  await link(peer);
  const before = peer.asked.length;
  peer.options.driftMs = minutes(7);
  await onvif.checkClocks();
  expect(peer.asked.slice(before)).toEqual(['GetSystemDateAndTime']);
  const [linked] = await onvif.linked();
  expect(Math.abs(linked!.facts.clockDriftMs! - minutes(7))).toBeLessThan(2000);
});
