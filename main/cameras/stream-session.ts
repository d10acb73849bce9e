import type { StreamState } from '#contract/camera.ts';
import { reasonOf } from '../system/app-error.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { keep } from './frames.ts';
import type { AccessUnit, FrameViewer, PassingFrame, StreamFormat } from './frames.ts';
import { decideLiveness, lookEveryMs } from './liveness.ts';
import { Rates } from './rates.ts';
import { decideRetryMs, unplayableRetryMs } from './retry.ts';
import { Ring } from './ring.ts';
import type { RingCounts, RingLimits } from './ring.ts';
import type { RingMemory } from './ring-memory.ts';
import type { RtspAddress } from './rtsp/rtsp-address.ts';
import type { OpenRtspStream, RtspStream, StreamEnd } from './rtsp/rtsp-stream.ts';
import type { SoundCounts } from './rtsp/sound-receiver.ts';
import { noVideoYet } from './rtsp/video-receiver.ts';
import type { VideoCounts } from './rtsp/video-receiver.ts';
import type { SoundListener } from './sounds.ts';
import { StreamSound } from './stream-sound.ts';

export interface StreamStatistics extends VideoCounts {
  state: StreamState | null;
  viewers: number;
  /** Connections made after the first. */
  reconnects: number;
  lastError: { reason: string; detail: string; atMs: number } | null;
  framesPerSecond: number;
  kilobitsPerSecond: number;
  ring: RingCounts;
  sound: SoundCounts;
}

export interface StreamSessionOptions {
  address: RtspAddress;
  ring: RingLimits;
  ringMemory: RingMemory;
  clock: Clock;
  log: Log;
  openStream: OpenRtspStream;
  random: () => number;
  onState: () => void;
}

interface Look {
  viewer: FrameViewer;
  /** Has had a key frame: from there on every frame is of use to it. */
  begun: boolean;
}

const connectMs = 2500;
const answerMs = 5000;
/** A viewer who looks away for a moment finds the stream still open. */
const lingerMs = 10_000;

/** One stream of one camera: connected while somebody looks or it is to be kept open, shared by all who look. */
export class StreamSession {
  readonly #options: StreamSessionOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #ring: Ring;
  readonly #counts = noVideoYet();
  readonly #rates = new Rates();
  readonly #sound: StreamSound;
  #address: RtspAddress;
  #keepOpen = false;
  /** Replaced, never changed, so that one may come or go while frames are handed out. */
  #viewers: readonly Look[] = [];
  #state: StreamState | null = null;
  #format: StreamFormat | null = null;

  #stream: RtspStream | null = null;
  #attempt = 0;
  #sameReason = 0;
  #lastReason: string | null = null;
  #connections = 0;
  #lastError: StreamStatistics['lastError'] = null;
  #lastFrameAtMs: number | null = null;
  #firstFrameMonotonicMs: number | null = null;
  #lastLiveMs: number | null = null;

  #playingSinceMs: number | null = null;
  #lastFrameMs: number | null = null;
  #packetsAtLastFrame = 0;
  #frameIntervalMs = 0;

  #cancelRetry: Cancel | null = null;
  #cancelLook: Cancel | null = null;
  #cancelLinger: Cancel | null = null;
  #goodbyes = new Set<Promise<void>>();

  constructor(options: StreamSessionOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#address = options.address;
    this.#ring = new Ring(options.ring, options.ringMemory);
    this.#sound = new StreamSound(options.clock, options.log);
  }

  /** Null while nobody needs it and it is closed. */
  get state(): StreamState | null {
    return this.#state;
  }
  get viewers(): number {
    return this.#viewers.length;
  }

  watch(viewer: FrameViewer): () => void {
    const own: Look = { viewer, begun: false };
    this.#cancelLinger?.();
    this.#cancelLinger = null;
    if (this.#state === null) this.#open();
    const state = this.#state;
    const format = this.#format;
    const frames = this.#ring.sinceKeyFrame();
    own.begun = frames.length > 0;
    this.#viewers = [...this.#viewers, own];
    this.#stream?.setUnhurried(false);
    if (state !== null) this.#tell(own, () => viewer.onState(state));
    if (format !== null) this.#tell(own, () => viewer.onFormat(format));
    for (const frame of frames) if (!this.#tell(own, () => viewer.onFrame(frame))) break;
    return () => this.#leave(own);
  }

  /** As SoundSource.listen. */
  listen(listener: SoundListener): () => void {
    return this.#sound.listen(listener);
  }

  /** Connects anew, to another address; who looks goes on looking. */
  moveTo(address: RtspAddress): void {
    this.#address = address;
    if (this.#state === null) return;
    this.#hangUp();
    this.#forget();
    this.#open();
    if (this.#viewers.length === 0 && !this.#keepOpen) this.#linger();
  }

  /** Connected whether or not somebody looks. */
  setKeepOpen(keepOpen: boolean): void {
    const before = this.#keepOpen;
    this.#keepOpen = keepOpen;
    if (keepOpen && this.#state === null) this.#open();
    if (!keepOpen && before && this.#viewers.length === 0) this.#linger();
  }

  /** Ends it for good; whoever still looks is told `detail`. */
  async stop(detail: string): Promise<void> {
    this.#keepOpen = false;
    this.#hangUp();
    const sinceMs = this.#clock.nowMs();
    const attempt = this.#attempt;
    const lastFrameAtMs = this.#lastFrameAtMs;
    this.#become({ state: 'offline', sinceMs, reason: 'closed', detail, lastFrameAtMs, attempt, retryAtMs: null });
    this.#viewers = [];
    this.#shut();
    await Promise.all(this.#goodbyes);
  }

  /** Copies of the last `seconds` from the ring, beginning with a key frame. */
  recent(seconds: number): readonly AccessUnit[] {
    return this.#ring.last(seconds);
  }

  statistics(): StreamStatistics {
    const { framesPerSecond, kilobitsPerSecond } = this.#rates.over(this.#clock.monotonicMs());
    return {
      ...this.#counts,
      state: this.#state,
      viewers: this.#viewers.length,
      reconnects: Math.max(0, this.#connections - 1),
      lastError: this.#lastError,
      framesPerSecond,
      kilobitsPerSecond,
      ring: this.#ring.counts(),
      sound: { ...this.#sound.counts },
    };
  }

  #leave(look: Look): void {
    if (!this.#viewers.includes(look)) return;
    this.#viewers = this.#viewers.filter((other) => other !== look);
    if (this.#viewers.length > 0) return;
    this.#stream?.setUnhurried(true);
    if (!this.#keepOpen) this.#linger();
  }

  #linger(): void {
    this.#cancelLinger?.();
    if (this.#state === null) return;
    this.#cancelLinger = this.#clock.after(lingerMs, () => {
      if (this.#viewers.length > 0 || this.#keepOpen) return;
      this.#hangUp();
      this.#shut();
    });
  }

  #open(): void {
    this.#attempt = 0;
    this.#sameReason = 0;
    this.#lastReason = null;
    this.#lastLiveMs = this.#clock.monotonicMs();
    this.#cancelLook = this.#clock.every(lookEveryMs, () => this.#look());
    this.#become({ state: 'connecting', sinceMs: this.#clock.nowMs(), attempt: 1 });
    this.#connect();
  }

  #shut(): void {
    this.#forget();
    this.#state = null;
    this.#options.onState();
  }

  /** What was seen belongs to a connection that is gone for good. */
  #forget(): void {
    this.#ring.clear();
    this.#format = null;
    this.#sound.forget();
  }

  #hangUp(): void {
    for (const cancel of [this.#cancelRetry, this.#cancelLook, this.#cancelLinger]) cancel?.();
    this.#cancelRetry = this.#cancelLook = this.#cancelLinger = null;
    this.#dropStream();
  }

  #dropStream(): void {
    const stream = this.#stream;
    this.#sound.connectionEnded();
    this.#stream = null;
    this.#playingSinceMs = null;
    this.#lastFrameMs = null;
    if (stream === null) return;
    const goodbye = stream.close().finally(() => this.#goodbyes.delete(goodbye));
    this.#goodbyes.add(goodbye);
  }

  #connect(): void {
    this.#cancelRetry = null;
    this.#attempt += 1;
    this.#connections += 1;
    const began = this.#firstFrameMonotonicMs;
    // So that presentation times go on rising over a reconnect.
    const startUs = began === null ? 0 : Math.round((this.#clock.monotonicMs() - began) * 1000);
    const current = (): boolean => this.#stream === stream;
    const stream: RtspStream = this.#options.openStream({
      address: this.#address,
      clock: this.#clock,
      timeouts: { connectMs, answerMs },
      counts: this.#counts,
      startUs,
      sound: this.#sound,
      listener: {
        onPlaying: () => {
          if (!current()) return;
          this.#playingSinceMs = this.#clock.monotonicMs();
          this.#packetsAtLastFrame = this.#counts.packets;
        },
        onFormat: (format) => {
          if (current()) this.#takeFormat(format);
        },
        onFrame: (frame) => {
          if (current()) this.#takeFrame(frame);
        },
        onEnd: (end) => {
          if (current()) this.#ended(end);
        },
      },
    });
    this.#stream = stream;
    stream.setUnhurried(this.#viewers.length === 0);
  }

  #takeFormat(format: StreamFormat): void {
    const same = this.#format !== null && sameFormat(this.#format, format);
    if (same) return; // a reconnect
    // Frames of the old format cannot be shown or cut together with those of the new one.
    this.#ring.clear();
    this.#format = format;
    for (const look of this.#viewers) this.#tell(look, () => look.viewer.onFormat(format));
  }

  #takeFrame(frame: PassingFrame): void {
    const nowMs = this.#clock.monotonicMs();
    this.#firstFrameMonotonicMs ??= nowMs;
    if (this.#lastFrameMs !== null) this.#smoothInterval(nowMs - this.#lastFrameMs);
    this.#lastFrameMs = nowMs;
    this.#lastLiveMs = nowMs;
    this.#packetsAtLastFrame = this.#counts.packets;
    this.#lastFrameAtMs = frame.arrivalMs;
    this.#rates.count(nowMs, frame.passingBytes.length);
    if (this.#state?.state !== 'live' || (this.#format !== null && !sameFormat(this.#format, this.#state)))
      this.#goLive();
    this.#ring.push(frame);
    this.#show(frame);
  }

  /** One copy for all who look; none when nobody does. */
  #show(frame: PassingFrame): void {
    let kept: AccessUnit | null = null;
    for (const look of this.#viewers) {
      look.begun ||= frame.key;
      if (!look.begun) continue;
      const unit = (kept ??= keep(frame));
      this.#tell(look, () => look.viewer.onFrame(unit));
    }
  }

  /** An eighth of the news at a time; a pause is a pause, not a new frame rate. */
  #smoothInterval(intervalMs: number): void {
    const capped = Math.min(intervalMs, 5000);
    this.#frameIntervalMs += this.#frameIntervalMs === 0 ? capped : (capped - this.#frameIntervalMs) / 8;
  }

  #goLive(): void {
    const { codec, width, height } = this.#format ?? { codec: '', width: null, height: null };
    this.#attempt = 0;
    this.#sameReason = 0;
    this.#lastReason = null;
    this.#become({ state: 'live', sinceMs: this.#clock.nowMs(), codec, width, height });
  }

  #look(): void {
    if (this.#playingSinceMs === null) return;
    const liveness = decideLiveness(
      {
        playingSinceMs: this.#playingSinceMs,
        lastFrameMs: this.#lastFrameMs,
        packetsCome: this.#counts.packets > this.#packetsAtLastFrame,
        frameIntervalMs: this.#frameIntervalMs,
      },
      this.#clock.monotonicMs(),
    );
    if (liveness.is === 'over') {
      this.#ended({ end: 'failed', reason: liveness.reason, detail: liveness.detail });
    } else if (liveness.is === 'stale' && this.#state?.state === 'live') {
      this.#become({
        state: 'stale',
        sinceMs: this.#clock.nowMs(),
        lastFrameAtMs: this.#lastFrameAtMs ?? this.#clock.nowMs(),
      });
    }
  }

  #ended(end: StreamEnd): void {
    const overSound = this.#lastFrameMs === null && this.#sound.takeBlame();
    this.#dropStream();
    if (end.end === 'unplayable') {
      this.#forget();
      if (this.#state?.state !== 'unplayable' || this.#state.codec !== end.codec) {
        this.#become({ state: 'unplayable', sinceMs: this.#clock.nowMs(), codec: end.codec });
      }
      this.#retryIn(unplayableRetryMs);
      return;
    }
    const { reason } = end;
    const detail = this.#withoutPassword(end.detail);
    const nowMs = this.#clock.nowMs();
    this.#sameReason = this.#lastReason === reason ? this.#sameReason + 1 : 1;
    this.#lastReason = reason;
    this.#lastError = { reason, detail, atMs: nowMs };
    const forMs = this.#clock.monotonicMs() - (this.#lastLiveMs ?? 0);
    const failures = { sameReason: this.#sameReason, forMs };
    // Tried again without sound, it is another question than the one it failed over.
    const retryMs = decideRetryMs(overSound ? 'closed' : reason, failures, this.#options.random());
    this.#become({
      state: 'offline',
      sinceMs: this.#state?.state === 'offline' ? this.#state.sinceMs : nowMs,
      reason,
      detail,
      lastFrameAtMs: this.#lastFrameAtMs,
      attempt: this.#attempt,
      retryAtMs: nowMs + retryMs,
    });
    this.#retryIn(retryMs);
  }

  #retryIn(delayMs: number): void {
    this.#cancelRetry = this.#clock.after(delayMs, () => {
      this.#connect();
      // The tile goes on saying why there is no picture; `retryAtMs: null` says that it is being tried now.
      if (this.#state?.state === 'offline') {
        this.#become({ ...this.#state, attempt: this.#attempt, retryAtMs: null });
      }
    });
  }

  #become(state: StreamState): void {
    const before = this.#state;
    this.#state = state;
    if (before?.state !== state.state) {
      const { state: name, ...facts } = state;
      this.#log.info(`stream ${name}`, { address: this.#address.url, ...facts });
    }
    for (const look of this.#viewers) this.#tell(look, () => look.viewer.onState(state));
    this.#options.onState();
  }

  /** False when the viewer threw: it is not called again, and nobody else notices. */
  #tell(look: Look, what: () => void): boolean {
    if (!this.#viewers.includes(look)) return false;
    try {
      what();
      return true;
    } catch (error) {
      this.#log.error('a viewer failed', { reason: reasonOf(error) });
      this.#leave(look);
      return false;
    }
  }

  /** A camera's answer may hold what we sent it. */
  #withoutPassword(text: string): string {
    const password = this.#address.credentials?.password ?? '';
    const plain = text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, ' ').slice(0, 200);
    return password === '' ? plain : plain.replaceAll(password, '***');
  }
}

function sameFormat(one: StreamFormat, other: StreamFormat): boolean {
  return one.codec === other.codec && one.width === other.width && one.height === other.height;
}
