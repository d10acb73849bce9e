/** One video stream of one camera and its sound, from connecting to TEARDOWN. RFC 2326 over TCP, RTP interleaved (section 10.12). */
import type { OfflineReason } from '#contract/camera.ts';
import { reasonOf } from '../../system/app-error.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import type { PassingFrame, StreamFormat } from '../frames.ts';
import { ArrivalClock } from './arrival-clock.ts';
import { chooseVideo } from './choose-video.ts';
import type { VideoChoice } from './choose-video.ts';
import { PictureReceiver } from './picture-receiver.ts';
import { followRedirect } from './redirect.ts';
import { withoutCredentials } from './rtsp-address.ts';
import type { RtspAddress } from './rtsp-address.ts';
import { RtspConnection } from './rtsp-connection.ts';
import type { RtspTimeouts } from './rtsp-connection.ts';
import { RtspFailure, failureOfStatus } from './rtsp-failure.ts';
import { controlUrl, parseSdp } from './sdp.ts';
import type { SdpMedia } from './sdp.ts';
import { channelOf, setUpSound } from './sound-setup.ts';
import type { SoundChannel, SoundDesk } from './sound-setup.ts';
import { VideoReceiver } from './video-receiver.ts';
import type { VideoCounts, VideoListener } from './video-receiver.ts';
import { headerOf } from './wire-parser.ts';
import type { RtspResponse } from './wire-parser.ts';

export type StreamEnd =
  | { end: 'failed'; reason: OfflineReason; detail: string }
  /** The camera sends something we cannot take apart: its name as a guard may have heard it, `MPEG-4`. */
  | { end: 'unplayable'; codec: string };

export interface RtspStreamListener extends VideoListener {
  /** The camera accepted PLAY. */
  onPlaying(): void;
  /** Once, and nothing after it. Not called after close(). */
  onEnd(end: StreamEnd): void;
}

export interface RtspStream {
  /** Nobody waits for what comes. Taken at its word where there is sound; see RtspConnection.setUnhurried. */
  setUnhurried(unhurried: boolean): void;
  /** Says goodbye to the camera; resolves when the connection is gone. */
  close(): Promise<void>;
}

export interface RtspStreamOptions {
  address: RtspAddress;
  clock: Clock;
  timeouts: RtspTimeouts;
  counts: VideoCounts;
  /** Presentation time of the first frame, microseconds. */
  startUs: number;
  listener: RtspStreamListener;
  /** Absent: the camera is not asked for sound. */
  sound?: SoundDesk;
}

export type OpenRtspStream = (options: RtspStreamOptions) => RtspStream;

export const openRtspStream: OpenRtspStream = (options) => new Conversation(options);

const maxRedirects = 4;
/** RFC 2326 12.37: a session without a stated timeout ends after 60 s. */
const defaultSessionSeconds = 60;
const goodbyeMs = 500;

class Conversation implements RtspStream {
  readonly #options: RtspStreamOptions;
  readonly #arrival: ArrivalClock;
  #connection: RtspConnection;
  #receiver: VideoReceiver | PictureReceiver | null = null;
  #channel = 0;
  #sound: SoundChannel | null = null;
  #session: { headers: Readonly<Record<string, string>>; url: string; keepAlive: 'GET_PARAMETER' | 'OPTIONS' } | null =
    null;
  #cancelKeepAlive: Cancel | null = null;
  #ended = false;
  #unhurried = false;
  #isPlaying = false;

  constructor(options: RtspStreamOptions) {
    this.#options = options;
    this.#arrival = new ArrivalClock(options.clock);
    this.#connection = this.#connectionTo(options.address);
    this.#play(options.address).catch((error: unknown) => this.#fail(error));
  }

  setUnhurried(unhurried: boolean): void {
    this.#unhurried = unhurried;
    // Until PLAY is answered somebody waits: we do.
    if (this.#isPlaying) this.#pace();
  }

  async close(): Promise<void> {
    this.#ended = true;
    this.#cancelKeepAlive?.();
    const connection = this.#connection;
    if (this.#session !== null) {
      const { headers, url } = this.#session;
      const goodbye = connection.request('TEARDOWN', url, headers).catch(() => undefined);
      let cancel: Cancel = () => undefined;
      const enough = new Promise<void>((resolve) => (cancel = this.#options.clock.after(goodbyeMs, resolve)));
      await Promise.race([goodbye, enough]);
      cancel();
    }
    connection.destroy();
  }

  async #play(start: RtspAddress): Promise<void> {
    const described = await this.#describe(start);
    const sdp = parseSdp(described.response.body);
    const choice = chooseVideo(sdp);
    if (choice.choice === 'none') throw new RtspFailure('no-video', choice.detail);
    if (choice.choice === 'unplayable') {
      this.#end({ end: 'unplayable', codec: choice.codec });
      return;
    }
    const { media } = choice;
    const base = withoutCredentials(
      headerOf(described.response, 'content-base') ?? headerOf(described.response, 'content-location') ?? described.url,
    );
    const aggregateUrl = withoutCredentials(controlUrl(base, sdp.control));
    this.#receiver = this.#receiverOf(choice);
    const set = await this.#mustSucceed('SETUP', withoutCredentials(controlUrl(base, media.control)), {
      Transport: `${media.protocol}/TCP;unicast;interleaved=0-1`,
    });
    this.#channel = channelOf(headerOf(set, 'transport'), 0);
    const session = sessionOf(headerOf(set, 'session'));
    const { sound: desk } = this.#options;
    if (desk !== undefined && !this.#isOver()) {
      const setUp = (control: string | null, transport: string): Promise<RtspResponse> => {
        const headers = { ...session.headers, Transport: transport };
        return this.#connection.request('SETUP', withoutCredentials(controlUrl(base, control)), headers);
      };
      this.#sound = await setUpSound({ sdp, desk, videoChannel: this.#channel, setUp });
    }
    this.#session = { headers: session.headers, url: aggregateUrl, keepAlive: described.keepAlive };
    await this.#mustSucceed('PLAY', aggregateUrl, { ...session.headers, Range: 'npt=0.000-' });
    if (this.#isOver()) return;
    this.#keepAlive(session.timeoutSeconds * 500);
    this.#isPlaying = true;
    this.#pace();
    this.#options.listener.onPlaying();
  }

  #receiverOf(choice: Extract<VideoChoice, { media: SdpMedia }>): VideoReceiver | PictureReceiver {
    const { counts, startUs, listener } = this.#options;
    const { payloadType, clockRate } = choice.media;
    const common = {
      payloadType,
      clockRate,
      startUs,
      counts,
      listener: {
        onFormat: (format: StreamFormat) => this.#ended || listener.onFormat(format),
        onFrame: (frame: PassingFrame) => this.#ended || listener.onFrame(frame),
      },
    };
    if (choice.choice === 'pictures') return new PictureReceiver({ ...common, assembler: choice.openAssembler() });
    const { codec, parameterSets } = choice;
    return new VideoReceiver({ ...common, codec, parameterSets });
  }

  /** OPTIONS and DESCRIBE, from one address to the next while the camera redirects. */
  async #describe(
    start: RtspAddress,
  ): Promise<{ response: RtspResponse; url: string; keepAlive: 'GET_PARAMETER' | 'OPTIONS' }> {
    let address = start;
    for (let redirects = 0; ; redirects += 1) {
      if (this.#isOver()) throw new RtspFailure('closed', 'closed by us');
      await this.#connection.open();
      const options = await this.#connection.request('OPTIONS', address.url);
      // Going on after a refused password would count as a second try against the account.
      if (options.status === 401) throw failureOfStatus('OPTIONS', options.status, options.phrase);
      // Not every camera knows OPTIONS; any other answer to it is no matter, DESCRIBE decides.
      const keepAlive = /\bGET_PARAMETER\b/i.test(headerOf(options, 'public') ?? '') ? 'GET_PARAMETER' : 'OPTIONS';
      const response = await this.#connection.request('DESCRIBE', address.url, { Accept: 'application/sdp' });
      if (response.status < 300) return { response, url: address.url, keepAlive };
      if (response.status >= 400) throw failureOfStatus('DESCRIBE', response.status, response.phrase);
      if (redirects === maxRedirects) throw new RtspFailure('protocol', `more than ${maxRedirects} redirects`);
      address = followRedirect(address, headerOf(response, 'location'), this.#connection.remoteAddress);
      const left = this.#connection;
      this.#connection = this.#connectionTo(address);
      left.destroy();
    }
  }

  async #mustSucceed(method: string, url: string, headers: Readonly<Record<string, string>>): Promise<RtspResponse> {
    const response = await this.#connection.request(method, url, headers);
    if (response.status >= 300) throw failureOfStatus(method, response.status, response.phrase);
    return response;
  }

  #connectionTo(address: RtspAddress): RtspConnection {
    const { clock, timeouts } = this.#options;
    const connection: RtspConnection = new RtspConnection({
      address,
      clock,
      timeouts,
      listener: {
        onPacket: (channel, bytes, start, end) => {
          if (this.#ended) return;
          const receiver = this.#receiverOn(channel, bytes, start);
          receiver?.packet(bytes, start, end, this.#arrival.nowMs(), this.#arrival.monotonicMs);
        },
        onBroken: (failure) => {
          if (connection === this.#connection) this.#fail(failure);
        },
      },
    });
    return connection;
  }

  #receiverOn(channel: number, bytes: Uint8Array, start: number): Pick<VideoReceiver, 'packet'> | null {
    if (this.#sound?.takes(channel, bytes, start) === true) return this.#sound.receiver;
    return channel === this.#channel ? this.#receiver : null;
  }

  /** Sound is what makes for many small packets: fifty a second, where pictures come in a few large pieces. */
  #pace(): void {
    this.#connection.setUnhurried(this.#unhurried && this.#sound !== null);
  }

  #keepAlive(periodMs: number): void {
    this.#cancelKeepAlive = this.#options.clock.every(periodMs, () => {
      const session = this.#session;
      if (session === null) return;
      this.#connection.request(session.keepAlive, session.url, session.headers).then(
        (response) => this.#keptAlive(response),
        // Some cameras never answer it. Whether the stream lives is told by its frames.
        () => undefined,
      );
    });
  }

  #keptAlive(response: RtspResponse): void {
    if (this.#session === null || response.status < 400) return;
    if (response.status === 401 || response.status === 454) {
      this.#fail(failureOfStatus(this.#session.keepAlive, response.status, response.phrase));
    } else this.#session.keepAlive = 'OPTIONS';
  }

  #isOver(): boolean {
    return this.#ended;
  }

  #fail(error: unknown): void {
    this.#end(
      error instanceof RtspFailure
        ? { end: 'failed', reason: error.reason, detail: error.message }
        : { end: 'failed', reason: 'protocol', detail: reasonOf(error) },
    );
  }

  #end(end: StreamEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelKeepAlive?.();
    this.#connection.destroy();
    this.#options.listener.onEnd(end);
  }
}

function sessionOf(header: string | null): { headers: Readonly<Record<string, string>>; timeoutSeconds: number } {
  const [id = ''] = (header ?? '').split(';');
  const stated = Number(/;\s*timeout\s*=\s*(\d{1,6})/i.exec(header ?? '')?.[1] ?? defaultSessionSeconds);
  // Under 4 s nobody could keep up; over two minutes a firewall between may forget the connection.
  return {
    headers: id.trim() === '' ? {} : { Session: id.trim() },
    timeoutSeconds: Math.min(Math.max(stated, 4), 120),
  };
}
