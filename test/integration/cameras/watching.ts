import type { StreamState } from '#contract/camera.ts';
import { keep } from '../../../main/cameras/frames.ts';
import type { AccessUnit, StreamFormat } from '../../../main/cameras/frames.ts';
import { RingMemory } from '../../../main/cameras/ring-memory.ts';
import { parseRtspAddress } from '../../../main/cameras/rtsp/rtsp-address.ts';
import { openRtspStream } from '../../../main/cameras/rtsp/rtsp-stream.ts';
import type { RtspStream, StreamEnd } from '../../../main/cameras/rtsp/rtsp-stream.ts';
import type { SoundDesk } from '../../../main/cameras/rtsp/sound-setup.ts';
import { noVideoYet } from '../../../main/cameras/rtsp/video-receiver.ts';
import { StreamSession } from '../../../main/cameras/stream-session.ts';
import { realClock } from '../../../main/system/clock.ts';
import type { Clock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';

/** Looks until it is so; the test's own time limit is the end of patience. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

export interface Look {
  stream: RtspStream;
  formats: StreamFormat[];
  frames: AccessUnit[];
  playing: boolean;
  end: StreamEnd | null;
  ended: Promise<StreamEnd>;
  counts: ReturnType<typeof noVideoYet>;
}

/** One RTSP stream, without supervision. */
export function look(
  url: string,
  options: { clock?: Clock; connectMs?: number; answerMs?: number; sound?: SoundDesk } = {},
): Look {
  const address = parseRtspAddress(url);
  if (address === null) throw new Error(`no address: ${url}`);
  const ended = Promise.withResolvers<StreamEnd>();
  const counts = noVideoYet();
  const seen: Omit<Look, 'stream'> = {
    formats: [],
    frames: [],
    playing: false,
    end: null,
    ended: ended.promise,
    counts,
  };
  const looking = Object.assign(seen, {
    stream: openRtspStream({
      address,
      clock: options.clock ?? realClock,
      timeouts: { connectMs: options.connectMs ?? 2000, answerMs: options.answerMs ?? 5000 },
      counts,
      startUs: 0,
      ...(options.sound === undefined ? {} : { sound: options.sound }),
      listener: {
        onPlaying: () => (seen.playing = true),
        onFormat: (format) => seen.formats.push(format),
        onFrame: (frame) => seen.frames.push(keep(frame)),
        onEnd: (end) => {
          seen.end = end;
          ended.resolve(end);
        },
      },
    }),
  });
  return looking;
}

export interface Supervised {
  session: StreamSession;
  states: StreamState[];
  frames: AccessUnit[];
  readonly state: StreamState | undefined;
}

/** One stream, supervised as the station does it. */
export function supervise(url: string): Supervised {
  const address = parseRtspAddress(url);
  if (address === null) throw new Error(`no address: ${url}`);
  const states: StreamState[] = [];
  const frames: AccessUnit[] = [];
  const session = new StreamSession({
    address,
    ring: { seconds: 15, bytes: 12e6 },
    ringMemory: new RingMemory(),
    clock: realClock,
    log: silentLog,
    openStream: openRtspStream,
    random: Math.random,
    onState: () => undefined,
  });
  session.watch({
    onState: (state) => states.push(state),
    onFormat: () => undefined,
    onFrame: (frame) => frames.push(frame),
  });
  return {
    session,
    states,
    frames,
    get state() {
      return states.at(-1);
    },
  };
}
