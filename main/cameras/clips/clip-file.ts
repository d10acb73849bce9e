import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output, StreamTarget } from 'mediabunny';
import type { VideoCodec } from 'mediabunny';
import { syncDirectory } from '../../system/disk.ts';
import type { StreamFormat } from '../frames.ts';

/** A file being written; tests put one that fails in its place. */
export interface WritableFile {
  /** Throws when not all of it could be written. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

export type OpenFile = (path: string) => Promise<WritableFile>;

export const openFile: OpenFile = async (path) => {
  const file = await open(path, constants.O_CREAT | constants.O_TRUNC | constants.O_WRONLY, 0o600);
  return {
    async write(bytes, position) {
      for (let at = 0; at < bytes.length;) {
        at += (await file.write(bytes, at, bytes.length - at, position + at)).bytesWritten;
      }
    },
    sync: () => file.sync(),
    close: () => file.close(),
  };
};

export const partialSuffix = '.partial';

export interface ClipFormat {
  codec: string;
  width: number;
  height: number;
}

/** What an mp4 file can say of the format; null when it cannot hold it. */
export function clipFormatOf({ codec, width, height }: StreamFormat): ClipFormat | null {
  if (width === null || height === null || mp4CodecOf(codec) === null) return null;
  return { codec, width, height };
}

function mp4CodecOf(codec: string): VideoCodec | null {
  if (/^avc[13]\./.test(codec)) return 'avc';
  if (/^h(ev|vc)1\./.test(codec)) return 'hevc';
  return null;
}

/** RTP video counts in 90 kHz (RFC 3551 section 5): times fall on these ticks again. */
const timescaleHz = 90_000;

/**
 * One mp4 file, written under a temporary name. The frames go in as the camera sent them: only the start codes of
 * Annex B become lengths (ISO/IEC 14496-15), and decode times are made from the presentation times.
 */
export class ClipFile {
  readonly #path: string;
  readonly #file: WritableFile;
  readonly #format: ClipFormat;
  readonly #output: Output;
  readonly #source: EncodedVideoPacketSource;
  #begun = false;

  static async create(path: string, format: ClipFormat, openPath: OpenFile): Promise<ClipFile> {
    const clip = new ClipFile(path, format, await openPath(path + partialSuffix));
    try {
      await clip.#output.start();
      return clip;
    } catch (error) {
      await clip.discard();
      throw error;
    }
  }

  private constructor(path: string, format: ClipFormat, file: WritableFile) {
    this.#path = path;
    this.#file = file;
    this.#format = format;
    this.#source = new EncodedVideoPacketSource(mp4CodecOf(format.codec) ?? 'avc');
    const writable = new WritableStream<{ data: Uint8Array; position: number }>({
      write: ({ data, position }) => file.write(data, position),
    });
    // The index goes to the end: nobody knows how long the clip will be, and players ask for ranges.
    this.#output = new Output({
      format: new Mp4OutputFormat({ fastStart: false }),
      target: new StreamTarget(writable),
    });
    this.#output.addVideoTrack(this.#source, { frameRate: timescaleHz });
  }

  /** In decoding order, a key frame first. Resolves once the disk keeps up. */
  async add(bytes: Uint8Array, key: boolean, presentationUs: number, durationUs: number): Promise<void> {
    const packet = new EncodedPacket(bytes, key ? 'key' : 'delta', presentationUs / 1e6, durationUs / 1e6);
    if (this.#begun) return this.#source.add(packet);
    this.#begun = true;
    const { codec, width: codedWidth, height: codedHeight } = this.#format;
    await this.#source.add(packet, { decoderConfig: { codec, codedWidth, codedHeight } });
  }

  /** Whole and synced, still under its temporary name. */
  async finish(): Promise<{ bytes: number; digest: string }> {
    await this.#output.finalize();
    await this.#file.sync();
    await this.#file.close();
    const hash = createHash('sha256');
    let bytes = 0;
    await pipeline(createReadStream(this.#path + partialSuffix), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    });
    return { bytes, digest: hash.digest('hex') };
  }

  /** Takes what was written away. */
  async discard(): Promise<void> {
    await this.#output.cancel().catch(() => undefined);
    await this.#file.close().catch(() => undefined);
    await rm(this.#path + partialSuffix, { force: true }).catch(() => undefined);
  }
}

/** Gives a finished file its own name, durably. */
export async function putInPlace(path: string): Promise<void> {
  await rename(path + partialSuffix, path);
  await syncDirectory(dirname(path));
}
