/** The compatibility path with real cameras (GStreamer's) and a real ffmpeg. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { missingForGStreamer, startGStreamer } from '../../../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../../../peers/gstreamer/gstreamer-peer.ts';
import { until } from '../watching.ts';
import { elementaryStream, openCompatRoom, see } from './compat-cameras.ts';
import type { CompatRoom, Seen } from './compat-cameras.ts';

const missing = missingForGStreamer();
if (spawnSync('ffmpeg', ['-version']).status !== 0) missing.push('ffmpeg');
// Sides of whole eights: RTP cannot say others of a JPEG.
const size = { width: 800, height: 400, fps: 10, kbps: 300, seconds: 2 };

describe.skipIf(missing.length > 0)(`transcoding (lacking: ${missing.join(', ') || 'nothing'})`, () => {
  let peer: GStreamerPeer;
  let room: CompatRoom | null = null;
  beforeAll(async () => {
    peer = await startGStreamer({
      mounts: [
        { path: '/hevc', ...size, codec: 'h265' },
        { path: '/mpeg4', ...size, codec: 'mpeg4' },
        { path: '/jpeg', ...size, codec: 'jpeg' },
        { path: '/h264', ...size },
      ],
      user: 'viewer',
      password: 'sesame',
    });
  });
  afterAll(() => peer.stop());
  afterEach(async () => {
    await room?.stop();
    room = null;
  });

  const url = (path: string): string => peer.url(path, 'viewer', 'sesame');
  const only = (): string => Object.values(room!.ids)[0]!;
  const pictures = (seen: Seen, count: number): Promise<void> => until(() => seen.frames.length >= count);

  /** Size and number of pictures, as an independent decoder finds them. */
  function probe(seen: Seen): { size: string; pictures: number; complaints: string } {
    const firstKey = seen.frames.findIndex(({ key }) => key);
    const input = elementaryStream(seen.frames.slice(firstKey));
    const show = ['-count_frames', '-show_entries', 'stream=width,height,nb_read_frames', '-of', 'csv=p=0'];
    const { stdout, stderr } = spawnSync('ffprobe', ['-v', 'error', '-f', 'mpegvideo', ...show, '-'], { input });
    const [width, height, count] = stdout.toString().trim().split(',');
    return { size: `${width}x${height}`, pictures: Number(count), complaints: stderr.toString() };
  }

  test.each(['/hevc', '/mpeg4', '/jpeg', '/h264'])(
    '%s comes out as small MPEG-1, picture for picture',
    async (path) => {
      room = await openCompatRoom({ camera: url(path) });
      const seen = see(room.compat, only());
      await pictures(seen, 30);
      expect(seen.state?.state).toBe('live');
      expect(seen.formats.at(-1)).toEqual({ codec: 'mp4v.6A', width: null, height: null });
      expect(seen.frames[0]?.key).toBe(true);
      const { frames } = seen;
      expect(probe({ ...seen, frames: [...frames] })).toMatchObject({ size: '640x320', complaints: '' });
      expect(probe({ ...seen, frames: frames.slice(0, 30) }).pictures).toBe(30);
      const times = frames.map(({ presentationUs }) => presentationUs);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      const { framesIn, framesDropped, picturesOut } = room.compat.statistics()[0]!;
      // In ffmpeg, or on the way through it.
      expect(framesIn - framesDropped - picturesOut).toBeLessThan(10);
    },
  );

  test('two viewers share one ffmpeg, the second begins at once with a key picture', async () => {
    room = await openCompatRoom({ camera: url('/hevc') });
    const one = see(room.compat, only());
    await pictures(one, 5);
    const other = see(room.compat, only());
    expect(other.frames[0]?.key).toBe(true);
    await pictures(other, 10);
    expect(room.compat.statistics()).toMatchObject([{ viewers: 2, restarts: 0 }]);
    one.stop();
    const seen = one.frames.length;
    await pictures(other, 15);
    expect(one.frames).toHaveLength(seen);
  });

  test('an ffmpeg that is killed is started again, and the picture comes back by itself', async () => {
    room = await openCompatRoom({ camera: url('/hevc') });
    const seen = see(room.compat, only());
    await pictures(seen, 5);
    const before = room.compat.statistics()[0]!;
    process.kill(before.pid!, 'SIGKILL');
    await until(() => room!.compat.statistics()[0]!.restarts === 1);
    const count = seen.frames.length;
    await pictures(seen, count + 10);
    expect(seen.frames[count]?.key).toBe(true);
    expect(room.compat.statistics()[0]).toMatchObject({ running: true, lastError: expect.stringContaining('SIGKILL') });
    expect(seen.states.some(({ state }) => state === 'unplayable')).toBe(false);
  });

  test('without ffmpeg the viewer is told so, and the camera itself is not in doubt', async () => {
    room = await openCompatRoom({ camera: url('/hevc') }, { ffmpegPath: '/nowhere/ffmpeg' });
    const seen = see(room.compat, only());
    await until(() => seen.state?.state === 'unplayable');
    expect(seen.state).toMatchObject({ trouble: 'no-ffmpeg', codec: expect.stringMatching(/^hev1\./) });
    expect(room.cameras.list()[0]?.main?.state).toBe('live');
  });

  test('one transcode more than allowed waits, says so, and begins when another ends', async () => {
    room = await openCompatRoom({ one: url('/hevc'), two: url('/mpeg4') }, { maxTranscodes: 1 });
    const one = see(room.compat, room.ids.one!);
    await pictures(one, 2);
    const two = see(room.compat, room.ids.two!);
    await until(() => two.state?.state === 'unplayable');
    expect(two.state).toMatchObject({ trouble: 'too-many-transcodes' });
    one.stop();
    await pictures(two, 3);
    expect(two.state?.state).toBe('live');
    expect(room.compat.statistics()).toHaveLength(1);
  });

  test('no ffmpeg outlives the room, and none is told a password', async () => {
    room = await openCompatRoom({ camera: url('/hevc') });
    const seen = see(room.compat, only());
    await pictures(seen, 2);
    const pid = room.compat.statistics()[0]!.pid!;
    const facts = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'utf8'));
    expect(facts[0]).toContain('pipe:0');
    for (const text of facts) expect(text).not.toMatch(/sesame|rtsp:/);
    await room.stop();
    room = null;
    expect(readdirSync('/proc')).not.toContain(String(pid));
  });
});
