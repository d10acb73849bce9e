import { expect, test } from 'vitest';
import { realClock } from '../../../../main/system/clock.ts';
import { anOnvifSide, aPeer, impatientClock } from './bench-table.ts';

const right = { x: 0.5, y: -0.25, zoom: 0 };
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise<void>((resolve) => realClock.after(10, resolve));
}

test('a held key moves the camera and letting go stops it', async () => {
  const peer = await aPeer();
  const { onvif, link } = await anOnvifSide();
  const cameraId = await link(peer);
  expect(await onvif.ptz.move(cameraId, right)).toEqual({ outcome: 'done' });
  expect(peer.velocity).toEqual({ panTilt: { x: 0.5, y: -0.25 }, zoom: 0 });
  expect(await onvif.ptz.move(cameraId, { x: 0, y: 0, zoom: 1 })).toEqual({ outcome: 'done' });
  expect(peer.velocity).toEqual({ panTilt: { x: 0, y: 0 }, zoom: 1 });
  expect(await onvif.ptz.stop(cameraId)).toEqual({ outcome: 'done' });
  expect(peer.velocity).toBeNull();
  expect(peer.ptzCommands.map(({ action }) => action)).toEqual(['ContinuousMove', 'ContinuousMove', 'Stop']);
  expect(peer.complaints).toEqual([]);
});

test('a camera whose page has gone is stopped by the station', async () => {
  const peer = await aPeer({ takesTimeout: false });
  const { onvif, link } = await anOnvifSide({ clock: impatientClock });
  await onvif.ptz.move(await link(peer), right);
  await until(() => peer.ptzCommands.at(-1)?.action === 'Stop');
  expect(peer.ptzCommands[0]).toMatchObject({ action: 'ContinuousMove', timeout: null });
  expect(peer.velocity).toBeNull();
});

test('a camera whose station has gone stops by its own timeout', async () => {
  const peer = await aPeer();
  const { onvif, link } = await anOnvifSide();
  await onvif.ptz.move(await link(peer), right);
  expect(peer.ptzCommands).toMatchObject([{ timeout: 'PT3S' }]);
});

test('a station that stops leaves no camera moving', async () => {
  const peer = await aPeer();
  const { onvif, link } = await anOnvifSide();
  const cameraId = await link(peer);
  const stop = onvif.start();
  await onvif.ptz.move(cameraId, right);
  await stop();
  expect(peer.velocity).toBeNull();
});

test('presets are made, listed, gone to, replaced and removed', async () => {
  const peer = await aPeer();
  const { ptz } = (await anOnvifSideWith(peer)).onvif;
  expect(await ptz.presets('c1')).toEqual({ outcome: 'listed', presets: [] });
  expect(await ptz.setPreset('c1', '大门 <&"> 1.0', null)).toEqual({ outcome: 'set', token: '1' });
  expect(await ptz.setPreset('c1', '后门', null)).toEqual({ outcome: 'set', token: '2' });
  expect(await ptz.setPreset('c1', '007', '2')).toEqual({ outcome: 'set', token: '2' });
  expect(await ptz.presets('c1')).toEqual({
    outcome: 'listed',
    presets: [
      { token: '1', name: '大门 <&"> 1.0' },
      { token: '2', name: '007' },
    ],
  });
  expect(await ptz.goToPreset('c1', '1')).toEqual({ outcome: 'done' });
  expect(await ptz.removePreset('c1', '1')).toEqual({ outcome: 'done' });
  expect(await ptz.goToPreset('c1', '1')).toMatchObject({ outcome: 'failed', problem: 'refused' });
  expect(await ptz.goToPreset('c1', '<x/>')).toMatchObject({ outcome: 'failed', problem: 'refused' });
  expect(peer.complaints).toEqual([]);
});

test('home is refused until it is set', async () => {
  const peer = await aPeer();
  const { ptz } = (await anOnvifSideWith(peer)).onvif;
  expect(await ptz.goHome('c1')).toMatchObject({ problem: 'refused' });
  expect(await ptz.setHome('c1')).toEqual({ outcome: 'done' });
  expect(await ptz.goHome('c1')).toEqual({ outcome: 'done' });
});

test('going to a preset while a key is held stops first', async () => {
  const peer = await aPeer();
  const { ptz } = (await anOnvifSideWith(peer)).onvif;
  await ptz.setPreset('c1', 'gate', null);
  await ptz.move('c1', right);
  await ptz.goToPreset('c1', '1');
  expect(peer.ptzCommands.map(({ action }) => action)).toEqual(['ContinuousMove', 'Stop', 'GotoPreset']);
});

test('a camera that is not ours is not found, and one that is gone is unreachable', async () => {
  const peer = await aPeer();
  const { onvif } = await anOnvifSideWith(peer);
  await expect(onvif.ptz.move('other', right)).rejects.toMatchObject({ code: 'not-found' });
  await expect(onvif.ptz.presets('other')).rejects.toMatchObject({ code: 'not-found' });
  expect(await onvif.ptz.stop('other')).toEqual({ outcome: 'done' });
  await peer.stop();
  expect(await onvif.ptz.move('c1', right)).toMatchObject({ outcome: 'failed', problem: 'unreachable' });
});

async function anOnvifSideWith(peer: Awaited<ReturnType<typeof aPeer>>): ReturnType<typeof anOnvifSide> {
  const side = await anOnvifSide();
  await side.link(peer);
  return side;
}
