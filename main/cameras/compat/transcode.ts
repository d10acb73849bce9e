import { isDeepStrictEqual } from 'node:util';
import type { StreamName, StreamState, TranscodeTrouble } from '#contract/camera.ts';
import { mpeg1Codec } from '#contract/codecs.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import { seconds } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { AccessUnit, FrameSource, FrameViewer, StreamFormat } from '../frames.ts';
import { matroskaHeader, matroskaPicture } from './matroska.ts';
import type { MatroskaCodec } from './matroska.ts';
import { countedFramesPerSecond } from './mpeg1-muxer.ts';
import type { StartTranscoder, Transcoder, TranscoderEnd } from './mpeg1-muxer.ts';
import { PictureSplitter } from './picture-splitter.ts';
import type { EncodedPicture } from './picture-splitter.ts';

/** What all transcodes of a station have in common. */
export interface TranscodeRoom {
  frames: FrameSource;
  ffmpegPath: string;
  /** Cleared once this machine's ffmpeg has turned out not to know how. */
  onOneCore: boolean;
  startTranscoder: StartTranscoder;
  clock: Clock;
  log: Log;
  /** False: as many run as may. */
  takeSlot(): boolean;
  leaveSlot(): void;
}

export interface TranscodeStatistics {
  viewers: number;
  running: boolean;
  pid: number | null;
  /** ffmpeg processes begun after the first. */
  restarts: number;
  framesIn: number;
  /** Not given to ffmpeg: it was behind, or gone. */
  framesDropped: number;
  picturesOut: number;
  /** From the arrival of a frame to its picture out of ffmpeg, the newest one's. */
  delayMs: number | null;
  lastError: string | null;
}

interface Running {
  transcoder: Transcoder;
  sinceMs: number;
  fed: number;
  fedSincePicture: number;
  /** When each frame that is in ffmpeg arrived, oldest first. */
  arrivals: number[];
  lastPictureMs: number | null;
}

/** ffmpeg is this far behind when it has not taken so much: the rest goes, up to a key frame. */
const maxWaitingBytes = 4 * 1024 * 1024;
/** A decoder may keep 16 pictures to sort them; what is older than that was no picture. */
const maxInFlight = 17;
const lookEveryMs = 1000;
/** Fed, but silent. */
const silentMs = 5000;
const silentFrames = 20;
const firstRetryMs = 500;
const longestRetryMs = seconds(30);
/** One that ran so long was well: what ended it is news. */
const wellAfterMs = seconds(10);
/** Said on the tile from this many failures in a row. */
const failuresToSay = 3;
const format: StreamFormat = { codec: mpeg1Codec, width: null, height: null };

/** One stream of one camera as MPEG-1, for all who look at it: one ffmpeg, fed from our own RTSP session. */
export class Transcode {
  readonly #room: TranscodeRoom;
  readonly #cameraId: string;
  readonly #stream: StreamName;
  readonly #log: Log;
  #viewers: readonly FrameViewer[] = [];
  #stopWatching: () => void = () => undefined;
  readonly #cancelLook: Cancel;
  #source: StreamState | null = null;
  #sourceFormat: StreamFormat | null = null;
  #trouble: { trouble: TranscodeTrouble; detail: string; sinceMs: number } | null = null;
  #told: StreamState | null = null;

  #running: Running | null = null;
  #needsKey = true;
  #hasSlot = false;
  #cancelRetry: Cancel | null = null;
  #failures = 0;
  #starts = 0;
  #framesIn = 0;
  #framesDropped = 0;
  #picturesOut = 0;
  #lastPresentationUs = 0;
  #delayMs: number | null = null;
  #lastError: string | null = null;
  /** Since the newest key picture, for who comes later. */
  #recent: AccessUnit[] = [];

  constructor(room: TranscodeRoom, cameraId: string, stream: StreamName) {
    this.#room = room;
    this.#cameraId = cameraId;
    this.#stream = stream;
    this.#log = room.log;
    this.#cancelLook = room.clock.every(lookEveryMs, () => this.#look());
  }

  /** False: there is no such camera or stream. */
  begin(): boolean {
    const stop = this.#room.frames.watch(this.#cameraId, this.#stream, {
      onState: (state) => this.#takeState(state),
      onFormat: (next) => this.#takeFormat(next),
      onFrame: (frame) => this.#takeFrame(frame),
    });
    if (stop === null) return false;
    this.#stopWatching = stop;
    return true;
  }

  get viewers(): number {
    return this.#viewers.length;
  }
  get isWaitingForSlot(): boolean {
    return this.#trouble?.trouble === 'too-many-transcodes';
  }

  watch(viewer: FrameViewer): () => void {
    this.#viewers = [...this.#viewers, viewer];
    const state = this.#stateToTell();
    if (state !== null) viewer.onState(state);
    viewer.onFormat(format);
    for (const picture of [...this.#recent]) viewer.onFrame(picture);
    return () => {
      this.#viewers = this.#viewers.filter((other) => other !== viewer);
    };
  }

  /** A slot may have become free. */
  tryAgain(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#rewind();
  }

  statistics(): TranscodeStatistics {
    return {
      viewers: this.#viewers.length,
      running: this.#running !== null,
      pid: this.#running?.transcoder.pid ?? null,
      restarts: Math.max(0, this.#starts - 1),
      framesIn: this.#framesIn,
      framesDropped: this.#framesDropped,
      picturesOut: this.#picturesOut,
      delayMs: this.#delayMs,
      lastError: this.#lastError,
    };
  }

  async stop(): Promise<void> {
    this.#viewers = [];
    this.#cancelLook();
    this.#cancelRetry?.();
    this.#stopWatching();
    await this.#kill();
  }

  #takeState(state: StreamState): void {
    if (state === this.#source) return;
    this.#source = state;
    this.#tell();
  }

  #takeFormat(next: StreamFormat): void {
    const before = this.#sourceFormat;
    this.#sourceFormat = next;
    if (before === null || isSameFormat(before, next)) return;
    // Another codec or size wants another ffmpeg; the frames that follow begin with a key frame.
    void this.#kill();
  }

  #takeFrame(frame: AccessUnit): void {
    if (this.#sourceFormat === null) return;
    this.#framesIn += 1;
    const codec = matroskaCodecOf(this.#sourceFormat.codec);
    if (this.#running === null && codec !== null && frame.key && this.#cancelRetry === null) this.#start(codec);
    const running = this.#running;
    if (running === null || (this.#needsKey && !frame.key)) {
      this.#framesDropped += 1;
      return;
    }
    if (running.transcoder.waitingBytes > maxWaitingBytes) {
      this.#needsKey = true;
      this.#framesDropped += 1;
      return;
    }
    this.#needsKey = false;
    const atMs = Math.round((running.fed * 1000) / countedFramesPerSecond);
    running.fed += 1;
    running.fedSincePicture += 1;
    running.arrivals.push(frame.arrivalMs);
    if (running.arrivals.length > maxInFlight) running.arrivals.shift();
    running.transcoder.write(matroskaPicture({ bytes: frame.bytes, key: frame.key, atMs }));
  }

  #start(codec: MatroskaCodec): void {
    if (!this.#hasSlot && !this.#room.takeSlot()) {
      this.#say({ trouble: 'too-many-transcodes', detail: '' });
      return;
    }
    this.#hasSlot = true;
    if (this.isWaitingForSlot) this.#trouble = null;
    this.#starts += 1;
    this.#recent = [];
    const isCurrent = (): boolean => this.#running === running;
    const pictures = new PictureSplitter((picture) => {
      if (isCurrent()) this.#takePicture(running, picture);
    });
    const transcoder = this.#room.startTranscoder({
      ffmpegPath: this.#room.ffmpegPath,
      onOneCore: this.#room.onOneCore,
      onBytes: (chunk) => pictures.take(chunk),
      onEnd: (end) => {
        if (isCurrent()) this.#ended(end);
      },
    });
    const running: Running = {
      transcoder,
      sinceMs: this.#room.clock.monotonicMs(),
      fed: 0,
      fedSincePicture: 0,
      arrivals: [],
      lastPictureMs: null,
    };
    this.#running = running;
    this.#needsKey = true;
    const { width, height } = this.#sourceFormat ?? format;
    // A decoder goes by what the stream says; the header only has to name some size.
    const size = { width: width ?? 640, height: height ?? 360 };
    transcoder.write(matroskaHeader({ codec, ...size, framesPerSecond: countedFramesPerSecond }));
    this.#tell();
  }

  #takePicture(running: Running, picture: EncodedPicture): void {
    const { clock } = this.#room;
    const nowMs = clock.monotonicMs();
    const presentationUs = Math.max(Math.round(nowMs * 1000), this.#lastPresentationUs + 1);
    this.#lastPresentationUs = presentationUs;
    const arrivalMs = running.arrivals.shift() ?? clock.nowMs();
    this.#delayMs = clock.nowMs() - arrivalMs;
    this.#picturesOut += 1;
    running.lastPictureMs = nowMs;
    running.fedSincePicture = 0;
    if (nowMs - running.sinceMs > wellAfterMs) this.#failures = 0;
    if (this.#trouble !== null) {
      this.#trouble = null;
      this.#tell();
    }
    const frame: AccessUnit = { ...picture, presentationUs, arrivalMs };
    if (picture.key) this.#recent = [];
    this.#recent.push(frame);
    for (const viewer of this.#viewers) viewer.onFrame(frame);
  }

  #look(): void {
    const running = this.#running;
    if (running === null) return;
    const silentForMs = this.#room.clock.monotonicMs() - (running.lastPictureMs ?? running.sinceMs);
    // Not its fault when nothing came from the camera.
    if (silentForMs < silentMs || running.fedSincePicture < silentFrames) return;
    void running.transcoder.stop();
    this.#ended({ end: 'failed', detail: 'takes frames, but gives no pictures' });
  }

  #ended(end: TranscoderEnd): void {
    this.#running = null;
    this.#lastError = end.detail;
    const names = { camera: this.#cameraId, stream: this.#stream, reason: end.detail };
    if (end.end === 'too-old' && this.#room.onOneCore) {
      this.#room.onOneCore = false;
      this.#retryIn(0);
      return;
    }
    this.#failures += 1;
    this.#freeSlot();
    if (end.end === 'missing') {
      this.#log.warn('no ffmpeg: what consoles cannot decode themselves is not shown', names);
      this.#say({ trouble: 'no-ffmpeg', detail: end.detail });
      this.#retryIn(longestRetryMs);
      return;
    }
    this.#log.warn('transcoding ended', { ...names, failures: this.#failures });
    if (this.#failures >= failuresToSay) this.#say({ trouble: 'transcoder-failing', detail: end.detail });
    this.#retryIn(Math.min(firstRetryMs * 2 ** Math.min(this.#failures - 1, 16), longestRetryMs));
  }

  #retryIn(delayMs: number): void {
    this.#cancelRetry?.();
    this.#cancelRetry = this.#room.clock.after(delayMs, () => this.tryAgain());
  }

  /** Has the ring's frames since its newest key frame come again. */
  #rewind(): void {
    if (this.#running !== null) return;
    this.#stopWatching();
    this.#stopWatching = () => undefined;
    if (!this.begin()) this.#log.info('the camera to transcode is gone', { camera: this.#cameraId });
  }

  async #kill(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    this.#recent = [];
    this.#freeSlot();
    await running?.transcoder.stop();
  }

  #freeSlot(): void {
    if (!this.#hasSlot) return;
    this.#hasSlot = false;
    this.#room.leaveSlot();
  }

  #say({ trouble, detail }: { trouble: TranscodeTrouble; detail: string }): void {
    if (this.#trouble?.trouble !== trouble) {
      this.#trouble = { trouble, detail, sinceMs: this.#room.clock.nowMs() };
    }
    this.#tell();
  }

  #tell(): void {
    const state = this.#stateToTell();
    if (state === null || isDeepStrictEqual(state, this.#told)) return;
    this.#told = state;
    for (const viewer of this.#viewers) viewer.onState(state);
  }

  /** What keeps the camera from living goes first: without its frames, what ffmpeg lacks is no matter. */
  #stateToTell(): StreamState | null {
    const source = this.#source;
    if (source?.state !== 'live') return source;
    const { codec, sinceMs } = source;
    if (matroskaCodecOf(codec) === null) return { state: 'unplayable', sinceMs, codec };
    if (this.#trouble === null) return source;
    return { state: 'unplayable', codec, ...this.#trouble };
  }
}

function matroskaCodecOf(codec: string): MatroskaCodec | null {
  if (/^(hev1|hvc1)\./.test(codec)) return 'V_MPEGH/ISO/HEVC';
  if (/^(avc1|avc3)\./.test(codec)) return 'V_MPEG4/ISO/AVC';
  if (/^mp4v\.20\b/.test(codec)) return 'V_MPEG4/ISO/ASP';
  if (codec === 'mjpeg') return 'V_MJPEG';
  return null;
}

function isSameFormat(one: StreamFormat, other: StreamFormat): boolean {
  return one.codec === other.codec && one.width === other.width && one.height === other.height;
}
