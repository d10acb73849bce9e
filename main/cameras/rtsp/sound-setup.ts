import type { CameraSound } from '#contract/sound.ts';
import { chooseSound } from './choose-sound.ts';
import { RtspFailure } from './rtsp-failure.ts';
import type { Sdp } from './sdp.ts';
import { SoundReceiver } from './sound-receiver.ts';
import type { SoundCounts, UnitTaker } from './sound-receiver.ts';
import { headerOf } from './wire-parser.ts';
import type { RtspResponse } from './wire-parser.ts';

/** Where a stream's sound goes. */
export interface SoundDesk extends UnitTaker {
  readonly counts: SoundCounts;
  /** Asked once a connection, before the camera is. False: it has cost this camera its picture before. */
  mayAsk(): boolean;
  /** The camera let us wait in vain for an answer. */
  onSilence(): void;
  onSound(sound: CameraSound): void;
}

export interface SoundSetup {
  sdp: Sdp;
  desk: SoundDesk;
  videoChannel: number;
  /** As of the connection; sends SETUP for a control attribute, with this transport. */
  setUp: (control: string | null, transport: string) => Promise<RtspResponse>;
}

/** The sound of a connection, set up beside its picture. */
export class SoundChannel {
  readonly #channel: number;
  /** Some cameras send sound and picture on one channel; then only the payload's number tells them apart. */
  readonly #sharedPayloadType: number | null;
  readonly receiver: SoundReceiver;

  constructor(receiver: SoundReceiver, channel: number, sharedPayloadType: number | null) {
    this.receiver = receiver;
    this.#channel = channel;
    this.#sharedPayloadType = sharedPayloadType;
  }

  /** Whether an interleaved packet is of the sound. */
  takes(channel: number, bytes: Uint8Array, start: number): boolean {
    if (channel !== this.#channel) return false;
    return this.#sharedPayloadType === null || ((bytes[start + 1] ?? 0) & 0x7f) === this.#sharedPayloadType;
  }
}

/**
 * Asks for the sound a camera describes, if it is of a kind we know; always, since to ask in the middle of a session is
 * more than many cameras bear. Null: there is none to be had, and the desk was told why. Throws only when the
 * connection itself is gone.
 */
export async function setUpSound({ sdp, desk, videoChannel, setUp }: SoundSetup): Promise<SoundChannel | null> {
  const chosen = chooseSound(sdp);
  if (chosen.choice === 'none' || chosen.choice === 'unknown-codec') {
    desk.onSound(chosen.choice === 'none' ? { sound: 'none' } : { sound: 'unknown-codec', codec: chosen.codec });
    return null;
  }
  const { media, clockRate, format, openUnpacker } = chosen;
  const response = desk.mayAsk()
    ? await answered(setUp(media.control, `${media.protocol}/TCP;unicast;interleaved=2-3`))
    : null;
  if (response === 'silence') desk.onSilence();
  if (response === null || response === 'silence' || response.status >= 300) {
    desk.onSound({ sound: 'refused' });
    return null;
  }
  const { payloadType } = media;
  const receiver = new SoundReceiver({
    unpacker: openUnpacker(),
    ...{ payloadType, clockRate, counts: desk.counts, taker: desk },
  });
  desk.onSound({ sound: 'on', format });
  const channel = channelOf(headerOf(response, 'transport'), 2);
  return new SoundChannel(receiver, channel, channel === videoChannel ? payloadType : null);
}

async function answered(asked: Promise<RtspResponse>): Promise<RtspResponse | 'silence'> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RtspFailure && error.reason === 'no-answer') return 'silence';
    throw error;
  }
}

/** The channel the camera sends RTP on, if it did not take the one we asked for. */
export function channelOf(transport: string | null, asked: number): number {
  const match = /interleaved\s*=\s*(\d{1,3})/i.exec(transport ?? '');
  return Math.min(Number(match?.[1] ?? asked), 255);
}
