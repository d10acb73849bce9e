/** The benches' cameras: GStreamer's RTSP server, which owes nothing to ours, serving footage that looks like a camera's. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGStreamer } from '../../peers/gstreamer/gstreamer-peer.ts';
import type { GStreamerPeer } from '../../peers/gstreamer/gstreamer-peer.ts';
import type { Cleanup } from './cleanup.ts';

const run = promisify(execFile);

export interface CameraKind {
  width: number;
  height: number;
  fps: number;
  kbps: number;
}

export const smallKind: CameraKind = { width: 640, height: 360, fps: 15, kbps: 700 };
export const slowKind: CameraKind = { width: 640, height: 360, fps: 7, kbps: 350 };
export const largeKind: CameraKind = { width: 1920, height: 1080, fps: 25, kbps: 4000 };

/** Two seconds between key frames, as cameras come from the factory. */
const groupSeconds = 2;
const loopSeconds = 8;
/** Real cameras do not send their key frames at the same moment. */
const variants = 4;

export interface Cameras {
  kind: CameraKind;
  names: readonly string[];
  urls: readonly string[];
  port: number;
  pid(): number;
  /** As when the power goes. */
  kill(): Promise<void>;
  /** At the same addresses. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startCameras(count: number, kind: CameraKind, cleanup: Cleanup): Promise<Cameras> {
  const folder = await mkdtemp(join(tmpdir(), 'guardroom-bench-footage-'));
  const removeFolder = cleanup.add(() => rm(folder, { recursive: true, force: true }));
  const files = await Promise.all(
    Array.from({ length: Math.min(variants, count) }, (_, variant) => drawFootage(folder, kind, variant)),
  );
  const paths = Array.from({ length: count }, (_, index) => `/camera-${index + 1}`);
  const mounts = paths.map((path, index) => ({
    path,
    file: files[index % files.length] ?? '',
    ...kind,
  }));
  const start = async (port: number): Promise<{ peer: GStreamerPeer; end(signal?: 'SIGKILL'): Promise<void> }> => {
    const peer = await startGStreamer({ mounts, port });
    const watched = cleanup.watch(peer.pid);
    return {
      peer,
      async end(signal) {
        await peer.stop(signal);
        watched.forget();
      },
    };
  };
  let current = await start(0);
  const { port } = current.peer;
  const stop = cleanup.add(async () => {
    await current.end();
    await removeFolder();
  });
  return {
    kind,
    names: paths.map((_, index) => `摄像机 ${String(index + 1).padStart(2, '0')}`),
    urls: paths.map((path) => current.peer.url(path)),
    port,
    pid: () => current.peer.pid,
    kill: () => current.end('SIGKILL'),
    async restart() {
      current = await start(port);
    },
    stop,
  };
}

/** Moving patterns under the noise of a sensor, which is what keeps an encoder at its bit rate at night. */
async function drawFootage(folder: string, kind: CameraKind, variant: number): Promise<string> {
  const { width, height, fps, kbps } = kind;
  const file = join(folder, `footage-${variant}.mp4`);
  const picture = [
    `testsrc2=size=${width}x${height}:rate=${fps}:duration=${loopSeconds}`,
    `hue=h=${variant * 90}`,
    `noise=alls=6:allf=t:all_seed=${variant + 1}`,
  ].join(',');
  const firstGroupSeconds = (groupSeconds * (variant + 1)) / variants;
  const keyFrames = `expr:gte(t,if(n_forced,${firstGroupSeconds}+(n_forced-1)*${groupSeconds},0))`;
  const encode = (pass: 1 | 2, ...output: string[]) =>
    run('ffmpeg', [
      ...['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', picture, '-pix_fmt', 'yuv420p', '-threads', '1'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-bf', '0', '-g', String(10 * fps)],
      ...['-sc_threshold', '0', '-force_key_frames', keyFrames],
      ...['-b:v', `${kbps}k`, '-maxrate', `${kbps}k`, '-bufsize', `${kbps}k`],
      ...['-pass', String(pass), '-passlogfile', file, ...output],
    ]);
  // In one pass over so short a loop the encoder takes 5 % more than it was told to.
  await encode(1, '-f', 'null', '-');
  await encode(2, file);
  return file;
}
