/** The cameras room with its compatibility path, over whatever addresses a test has, and viewers that remember. */
import type { StreamState } from '#contract/camera.ts';
import { Cameras } from '../../../../main/cameras/cameras.ts';
import { CompatStreams } from '../../../../main/cameras/compat/compat-streams.ts';
import type { AccessUnit, FrameSource, StreamFormat } from '../../../../main/cameras/frames.ts';
import { realClock } from '../../../../main/system/clock.ts';
import { silentLog } from '../../../../main/system/log.ts';
import type { Secrets } from '../../../../main/system/secrets.ts';

const plainSecrets: Secrets = { seal: (text) => text, open: (sealed) => sealed } as Secrets;

export interface CompatRoom {
  cameras: Cameras;
  compat: CompatStreams;
  /** Ids by name. */
  ids: Record<string, string>;
  stop(): Promise<void>;
}

export async function openCompatRoom(
  addresses: Readonly<Record<string, string>>,
  options: { ffmpegPath?: string; maxTranscodes?: number } = {},
): Promise<CompatRoom> {
  const cameras = new Cameras({
    store: { all: () => Promise.resolve([]), save: () => Promise.resolve() },
    secrets: plainSecrets,
    clock: realClock,
    log: silentLog,
  });
  const ids: Record<string, string> = {};
  for (const [name, main] of Object.entries(addresses)) {
    ids[name] = (await cameras.add({ name, main, point: 'other' })).id;
  }
  const { ffmpegPath = 'ffmpeg', ...rest } = options;
  const compat = new CompatStreams({ frames: cameras, ffmpegPath, clock: realClock, log: silentLog, ...rest });
  await cameras.start();
  return {
    cameras,
    compat,
    ids,
    async stop() {
      await compat.stop();
      await cameras.stop();
    },
  };
}

export interface Seen {
  states: StreamState[];
  formats: StreamFormat[];
  frames: AccessUnit[];
  readonly state: StreamState | undefined;
  stop(): void;
}

export function see(source: FrameSource, cameraId: string): Seen {
  const states: StreamState[] = [];
  const formats: StreamFormat[] = [];
  const frames: AccessUnit[] = [];
  const stop = source.watch(cameraId, 'main', {
    onState: (state) => states.push(state),
    onFormat: (format) => formats.push(format),
    onFrame: (frame) => frames.push(frame),
  });
  if (stop === null) throw new Error(`no camera ${cameraId}`);
  return {
    states,
    formats,
    frames,
    stop,
    get state() {
      return states.at(-1);
    },
  };
}

/** The MPEG-1 video in MPEG-TS packets of one stream (ISO/IEC 13818-1, 2.4.3.2 and 2.4.3.6). */
export function elementaryStream(frames: readonly AccessUnit[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const { bytes } of frames) {
    for (let at = 0; at < bytes.length; at += 188) {
      const packet = bytes.subarray(at, at + 188);
      const begins = (packet[1]! & 0x40) !== 0;
      const payload = packet.subarray((packet[3]! & 0x20) === 0 ? 4 : 5 + packet[4]!);
      parts.push(begins ? payload.subarray(9 + payload[8]!) : payload);
    }
  }
  return Buffer.concat(parts);
}
