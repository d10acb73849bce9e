import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Clip } from '#contract/clip.ts';
import { Clips } from '../../../../main/cameras/clips/clips.ts';
import { openFile } from '../../../../main/cameras/clips/clip-file.ts';
import type { OpenFile } from '../../../../main/cameras/clips/clip-file.ts';
import { ClipTable } from '../../../../main/storage/clip-table.ts';
import { seconds } from '../../../../main/system/clock.ts';
import { silentLog } from '../../../../main/system/log.ts';
import { FakeClock } from '../../../builders/fake-clock.ts';
import { decodedFrames, durationSeconds, makeFootage, nalsInFile, nalsOf, packetsOf } from './footage.ts';
import type { Footage } from './footage.ts';
import { openClips } from './site.ts';
import type { ClipSite } from './site.ts';

let site: ClipSite | null = null;
afterEach(async () => {
  await site?.close();
  site = null;
});
async function open(...options: Parameters<typeof openClips>): Promise<ClipSite> {
  site = await openClips(...options);
  return site;
}
const startMs = new FakeClock().nowMs();
const ready = (clip: Clip): Extract<Clip, { state: 'ready' }> => {
  if (clip.state !== 'ready') throw new Error(JSON.stringify(clip));
  return clip;
};
const failingWith =
  (code: string, afterBytes: number): OpenFile =>
  async (path) => {
    const file = await openFile(path);
    return {
      ...file,
      write: (bytes, position) =>
        position + bytes.length > afterBytes
          ? Promise.reject(Object.assign(new Error(`${code}: no more`), { code }))
          : file.write(bytes, position),
    };
  };
/** The first `n` seconds of the footage, and the rest. */
const split = ({ frames }: Footage, n: number) => ({
  before: frames.filter(({ arrivalMs }) => arrivalMs < startMs + seconds(n)),
  after: frames.filter(({ arrivalMs }) => arrivalMs >= startMs + seconds(n)),
});

describe('a clip holds what the camera sent', () => {
  test.each([
    { name: 'H.264', codec: 'h264', bFrames: 0 },
    { name: 'H.264 with B-frames', codec: 'h264', bFrames: 3 },
    { name: 'H.265 with B-frames', codec: 'hevc', bFrames: 2 },
  ] as const)('$name: every frame, byte for byte, on its time, from a key frame on', async ({ codec, bFrames }) => {
    const { clips, frames, clock, ended } = await open();
    const footage = await makeFootage({ codec, bFrames, startMs });
    frames.setFormat(footage.format);
    const { before, after } = split(footage, 4);
    frames.play(before);
    const cut = await clips.cut('cam-1', { beforeSeconds: 2, afterSeconds: 1, reason: 'key', by: 'guard1' });
    expect(cut).toMatchObject({ state: 'recording', cameraName: '东门', stream: 'main', reason: 'key', by: 'guard1' });
    frames.play(after.slice(0, 25));
    clock.advance(seconds(1));
    const clip = ready(await ended(cut.id));

    // Two seconds before, from the key frame in front of them; one second after.
    const expected = footage.frames.slice(25, 124);
    expect(clip.shortened).toBeNull();
    expect([clip.frames, clip.missingMs]).toEqual([expected.length, 0]);
    expect([clip.fromMs, clip.toMs]).toEqual([expected[0]!.arrivalMs, expected.at(-1)!.arrivalMs]);
    expect([clip.codec, clip.width, clip.height]).toEqual([footage.format.codec, 320, 180]);

    const path = clips.pathOf(clip.id);
    const packets = await packetsOf(path);
    expect(packets).toHaveLength(expected.length);
    expect(packets.map(({ key }) => key)).toEqual(expected.map(({ key }) => key));
    expect(packets[0]!.key).toBe(true);
    const firstUs = Math.min(...expected.map(({ presentationUs }) => presentationUs));
    const firstSeconds = Math.min(...packets.map(({ ptsSeconds }) => ptsSeconds));
    for (const [n, packet] of packets.entries()) {
      expect(packet.ptsSeconds - firstSeconds).toBeCloseTo((expected[n]!.presentationUs - firstUs) / 1e6, 4);
      if (n > 0) expect(packet.dtsSeconds).toBeGreaterThan(packets[n - 1]!.dtsSeconds);
    }
    const nals = await nalsInFile(path);
    expect(nals.map(sha)).toEqual(expected.flatMap(({ bytes }) => nalsOf(bytes)).map(sha));
    expect(await decodedFrames(path)).toBe(expected.length);
    const lastUs = Math.max(...expected.map(({ presentationUs }) => presentationUs));
    expect(await durationSeconds(path)).toBeCloseTo((lastUs - firstUs) / 1e6 + 1 / 25, 2);

    const bytes = await readFile(path);
    expect([clip.bytes, clip.digest]).toEqual([bytes.length, sha(bytes)]);
    expect(await readdir(site!.clipsDirectory)).toEqual([`${clip.id}.mp4`]);
  });

  test('who names no times gets those the station is set to', async () => {
    const { clips, frames, clock, ended } = await open({ span: { beforeSeconds: 1, afterSeconds: 2 } });
    const footage = await makeFootage({ startMs, seconds: 6 });
    frames.setFormat(footage.format);
    const { before, after } = split(footage, 3);
    frames.play(before);
    const { id } = await clips.cut('cam-1', { reason: 'key', by: 'guard1' });
    frames.play(after);
    clock.advance(seconds(2));
    const clip = ready(await ended(id));
    // From the key frame at or before the first second asked for.
    expect(startMs + seconds(2) - clip.fromMs).toBeLessThanOrEqual(seconds(1));
    expect(clip.fromMs).toBeLessThanOrEqual(startMs + seconds(2));
    expect(clip.toMs).toBeGreaterThan(startMs + seconds(4.9));
    expect(clip.toMs).toBeLessThanOrEqual(startMs + seconds(5));
  });

  test('only the sub stream was open: the past is what that one holds', async () => {
    const { clips, frames, clock, ended } = await open();
    const footage = await makeFootage({ startMs, seconds: 2 });
    frames.stream = 'sub';
    frames.setFormat(footage.format);
    frames.play(footage.frames);
    const { id } = await clips.cut('cam-1', { reason: 'alarm', alarmId: 9, by: 'station' });
    clock.advance(seconds(21));
    expect(await ended(id)).toMatchObject({ state: 'ready', stream: 'sub', frames: 50, alarmIds: [9] });
  });
});

describe('when the stream changes', () => {
  test('another format ends the clip there and says so; what was cut plays', async () => {
    const { clips, frames, clock, ended } = await open();
    const small = await makeFootage({ startMs, seconds: 2 });
    const large = await makeFootage({
      startMs: startMs + seconds(2),
      startUs: 2e6,
      seconds: 2,
      width: 640,
      height: 360,
    });
    frames.setFormat(small.format);
    frames.play(small.frames);
    const { id } = await clips.cut('cam-1', { reason: 'key', by: 'guard1' });
    frames.setFormat(large.format);
    frames.play(large.frames);
    clock.advance(seconds(20));
    expect(await ended(id)).toMatchObject({ state: 'ready', shortened: 'format-changed', frames: 50, width: 320 });
    expect(await decodedFrames(clips.pathOf(id))).toBe(50);
  });

  test('a clock that starts again ends the clip there and says so', async () => {
    const { clips, frames, clock, ended } = await open();
    const first = await makeFootage({ startMs, seconds: 2, startUs: 90e6 });
    const again = await makeFootage({ startMs: startMs + seconds(2), seconds: 2 });
    frames.setFormat(first.format);
    frames.play(first.frames);
    const { id } = await clips.cut('cam-1', { reason: 'key', by: 'guard1' });
    frames.play(again.frames);
    clock.advance(seconds(20));
    expect(await ended(id)).toMatchObject({ state: 'ready', shortened: 'clock-restarted', frames: 50 });
  });

  test('a camera that was away for a while leaves a gap of that length, and the clip says how long', async () => {
    const { clips, frames, clock, ended } = await open();
    const before = await makeFootage({ startMs, seconds: 2 });
    const back = await makeFootage({ startMs: startMs + seconds(7), startUs: 7e6, seconds: 2 });
    frames.setFormat(before.format);
    frames.play(before.frames);
    const { id } = await clips.cut('cam-1', { reason: 'key', by: 'guard1' });
    frames.play(back.frames);
    clock.advance(seconds(20));
    expect(await ended(id)).toMatchObject({ state: 'ready', frames: 100, missingMs: 5040, shortened: null });
    expect(await durationSeconds(clips.pathOf(id))).toBeCloseTo(9, 0);
  });

  test('no picture, or one that mp4 cannot hold, is said so', async () => {
    const { clips, frames, clock, ended } = await open();
    const nothing = await clips.cut('cam-1', { reason: 'key', by: 'guard1' });
    clock.advance(seconds(20));
    expect(await ended(nothing.id)).toMatchObject({ state: 'failed', failure: 'no-pictures' });
    frames.setFormat({ codec: 'mp4v.20.1', width: 320, height: 180 });
    const other = await clips.cut('cam-1', { reason: 'key', by: 'guard1' });
    expect(await ended(other.id)).toMatchObject({ state: 'failed', failure: 'unsupported-codec', detail: 'mp4v.20.1' });
    expect(await readdir(site!.clipsDirectory)).toEqual([]);
  });
});

describe('several at once', () => {
  test('what happens at a camera while a clip is recorded extends that clip, and the alarms share it', async () => {
    const { clips, frames, clock, ended } = await open();
    const footage = await makeFootage({ startMs, seconds: 6 });
    frames.setFormat(footage.format);
    const { before, after } = split(footage, 2);
    frames.play(before);
    const first = await clips.cut('cam-1', { afterSeconds: 1, reason: 'alarm', alarmId: 1, by: 'station' });
    frames.play(after.slice(0, 12));
    const [second, third] = await Promise.all([
      clips.cut('cam-1', { afterSeconds: 2.0001, reason: 'alarm', alarmId: 2, by: 'station' }),
      clips.cut('cam-1', { afterSeconds: 1, reason: 'key', by: 'guard1' }),
    ]);
    expect([second.id, third.id]).toEqual([first.id, first.id]);
    frames.play(after.slice(12));
    clock.advance(seconds(5));
    const clip = ready(await ended(first.id));
    expect(clip).toMatchObject({ alarmIds: [1, 2], reason: 'alarm', by: 'station', shortened: null });
    expect(clip.toMs).toBeGreaterThan(startMs + seconds(4));
    expect(clip.toMs).toBeLessThanOrEqual(startMs + seconds(4.48));
    expect(clips.shared).toBe(2);
    expect(await clips.list({ alarmId: 2, limit: 10 })).toEqual([clip]);
    expect(await clips.list({ cameraId: 'cam-2', limit: 10 })).toEqual([]);
    // The next one is one of its own.
    expect((await clips.cut('cam-1', { reason: 'key', by: 'guard1' })).id).not.toBe(first.id);
  });

  test('more than can be recorded at once are refused, and those that are go on', async () => {
    const { clips, clock, ended } = await open({ mostAtOnce: 2 });
    const { id } = await clips.cut('cam-1', { reason: 'key', by: 'guard1' });
    await clips.cut('cam-2', { reason: 'key', by: 'guard1' });
    await expect(clips.cut('cam-3', { reason: 'key', by: 'guard1' })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(clips.cut('lost', { reason: 'key', by: 'guard1' })).rejects.toMatchObject({ code: 'not-found' });
    expect([clips.recording, clips.refused]).toEqual([2, 2]);
    clock.advance(seconds(20));
    await ended(id);
    expect(await clips.cut('cam-3', { reason: 'key', by: 'guard1' })).toMatchObject({ state: 'recording' });
  });
});

describe('when the disk is full', () => {
  test('a clip is refused while the records need the room, and nobody looks at the camera for it', async () => {
    const { clips, frames } = await open({ diskSpace: async () => ({ freeBytes: 1e9, totalBytes: 1e12 }) });
    await expect(clips.cut('cam-1', { reason: 'key', by: 'guard1' })).rejects.toMatchObject({ code: 'disk-full' });
    expect(frames.viewers.size).toBe(0);
    expect(await clips.list({ limit: 10 })).toEqual([]);
  });

  test.each([
    ['ENOSPC', 'disk-full'],
    ['EIO', 'disk-error'],
  ] as const)(
    '%s in the middle fails that clip and leaves nothing behind; the stream goes on',
    async (code, failure) => {
      const { clips, frames, ended } = await open({ openFile: failingWith(code, 20_000) });
      const footage = await makeFootage({ startMs, seconds: 6 });
      frames.setFormat(footage.format);
      const { before, after } = split(footage, 2);
      frames.play(before);
      const other = { seen: 0 };
      frames.watch('cam-1', 'main', {
        onState: () => undefined,
        onFormat: () => undefined,
        onFrame: () => (other.seen += 1),
      });
      const { id } = await clips.cut('cam-1', { reason: 'key', by: 'guard1' });
      frames.play(after);
      expect(await ended(id)).toMatchObject({ state: 'failed', failure });
      expect(await readdir(site!.clipsDirectory)).toEqual([]);
      expect(other.seen).toBe(25 + after.length);
      expect(frames.viewers.size).toBe(1);
    },
  );

  test('a clip that meets the floor ends there, whole', async () => {
    const space = { freeBytes: 1e12, totalBytes: 1e12 };
    const { clips, frames, ended } = await open({ diskSpace: async () => space });
    const footage = await makeFootage({ startMs, seconds: 4 });
    // Five megabytes a second: looks at the disk are a matter of bytes.
    const padded = footage.frames.map((frame) => ({ ...frame, bytes: withFiller(frame.bytes, 200_000) }));
    frames.setFormat(footage.format);
    frames.play(padded.slice(0, 5));
    const { id } = await clips.cut('cam-1', { reason: 'key', by: 'guard1' });
    space.freeBytes = 1e6;
    frames.play(padded.slice(5));
    const clip = ready(await ended(id));
    expect(clip.shortened).toBe('disk-full');
    expect(clip.bytes).toBeLessThan(5e6);
    expect(await decodedFrames(clips.pathOf(id))).toBe(clip.frames);
  });
});

describe('when the station stops', () => {
  test('a clip in the making is kept as far as it goes', async () => {
    const { clips, frames, told } = await open();
    const footage = await makeFootage({ startMs, seconds: 2 });
    frames.setFormat(footage.format);
    frames.play(footage.frames);
    const { id } = await clips.cut('cam-1', { reason: 'key', by: 'guard1' });
    await clips.stop();
    expect(told.at(-1)).toMatchObject({ id, state: 'ready', shortened: 'station-stopped', frames: 50 });
    await expect(clips.cut('cam-1', { reason: 'key', by: 'guard1' })).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('after a crash, what was half written is gone and said so, and what was whole is there', async () => {
    const { clips, database, clipsDirectory, frames } = await open();
    const store = new ClipTable(database);
    const row = { cameraId: 'cam-1', cameraName: '东门', stream: 'main', reason: 'key', by: 'guard1' } as const;
    const content = {
      ...{ fromMs: 1, toMs: 2, frames: 3, bytes: 4, digest: 'ab'.repeat(32) },
      ...{ codec: 'avc1.4d401f', width: 320, height: 180, missingMs: 0, shortened: null },
    };
    const begun = await store.add({ ...row, alarmId: null, cutAtMs: 1, untilMs: 2 });
    const described = await store.add({ ...row, alarmId: 5, cutAtMs: 1, untilMs: 2 });
    await store.describe(described.id, content);
    await writeFile(join(clipsDirectory, `${begun.id}.mp4.partial`), 'half');
    await writeFile(join(clipsDirectory, `${described.id}.mp4.partial`), 'whole');

    const again = new Clips({
      ...{ frames, cameraName: () => '东门', store, directory: clipsDirectory, clock: new FakeClock(), log: silentLog },
    });
    await again.start();
    expect(await again.find(begun.id)).toMatchObject({ state: 'failed', failure: 'interrupted' });
    expect(await again.find(described.id)).toMatchObject({ state: 'ready', frames: 3, alarmIds: [5] });
    expect(await readdir(clipsDirectory)).toEqual([`${described.id}.mp4`]);
    expect(await clips.list({ limit: 10 })).toHaveLength(2);
  });
});

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A filler NAL unit (H.264 7.3.2.7) after the picture. */
const withFiller = (bytes: Uint8Array, size: number): Uint8Array =>
  Buffer.concat([bytes, Buffer.of(0, 0, 0, 1, 12), Buffer.alloc(size, 0xff), Buffer.of(0x80)]);
