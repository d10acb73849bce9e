/** Sound beside the picture: from GStreamer's RTSP server, and from cameras that behave badly. */
import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CameraSound } from '#contract/sound.ts';
import type { SoundDesk } from '../../../main/cameras/rtsp/sound-setup.ts';
import type { SoundUnit } from '../../../main/cameras/sounds.ts';
import { StreamSound } from '../../../main/cameras/stream-sound.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { missingForGStreamer, startGStreamer } from '../../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../../peers/gstreamer/gstreamer-peer.ts';
import { keySlice, pps360, rtpPacket, sps360, stapA } from '../../unit/cameras/builders.ts';
import { ScriptedCamera } from '../../peers/camera/scripted-camera.ts';
import type { Asked } from '../../peers/camera/scripted-camera.ts';
import { look, supervise, until } from './watching.ts';
import type { Look, Supervised } from './watching.ts';

/** A stream's sound with one listener. */
function listening() {
  const desk = new StreamSound(realClock, silentLog);
  const sounds: CameraSound[] = [];
  const units: SoundUnit[] = [];
  const leave = desk.listen({ onSound: (sound) => sounds.push(sound), onUnit: (unit) => units.push(unit) });
  return { desk: desk as StreamSound & SoundDesk, sounds, units, leave };
}

const missing = missingForGStreamer();

describe.skipIf(missing.length > 0)(`GStreamer (lacking: ${missing.join(', ') || 'nothing'})`, () => {
  let peer: GStreamerPeer;
  beforeAll(async () => {
    const small = { width: 320, height: 180, fps: 10, kbps: 200, seconds: 2 };
    const kinds = ['pcma', 'pcmu', 'aac', 'latm', 'opus'] as const;
    peer = await startGStreamer({
      mounts: [{ path: '/mute', ...small }, ...kinds.map((audio) => ({ path: `/${audio}`, ...small, audio }))],
    });
  });
  afterAll(() => peer.stop());

  async function hear(path: string, units: number) {
    const heard = listening();
    const looking = look(peer.url(path), { sound: heard.desk });
    await until(() => (heard.units.length >= units && looking.frames.length >= 5) || looking.end !== null);
    await looking.stream.close();
    expect(looking.end).toBeNull();
    expect(looking.counts).toMatchObject({ lostPackets: 0, brokenPackets: 0, droppedFrames: 0 });
    return heard;
  }

  /** Loudness in decibels as ffmpeg hears it. */
  function meanVolume(bytes: Uint8Array, input: readonly string[]): number {
    const said = spawnSync(
      'ffmpeg',
      ['-hide_banner', ...input, '-i', 'pipe:0', '-af', 'volumedetect', '-f', 'null', '-'],
      {
        input: bytes,
        encoding: 'utf8',
      },
    ).stderr;
    return Number(/mean_volume: (-?[\d.]+) dB/.exec(said)?.[1] ?? Number.NaN);
  }

  const bytesOf = (units: readonly SoundUnit[]): Uint8Array => Buffer.concat(units.map(({ bytes }) => bytes));
  const evenness = (units: readonly SoundUnit[]): number[] => {
    const steps = units.slice(1).map(({ presentationUs }, n) => presentationUs - units[n]!.presentationUs);
    return [Math.min(...steps), Math.max(...steps)];
  };

  test.each([
    ['/pcma', 'alaw'],
    ['/pcmu', 'ulaw'],
  ] as const)('%s comes as the tone it is', async (path, codec) => {
    const { sounds, units, desk } = await hear(path, 40);
    expect(sounds.at(-1)).toEqual({ sound: 'on', format: { codec, sampleRate: 8000, channels: 1, config: '' } });
    expect(desk.counts).toMatchObject({ lostPackets: 0, brokenPackets: 0, repeatedPackets: 0 });
    const name = codec === 'alaw' ? 'alaw' : 'mulaw';
    // A sine of half the full scale is at -9 dB.
    expect(meanVolume(bytesOf(units), ['-f', name, '-ar', '8000', '-ac', '1'])).toBeCloseTo(-9, 0);
  });

  test.each(['/aac', '/latm'])('%s comes as units ffmpeg decodes', async (path) => {
    const { sounds, units, desk } = await hear(path, 30);
    expect(sounds.at(-1)).toMatchObject({
      sound: 'on',
      format: { codec: 'mp4a.40.2', sampleRate: 16_000, channels: 1, config: 'FAg=' },
    });
    expect(desk.counts).toMatchObject({ lostPackets: 0, brokenPackets: 0 });
    const [shortest, longest] = evenness(units);
    // 1024 samples at 16 kHz.
    expect(shortest).toBeGreaterThan(63_000);
    expect(longest).toBeLessThan(65_000);
    const adts = Buffer.concat(units.flatMap(({ bytes }) => [adtsHeader(bytes.length), bytes]));
    expect(meanVolume(adts, ['-f', 'aac'])).toBeGreaterThan(-12);
  });

  test('a codec nobody here can take apart is named, and a camera without sound has none', async () => {
    expect((await hear('/opus', 0)).sounds.at(-1)).toEqual({ sound: 'unknown-codec', codec: 'Opus' });
    expect((await hear('/mute', 0)).sounds.at(-1)).toEqual({ sound: 'none' });
  });

  test('sound nobody listens to is counted and dropped', async () => {
    const { desk, leave, units } = listening();
    leave();
    const looking = look(peer.url('/pcma'), { sound: desk });
    await until(() => looking.frames.length >= 10);
    await looking.stream.close();
    expect(desk.counts.packets).toBeGreaterThan(10);
    expect(desk.counts.units).toBe(0);
    expect(units).toEqual([]);
  });
});

describe('a camera that behaves badly over sound', () => {
  let camera: ScriptedCamera;
  const looks: Look[] = [];
  const supervised: Supervised[] = [];
  beforeEach(async () => {
    camera = new ScriptedCamera();
    camera.sdp += 'm=audio 0 RTP/AVP 8\r\na=control:track2\r\n';
    await camera.start();
  });
  afterEach(async () => {
    await Promise.all(looks.splice(0).map(({ stream }) => stream.close()));
    await Promise.all(supervised.splice(0).map(({ session }) => session.stop('the test is over')));
    await camera.stop();
  });
  const watch = (...args: Parameters<typeof look>): Look => {
    const looking = look(...args);
    looks.push(looking);
    return looking;
  };
  const ofSound = ({ method, url }: Asked): boolean => method === 'SETUP' && url.endsWith('track2');
  const setUps = () => camera.asked.filter(({ method }) => method === 'SETUP').map(({ url }) => url.split('/').at(-1));
  const key = (sequence: number): Uint8Array =>
    rtpPacket(stapA(sps360, pps360, keySlice(1)), { sequence, timestamp: sequence * 3600, marker: true });
  const tone = (sequence: number): Uint8Array =>
    rtpPacket(new Uint8Array(160).fill(0xd5), { sequence, timestamp: sequence * 160, payloadType: 8 });
  const sessionWith = (interleaved: string) => ({
    status: '200 OK',
    headers: ['Session: 4711', `Transport: RTP/AVP/TCP;unicast;interleaved=${interleaved}`],
  });

  test('the picture is set up first, both in one session, and each comes by its own channel', async () => {
    camera.answer = (asked) => (ofSound(asked) ? sessionWith('6-7') : null);
    const { desk, units } = listening();
    const looking = watch(camera.url(), { sound: desk });
    await until(() => looking.playing);
    expect(setUps()).toEqual(['track1', 'track2']);
    expect(camera.asked.find(ofSound)?.headers.get('session')).toBe('4711');
    expect(camera.asked.find(ofSound)?.headers.get('transport')).toBe('RTP/AVP/TCP;unicast;interleaved=2-3');
    expect(camera.methods().filter((method) => method === 'PLAY')).toHaveLength(1);
    camera.send(key(1), 0);
    camera.send(tone(1), 6);
    camera.send(tone(2), 7);
    camera.send(key(2), 0);
    await until(() => looking.frames.length === 2 && units.length === 1);
  });

  test('both on one channel are told apart by their numbers', async () => {
    camera.answer = (asked) => (ofSound(asked) ? sessionWith('0-1') : null);
    const { desk, units } = listening();
    const looking = watch(camera.url(), { sound: desk });
    await until(() => looking.playing);
    for (let n = 1; n <= 5; n += 1) {
      camera.send(tone(n), 0);
      camera.send(key(n), 0);
    }
    await until(() => looking.frames.length === 5 && units.length === 5);
    expect(looking.counts).toMatchObject({ brokenPackets: 0, lostPackets: 0 });
  });

  test.each(['461 Unsupported Transport', '404 Not Found', '503 Service Unavailable', '302 Moved'])(
    'sound refused with %s leaves the picture',
    async (status) => {
      camera.answer = (asked) => (ofSound(asked) ? { status } : null);
      const { desk, sounds } = listening();
      const looking = watch(camera.url(), { sound: desk });
      await until(() => looking.playing);
      camera.send(key(1), 0);
      await until(() => looking.frames.length === 1);
      expect(sounds.at(-1)).toEqual({ sound: 'refused' });
      expect(looking.end).toBeNull();
    },
  );

  test('a request for sound that is never answered leaves the picture', async () => {
    camera.answer = (asked) => (ofSound(asked) ? 'silent' : null);
    const { desk, sounds } = listening();
    const looking = watch(camera.url(), { sound: desk, answerMs: 200 });
    await until(() => looking.playing);
    camera.send(key(1), 0);
    await until(() => looking.frames.length === 1);
    expect(sounds.at(-1)).toEqual({ sound: 'refused' });
    expect(desk.mayAsk()).toBe(false);
  });

  test.each([
    ['hangs up when asked for sound', (asked: Asked) => ofSound(asked)],
    [
      'refuses to play what it set up with sound',
      (asked: Asked) => asked.method === 'PLAY' && setUps().at(-1) === 'track2',
    ],
  ] as const)('one that %s is asked for the picture alone, which comes', async (_what, isTooMuch) => {
    camera.answer = (asked) => {
      if (!isTooMuch(asked)) return null;
      if (asked.method === 'PLAY') return { status: '459 Aggregate Operation Not Allowed' };
      asked.socket.destroy();
      return 'silent';
    };
    const watched = supervise(camera.url());
    supervised.push(watched);
    const sounds: CameraSound[] = [];
    watched.session.listen({ onSound: (sound) => sounds.push(sound), onUnit: () => undefined });
    await until(() => camera.methods().at(-1) === 'PLAY' && setUps().at(-1) === 'track1');
    expect(setUps()).toEqual(['track1', 'track2', 'track1']);
    await until(() => {
      camera.send(key(1), 0);
      return watched.state?.state === 'live';
    });
    expect(sounds.at(-1)).toEqual({ sound: 'refused' });
  });

  test('read without hurry every frame and every tone arrives all the same, a flood as well, and an end is noticed', async () => {
    camera.answer = (asked) => (ofSound(asked) ? sessionWith('2-3') : null);
    const { desk, units } = listening();
    const looking = watch(camera.url(), { sound: desk });
    await until(() => looking.playing);
    looking.stream.setUnhurried(true);
    const large = keySlice(...new Array<number>(2000).fill(7));
    const frameOf = (n: number): Uint8Array =>
      rtpPacket(stapA(sps360, pps360, large), { sequence: n, timestamp: n * 3600, marker: true });
    for (let n = 1; n <= 10; n += 1) {
      camera.send(frameOf(n));
      await until(() => looking.frames.length === n);
    }
    for (let n = 11; n <= 400; n += 1) {
      camera.send(frameOf(n));
      camera.send(tone(n), 2);
    }
    await until(() => looking.frames.length === 400);
    looking.stream.setUnhurried(false);
    camera.send(frameOf(401));
    await until(() => looking.frames.length === 401);
    looking.stream.setUnhurried(true);
    for (const socket of camera.sockets) socket.end();
    expect(await looking.ended).toMatchObject({ reason: 'closed' });
    expect(units).toHaveLength(390);
    expect(looking.counts).toMatchObject({ lostPackets: 0, brokenPackets: 0, droppedFrames: 0 });
  });

  test('garbage on the sound’s channel costs no frame', async () => {
    camera.answer = (asked) => (ofSound(asked) ? sessionWith('2-3') : null);
    const { desk } = listening();
    const looking = watch(camera.url(), { sound: desk });
    await until(() => looking.playing);
    for (let n = 1; n <= 50; n += 1) {
      camera.send(
        Uint8Array.from({ length: n * 7 }, (_, at) => (at * 31 + n * 17) & 0xff),
        2,
      );
      camera.send(key(n), 0);
    }
    await until(() => looking.frames.length === 50);
    expect(looking.counts).toMatchObject({ brokenPackets: 0, lostPackets: 0, droppedFrames: 0 });
    expect(desk.counts.packets).toBe(50);
  });
});

/** ISO/IEC 14496-3 1.A.2: AAC-LC, 16 kHz, one channel. */
function adtsHeader(unitBytes: number): Uint8Array {
  const size = unitBytes + 7;
  return Uint8Array.of(0xff, 0xf1, 0x60, 0x40 | (size >> 11), (size >> 3) & 0xff, ((size & 7) << 5) | 0x1f, 0xfc);
}
