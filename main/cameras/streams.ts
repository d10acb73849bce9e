import type { StreamName, StreamState } from '#contract/camera.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { sameAddress } from './camera-address.ts';
import type { FrameViewer } from './frames.ts';
import type { RingLimits } from './ring.ts';
import type { RingMemory } from './ring-memory.ts';
import type { SoundListener } from './sounds.ts';
import type { RtspAddress } from './rtsp/rtsp-address.ts';
import type { OpenRtspStream } from './rtsp/rtsp-stream.ts';
import { StreamSession } from './stream-session.ts';
import type { StreamStatistics } from './stream-session.ts';

export interface StreamsOptions {
  clock: Clock;
  log: Log;
  openStream: OpenRtspStream;
  random: () => number;
  ring: Record<StreamName, RingLimits>;
  ringMemory: RingMemory;
  onState: () => void;
}

export interface Addresses {
  main: RtspAddress | null;
  sub: RtspAddress | null;
}

/** The sessions of one camera, one a stream; the cheaper stream stays connected whether or not somebody looks. */
export class Streams {
  readonly #options: StreamsOptions;
  #addresses: Addresses;
  #keepOpen = false;
  readonly #sessions = new Map<StreamName, StreamSession>();

  constructor(addresses: Addresses, options: StreamsOptions) {
    this.#options = options;
    this.#addresses = addresses;
  }

  /** From now on one stream is connected at all times. */
  keepConnected(): void {
    this.#keepOpen = true;
    this.#chooseConstant();
  }

  get viewers(): number {
    return [...this.#sessions.values()].reduce((sum, session) => sum + session.viewers, 0);
  }

  /** A camera with one stream shows that one under either name. */
  watch(stream: StreamName, viewer: FrameViewer): (() => void) | null {
    return this.#session(this.#nameOf(stream))?.watch(viewer) ?? null;
  }

  listen(stream: StreamName, listener: SoundListener): (() => void) | null {
    return this.#session(this.#nameOf(stream))?.listen(listener) ?? null;
  }

  /** Null: closed, since nobody needs it. */
  state(stream: StreamName): StreamState | null {
    return this.#sessions.get(stream)?.state ?? null;
  }

  session(stream: StreamName): StreamSession | null {
    return this.#sessions.get(stream) ?? null;
  }

  statistics(): { stream: StreamName; statistics: StreamStatistics }[] {
    return [...this.#sessions].map(([stream, session]) => ({ stream, statistics: session.statistics() }));
  }

  moveTo(addresses: Addresses): void {
    const before = this.#addresses;
    this.#addresses = addresses;
    for (const [name, session] of this.#sessions) {
      const address = addresses[name];
      if (address === null) {
        this.#sessions.delete(name);
        void session.stop('the camera no longer has this stream');
      } else if (!sameAddress(before[name], address)) session.moveTo(address);
    }
    if (this.#keepOpen) this.#chooseConstant();
  }

  async stop(detail: string): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => session.stop(detail)));
  }

  #nameOf(stream: StreamName): StreamName {
    return stream === 'sub' && this.#addresses.sub === null ? 'main' : stream;
  }

  /** The cheaper one. */
  #chooseConstant(): void {
    const constant = this.#addresses.sub === null ? 'main' : 'sub';
    this.#session(constant);
    for (const [name, session] of this.#sessions) session.setKeepOpen(name === constant);
  }

  #session(name: StreamName): StreamSession | null {
    const known = this.#sessions.get(name);
    const address = this.#addresses[name];
    if (known !== undefined || address === null) return known ?? null;
    const { ring, ...rest } = this.#options;
    const session = new StreamSession({ ...rest, address, ring: ring[name] });
    this.#sessions.set(name, session);
    return session;
  }
}
