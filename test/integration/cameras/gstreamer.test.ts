/** Against GStreamer's RTSP server, which owes nothing to our client. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingForGStreamer, startGStreamer } from '../../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../../peers/gstreamer/gstreamer-peer.ts';
import { look, supervise, until } from './watching.ts';
import type { Look } from './watching.ts';

const missing = missingForGStreamer();
const small = { width: 320, height: 180, fps: 10, kbps: 200, seconds: 2 };

describe.skipIf(missing.length > 0)(`GStreamer (lacking: ${missing.join(', ') || 'nothing'})`, () => {
  let directory: string;
  let open: GStreamerPeer;
  let digest: GStreamerPeer;
  let basic: GStreamerPeer;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'guardroom-'));
    const file = join(directory, 'bframes.mp4');
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10', '-t', '3'];
    const encode = ['-c:v', 'libx264', '-bf', '3', '-b_strategy', '0', '-g', '10', '-pix_fmt', 'yuv420p', file];
    const made = spawnSync('ffmpeg', ['-v', 'error', ...source, ...encode], { encoding: 'utf8' });
    expect(made.stderr).toBe('');
    [open, digest, basic] = await Promise.all([
      startGStreamer({
        mounts: [
          { path: '/plain', ...small },
          { path: '/sound', ...small, audio: 'pcma' },
          { path: '/bframes', file, fps: 10 },
          { path: '/hevc', ...small, codec: 'h265' },
          { path: '/jpeg', ...small, codec: 'jpeg' },
          { path: '/mpeg4', ...small, codec: 'mpeg4' },
          { path: '/odd', ...small, width: 642, height: 362 },
        ],
      }),
      startGStreamer({ mounts: [{ path: '/main', ...small }], user: '管理员', password: 'p@ss:w/d %' }),
      startGStreamer({ mounts: [{ path: '/main', ...small }], user: 'admin', password: 'x', auth: 'basic' }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([open, digest, basic].map((peer) => peer.stop()));
    await rm(directory, { recursive: true });
  });

  async function framesOf(url: string, count: number): Promise<Look> {
    const looking = look(url);
    await until(() => looking.frames.length >= count || looking.end !== null);
    await looking.stream.close();
    expect(looking.end).toBeNull();
    return looking;
  }

  /** Pictures a decoder makes of the stream, and its complaints. */
  async function decode(looking: Look, extension: string): Promise<{ pictures: number; complaints: string }> {
    const path = join(directory, `seen${extension}`);
    await writeFile(path, Buffer.concat(looking.frames.map(({ bytes }) => bytes)));
    const probe = ['-v', 'error', '-count_frames', '-select_streams', 'v:0', '-show_entries', 'stream=nb_read_frames'];
    const ffprobe = spawnSync('ffprobe', [...probe, '-of', 'csv=p=0', path], { encoding: 'utf8' });
    return { pictures: Number.parseInt(ffprobe.stdout, 10), complaints: ffprobe.stderr };
  }

  test('a live picture, evenly timed, that ffprobe decodes whole', async () => {
    const looking = await framesOf(open.url('/plain'), 25);
    expect(looking.formats).toHaveLength(1);
    expect(looking.formats[0]).toMatchObject({ width: 320, height: 180, codec: expect.stringMatching(/^avc1\./) });
    expect(looking.frames[0]?.key).toBe(true);
    const steps = looking.frames
      .slice(1)
      .map(({ presentationUs }, n) => presentationUs - looking.frames[n]!.presentationUs);
    expect(steps.every((step) => Math.abs(step - 100_000) < 2000)).toBe(true);
    expect(looking.counts).toMatchObject({ lostPackets: 0, brokenPackets: 0 });
    expect(await decode(looking, '.h264')).toEqual({ pictures: looking.frames.length, complaints: '' });
  });

  test('sound beside the picture is left alone where nobody asks for it', async () => {
    const looking = await framesOf(open.url('/sound'), 5);
    expect(looking.counts.brokenPackets).toBe(0);
  });

  test('footage with B-frames keeps order and times', async () => {
    const looking = await framesOf(open.url('/bframes'), 25);
    const times = looking.frames.map(({ presentationUs }) => presentationUs);
    expect(times).not.toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times.map((time) => Math.round(time / 100_000))).size).toBe(times.length);
    expect((await decode(looking, '.h264')).complaints).toBe('');
  });

  test('a picture size that is no multiple of 16 is told as it is shown', async () => {
    const looking = await framesOf(open.url('/odd'), 1);
    expect(looking.formats[0]).toMatchObject({ width: 642, height: 362 });
  });

  test('H.265 comes the same way', async () => {
    const looking = await framesOf(open.url('/hevc'), 12);
    expect(looking.formats[0]).toMatchObject({ width: 320, height: 180, codec: expect.stringMatching(/^hev1\./) });
    expect(await decode(looking, '.h265')).toEqual({ pictures: looking.frames.length, complaints: '' });
  });

  test('Motion JPEG comes as whole images, each of which ffprobe decodes', async () => {
    const looking = await framesOf(open.url('/jpeg'), 12);
    // 180 is no multiple of 8, and RTP has no words for that: the last rows are the encoder's filling.
    expect(looking.formats).toEqual([{ codec: 'mjpeg', width: 320, height: 184 }]);
    expect(looking.frames.every(({ key }) => key)).toBe(true);
    expect(await decode(looking, '.mjpeg')).toEqual({ pictures: looking.frames.length, complaints: '' });
  });

  test('MPEG-4 comes whole, from a key frame with its configuration on', async () => {
    const looking = await framesOf(open.url('/mpeg4'), 25);
    expect(looking.formats).toEqual([{ codec: 'mp4v.20.1', width: 320, height: 180 }]);
    expect(looking.frames[0]?.key).toBe(true);
    expect(looking.frames.filter(({ key }) => key).length).toBeGreaterThan(1);
    expect(await decode(looking, '.m4v')).toEqual({ pictures: looking.frames.length, complaints: '' });
  });

  test('Digest and Basic let the right password in, and no other', async () => {
    await framesOf(digest.url('/main', '管理员', 'p@ss:w/d %'), 1);
    await framesOf(basic.url('/main', 'admin', 'x'), 1);
    expect(await look(digest.url('/main', '管理员', 'nope')).ended).toMatchObject({ reason: 'wrong-password' });
    expect(await look(basic.url('/main', 'admin', 'nope')).ended).toMatchObject({ reason: 'wrong-password' });
    expect(await look(digest.url('/main')).ended).toMatchObject({ reason: 'wrong-password' });
  });

  test('a stream that is not there is said to be not there', async () => {
    expect(await look(open.url('/nowhere')).ended).toMatchObject({ reason: 'no-such-stream' });
  });

  test('a camera that loses its power and comes back is live again by itself', async () => {
    const mounts = [{ path: '/main', ...small, keyAtStart: true }];
    const before = await startGStreamer({ mounts });
    const watched = supervise(before.url('/main'));
    await until(() => watched.state?.state === 'live');
    await before.stop('SIGKILL');
    await until(() => watched.state?.state === 'offline');
    const seen = watched.frames.length;
    const after = await startGStreamer({ mounts, port: before.port });
    await until(() => watched.state?.state === 'live' && watched.frames.length > seen + 5);
    const times = watched.frames.map(({ presentationUs }) => presentationUs);
    expect(times[seen]).toBeGreaterThan(times[seen - 1]!);
    expect(watched.session.statistics().reconnects).toBeGreaterThan(0);
    await watched.session.stop('the test is over');
    await after.stop();
  });
});
