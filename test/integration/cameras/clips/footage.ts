/** Real H.264 and H.265 as x264 and x265 write it, taken apart into the access units a camera would send. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AccessUnit, StreamFormat } from '../../../../main/cameras/frames.ts';
import { parseH264Sps } from '../../../../main/cameras/rtsp/h264-sps.ts';

const run = promisify(execFile);

export interface Footage {
  format: StreamFormat;
  /** In decoding order, arriving at `startMs` and on, at their frame rate. */
  frames: AccessUnit[];
}

export interface FootageOptions {
  codec?: 'h264' | 'hevc';
  bFrames?: number;
  seconds?: number;
  width?: number;
  height?: number;
  startMs: number;
  /** Presentation time of the first second. */
  startUs?: number;
}

const framesPerSecond = 25;

export async function makeFootage(options: FootageOptions): Promise<Footage> {
  const { codec = 'h264', bFrames = 0, seconds = 6, width = 320, height = 180, startMs, startUs = 0 } = options;
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-footage-'));
  try {
    const encoded = join(directory, 'encoded.mp4');
    const annexB = join(directory, 'annex-b');
    const parameters = `keyint=${framesPerSecond}:min-keyint=${framesPerSecond}:scenecut=0:bframes=${bFrames}:aud=1:open-gop=0`;
    await run('ffmpeg', [
      ...[
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        `testsrc=size=${width}x${height}:rate=${framesPerSecond}:duration=${seconds}`,
      ],
      ...(codec === 'h264'
        ? ['-c:v', 'libx264', '-preset', 'veryfast', '-x264-params', parameters]
        : ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', `${parameters}:log-level=none`]),
      ...['-pix_fmt', 'yuv420p', '-threads', '1', encoded],
    ]);
    await run('ffmpeg', [
      '-v',
      'error',
      '-i',
      encoded,
      '-c',
      'copy',
      '-bsf:v',
      `${codec}_mp4toannexb`,
      '-f',
      codec,
      annexB,
    ]);
    const packets = await packetsOf(encoded);
    const units = accessUnits(await readFile(annexB), codec);
    if (units.length !== packets.length) throw new Error('the footage was not taken apart as it was put together');
    const frames = units.map((bytes, n): AccessUnit => {
      const packet = packets[n]!;
      return {
        bytes,
        key: packet.key,
        presentationUs: startUs + Math.round(packet.ptsSeconds * 1e6),
        arrivalMs: startMs + (n * 1000) / framesPerSecond,
      };
    });
    const sps = nalsOf(units[0]!).find((nal) => (nal[0]! & 0x1f) === 7);
    const format = codec === 'h264' ? parseH264Sps(sps!)! : { codec: 'hvc1.1.6.L60.90', width, height };
    return { format, frames };
  } finally {
    await rm(directory, { recursive: true });
  }
}

export interface Packet {
  ptsSeconds: number;
  dtsSeconds: number;
  key: boolean;
}

/** As ffprobe reads them, in the order of the file. */
export async function packetsOf(path: string): Promise<Packet[]> {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time,dts_time,flags', '-of', 'json', path],
  ]);
  const { packets } = JSON.parse(stdout) as { packets: { pts_time: string; dts_time: string; flags: string }[] };
  return packets.map(({ pts_time, dts_time, flags }) => ({
    ptsSeconds: Number(pts_time),
    dtsSeconds: Number(dts_time),
    key: flags.startsWith('K'),
  }));
}

export async function durationSeconds(path: string): Promise<number> {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', path],
  ]);
  return Number(stdout);
}

/** Frames that a decoder makes of it; throws when it complains. */
export async function decodedFrames(path: string): Promise<number> {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-count_frames', '-select_streams', 'v', '-show_entries', 'stream=nb_read_frames'],
    ...['-of', 'csv=p=0', path],
  ]);
  return Number(stdout);
}

/** The NAL units in the packets of an mp4 file, as ffmpeg reads them: each behind its length in four bytes. */
export async function nalsInFile(path: string): Promise<Buffer[]> {
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:v', '-c', 'copy', '-f', 'data', '-'], {
    encoding: 'buffer',
    maxBuffer: 256 * 1024 * 1024,
  });
  const nals: Buffer[] = [];
  for (let at = 0; at < stdout.length; at += 4 + stdout.readUInt32BE(at)) {
    nals.push(stdout.subarray(at + 4, at + 4 + stdout.readUInt32BE(at)));
  }
  return nals;
}

/** Of Annex B; start codes of three or four bytes. */
export function nalsOf(bytes: Uint8Array): Buffer[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nals: Buffer[] = [];
  let start = buffer.indexOf('000001', 0, 'hex');
  while (start >= 0) {
    const next = buffer.indexOf('000001', start + 3, 'hex');
    let end = next < 0 ? buffer.length : next;
    if (next > 0 && buffer[next - 1] === 0) end -= 1;
    nals.push(buffer.subarray(start + 3, end));
    start = next;
  }
  return nals;
}

/** Slices begin with "first of its picture" in their first bit after the header (7.3.3, H.265 7.3.6.1). */
function roleOf(nal: Buffer, codec: 'h264' | 'hevc'): 'first-slice' | 'slice' | 'delimiter' | 'leading' {
  const type = codec === 'h264' ? nal[0]! & 0x1f : (nal[0]! >> 1) & 0x3f;
  const isSlice = codec === 'h264' ? type >= 1 && type <= 5 : type < 32;
  if (isSlice) return (nal[codec === 'h264' ? 1 : 2]! & 0x80) === 0 ? 'slice' : 'first-slice';
  return type === (codec === 'h264' ? 9 : 35) ? 'delimiter' : 'leading';
}

/** As our receiver does, without delimiters. */
function accessUnits(stream: Buffer, codec: 'h264' | 'hevc'): Uint8Array[] {
  const units: Buffer[][] = [[]];
  let hasSlice = false;
  for (const nal of nalsOf(stream)) {
    const role = roleOf(nal, codec);
    if (hasSlice && role !== 'slice') {
      units.push([]);
      hasSlice = false;
    }
    if (role !== 'delimiter') units.at(-1)!.push(nal);
    hasSlice ||= role === 'first-slice';
  }
  return units.map((nals) => Buffer.concat(nals.flatMap((nal) => [Buffer.of(0, 0, 0, 1), nal])));
}
