import { RtpPacketiser } from './rtp.ts';
import type { Footage } from './footage.ts';
import { ScriptedCamera } from './scripted-camera.ts';

const videoClockHz = 90_000;

/** What it does to a picture before it is sent. */
export interface Sending {
  /** The NAL units it is sent as; null: it is not sent, and its sequence numbers are missing. */
  alter?: (nals: readonly Buffer[], key: boolean) => readonly Buffer[] | null;
  /** In units of 1/90000 s. */
  timestamp?: (due: number) => number;
}

/**
 * A camera that plays drawn footage in real time over RTSP and, meanwhile, whatever a test has it do wrong. Good until
 * told otherwise.
 */
export class UnrulyCamera extends ScriptedCamera {
  sending: Sending = {};
  /** Replaced while it plays: goes on with the new one's first key frame. */
  footage: Footage;
  /** Pictures sent for each that is due. */
  haste = 1;
  #packetiser = new RtpPacketiser({ ssrc: 0x600d, payloadType: 96, firstSequence: 1 });
  #playing: NodeJS.Timeout | null = null;

  constructor(footage: Footage) {
    super();
    this.footage = footage;
  }

  override async start(): Promise<void> {
    await super.start();
    let playing = this.footage;
    let next = 0;
    let sent = 0;
    const startedMs = performance.now();
    this.#playing = setInterval(() => {
      const { framesPerSecond } = this.footage;
      const due = Math.floor(((performance.now() - startedMs) / 1000) * framesPerSecond * this.haste);
      // Who was hurried and is not any more does not wait for the clock to catch up.
      if (due < sent - framesPerSecond) sent = due;
      for (; sent <= due; sent += 1) {
        if (playing !== this.footage) {
          playing = this.footage;
          next = playing.pictures.findIndex(({ key }) => key);
        }
        const picture = playing.pictures[next % playing.pictures.length];
        next += 1;
        if (picture !== undefined)
          this.#picture(picture, Math.round(((performance.now() - startedMs) / 1000) * videoClockHz));
      }
    }, 20);
  }

  override async stop(): Promise<void> {
    if (this.#playing !== null) clearInterval(this.#playing);
    await super.stop();
  }

  /** The connections end in the middle of a packet. */
  breakOff(): void {
    for (const socket of this.sockets) socket.end(Uint8Array.of(0x24, 0, 5, 220, 0x80, 0x60));
  }

  /** Bytes that are neither packets nor messages, between good ones. */
  write(bytes: Uint8Array): void {
    for (const socket of this.sockets) socket.write(bytes);
  }

  #picture({ nals, key }: Footage['pictures'][number], due: number): void {
    const { alter, timestamp } = this.sending;
    const altered = alter === undefined ? nals : alter(nals, key);
    const packets = this.#packetiser.picture(altered ?? nals, timestamp === undefined ? due : timestamp(due));
    if (altered !== null) for (const packet of packets) this.sendPlaying(packet);
  }
}
