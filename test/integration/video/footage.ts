import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface EncodedPicture {
  bytes: Uint8Array;
  key: boolean;
  presentationUs: number;
}

export interface Footage {
  codec: string;
  width: number;
  height: number;
  framesPerSecond: number;
  /** In decoding order. Begins with a key frame, so it can be played in a loop. */
  pictures: EncodedPicture[];
  durationUs: number;
}

/** A moving test picture as H.264, encoded and timed by ffmpeg. */
export async function encodeTestPicture(options: {
  size?: `${number}x${number}`;
  framesPerSecond?: number;
  seconds?: number;
  bFrames?: number;
  keyEvery?: number;
  bitRate?: string;
}): Promise<Footage> {
  const { size = '640x360', framesPerSecond = 15, seconds = 4, bFrames = 0, keyEvery = 30, bitRate = '700k' } = options;
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-footage-'));
  try {
    const file = join(directory, 'footage.mp4');
    const source = `testsrc2=size=${size}:rate=${framesPerSecond},noise=alls=12:allf=t`;
    const encode = `-c:v libx264 -preset veryfast -pix_fmt yuv420p -g ${keyEvery} -keyint_min ${keyEvery} -sc_threshold 0`;
    const reorder = `-bf ${bFrames} -b_strategy 0 -b:v ${bitRate} -maxrate ${bitRate} -bufsize ${bitRate} -threads 1`;
    await run('ffmpeg', `-v error -f lavfi -i ${source} -t ${seconds} ${encode} ${reorder} -y`.split(' ').concat(file));
    const annexB = 'h264_mp4toannexb,h264_metadata=aud=insert';
    const { stdout: stream } = await run(
      'ffmpeg',
      ['-v', 'error', '-i', file, '-c', 'copy', '-bsf:v', annexB, '-f', 'h264', '-'],
      { encoding: 'buffer', maxBuffer: 2 ** 30 },
    );
    const probe = `-v error -select_streams v -show_entries packet=pts_time,flags -of csv=p=0`;
    const { stdout: packets } = await run('ffprobe', probe.split(' ').concat(file), { maxBuffer: 2 ** 26 });
    const times = packets.trim().split('\n');
    const units = splitAtDelimiters(stream);
    if (units.length !== times.length) throw new Error(`${units.length} units but ${times.length} times`);
    const pictures = units.map((bytes, index): EncodedPicture => {
      const [presentedAt, flags] = times[index]!.split(',');
      return { bytes, key: flags!.startsWith('K'), presentationUs: Math.round(Number(presentedAt) * 1e6) };
    });
    const [width, height] = size.split('x').map(Number) as [number, number];
    return { codec: codecOf(stream), width, height, framesPerSecond, pictures, durationUs: seconds * 1e6 };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Before each NAL unit of this type (H.264 7.4.1.2.3: access unit delimiter) a picture begins. */
function splitAtDelimiters(stream: Buffer): Uint8Array[] {
  const starts: number[] = [];
  for (const { at, type } of nalUnits(stream)) if (type === 9) starts.push(at);
  return starts.map((start, index) => new Uint8Array(stream.subarray(start, starts[index + 1] ?? stream.length)));
}

function codecOf(stream: Buffer): string {
  for (const { at, type } of nalUnits(stream))
    if (type === 7) return `avc1.${stream.subarray(at + 5, at + 8).toString('hex')}`;
  throw new Error('no parameter set');
}

/** ffmpeg writes four-byte start codes before the first NAL unit of a picture and before parameter sets. */
function* nalUnits(stream: Buffer): Generator<{ at: number; type: number }> {
  const startCode = Buffer.of(0, 0, 0, 1);
  for (let at = stream.indexOf(startCode); at >= 0; at = stream.indexOf(startCode, at + 4))
    yield { at, type: stream[at + 4]! & 31 };
}
