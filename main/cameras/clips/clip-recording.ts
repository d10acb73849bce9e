import type { ClipFailure, ClipShortened } from '#contract/clip.ts';
import type { StreamName } from '#contract/camera.ts';
import { reasonOf } from '../../system/app-error.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import type { AccessUnit, FrameSource, StreamFormat } from '../frames.ts';
import { ClipFile, clipFormatOf } from './clip-file.ts';
import type { ClipFormat, OpenFile } from './clip-file.ts';
import type { ClipContent } from './clip-store.ts';
import { ClipTiming } from './clip-timing.ts';

export interface ClipRecordingOptions {
  frames: Pick<FrameSource, 'watch'>;
  cameraId: string;
  stream: StreamName;
  /** From the ring, a key frame first. */
  past: readonly AccessUnit[];
  untilMs: number;
  clock: Clock;
  openFile: OpenFile;
  /** Whether the disk has room for more. */
  hasRoom: () => Promise<boolean>;
}

export type RecordingEnd =
  /** The file is synced, under its temporary name. */
  { outcome: 'whole'; content: ClipContent } | { outcome: 'failed'; failure: ClipFailure; detail: string };

/** Frames handed over and not yet written, beside the past; the disk has stopped keeping up beyond this. */
const maxWaitingBytes = 48 * 1024 * 1024;
/** Between looks at how much room the disk has. */
const bytesBetweenLooks = 4 * 1024 * 1024;

type Item = { frame: AccessUnit } | { format: StreamFormat };

/**
 * One clip while it is recorded: the past out of the ring, then what comes. It takes frames from the moment it is made,
 * so that nothing rolls out of the ring while its row is written, and writes them once `writeTo` says where.
 */
export class ClipRecording {
  readonly #options: Omit<ClipRecordingOptions, 'past'>;
  readonly #timing = new ClipTiming();
  #stopWatching: () => void = () => undefined;
  #cancelEnd: Cancel = () => undefined;
  #untilMs: number;
  #waiting: Item[] = [];
  #waitingBytes = 0;
  #wake: (() => void) | null = null;
  /** No frame is taken any more; what waits is still written. */
  #closed = false;
  #shortened: ClipShortened | null = null;
  #unplayable: string | null = null;
  #format: ClipFormat | null = null;

  constructor({ past, ...options }: ClipRecordingOptions) {
    this.#options = options;
    this.#untilMs = options.untilMs;
    this.#waiting = past.map((frame) => ({ frame }));
  }

  /** False: there is no such camera or stream. */
  begin(): boolean {
    const { frames, cameraId, stream } = this.#options;
    // A viewer is told, on arrival, the format and the frames since the newest key frame; the past ends with the same.
    const told: Item[] = [];
    let take = (item: Item): void => void told.push(item);
    const stop = frames.watch(cameraId, stream, {
      onState: (state) => (this.#unplayable = state.state === 'unplayable' ? state.codec : null),
      onFormat: (format) => take({ format }),
      onFrame: (frame) => take({ frame }),
    });
    if (stop === null) return false;
    const past = new Set(this.#waiting.map((item) => ('frame' in item ? timesOf(item.frame) : null)));
    const formats = told.filter((item) => 'format' in item);
    const news = told.filter((item) => 'frame' in item && !past.has(timesOf(item.frame)));
    this.#waiting = [...formats, ...this.#waiting, ...news];
    this.#stopWatching = stop;
    this.#cancelEnd = this.#endAt(this.#untilMs);
    take = (item) => this.#take(item);
    return true;
  }

  get untilMs(): number {
    return this.#untilMs;
  }

  /** False when it is too late: the clip is being closed. */
  extend(untilMs: number): boolean {
    if (this.#closed) return false;
    if (untilMs <= this.#untilMs) return true;
    this.#untilMs = untilMs;
    this.#cancelEnd();
    this.#cancelEnd = this.#endAt(untilMs);
    return true;
  }

  /** Ends it now, with what there is. */
  stop(shortened: ClipShortened | null): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#shortened = shortened;
    this.#cancelEnd();
    this.#stopWatching();
    this.#wake?.();
  }

  /** Resolves when the clip is over; never throws. */
  async writeTo(path: string): Promise<RecordingEnd> {
    let file: ClipFile | null = null;
    try {
      for await (const { frame, presentationUs, durationUs, format } of this.#framesToWrite()) {
        file ??= await ClipFile.create(path, format, this.#options.openFile);
        await file.add(frame.bytes, frame.key, presentationUs, durationUs);
      }
      if (file === null || this.#format === null) return this.#nothing();
      const { bytes, digest } = await file.finish();
      const content = { ...this.#timing.span, ...this.#format, bytes, digest, shortened: this.#shortened };
      return { outcome: 'whole', content };
    } catch (error) {
      this.stop(null);
      await file?.discard();
      return { outcome: 'failed', failure: failureOf(error), detail: reasonOf(error) };
    } finally {
      this.#waiting = [];
    }
  }

  async *#framesToWrite() {
    let unlookedBytes = 0;
    for (;;) {
      const item = this.#waiting.shift();
      if (item === undefined) {
        if (this.#closed) return;
        await new Promise<void>((resolve) => (this.#wake = resolve));
        this.#wake = null;
        continue;
      }
      if ('format' in item) {
        if (this.#takeFormat(item.format)) continue;
        return;
      }
      const { frame } = item;
      // Those of the past were never counted: the ring they were copied from bounds them.
      this.#waitingBytes = Math.max(0, this.#waitingBytes - frame.bytes.length);
      const verdict = this.#timing.look(frame, this.#untilMs);
      if (!verdict.take) {
        if (verdict.end === null) continue;
        this.#endBefore(verdict.end === 'complete' ? null : verdict.end);
        return;
      }
      const format = this.#format;
      if (format === null) continue; // frames without a format: the camera room never does
      yield { ...verdict, frame, format };
      unlookedBytes += frame.bytes.length;
      if (unlookedBytes < bytesBetweenLooks) continue;
      unlookedBytes = 0;
      if (await this.#options.hasRoom()) continue;
      this.#endBefore('disk-full');
      return;
    }
  }

  /** False when the clip cannot go on in this format. */
  #takeFormat(format: StreamFormat): boolean {
    const next = clipFormatOf(format);
    if (this.#timing.span.frames === 0) {
      this.#format = next;
      this.#unplayable = next === null ? format.codec : null;
      if (next === null) this.stop(null);
      return next !== null;
    }
    const { codec, width, height } = this.#format ?? {};
    if (codec === format.codec && width === format.width && height === format.height) return true;
    this.#endBefore('format-changed');
    return false;
  }

  /** What still waits is not of this clip, whatever it was closed for. */
  #endBefore(shortened: ClipShortened | null): void {
    this.stop(shortened);
    this.#shortened = shortened;
  }

  #take(item: Item): void {
    if (this.#closed) return;
    this.#waiting.push(item);
    if ('frame' in item) this.#waitingBytes += item.frame.bytes.length;
    if (this.#waitingBytes > maxWaitingBytes) this.stop('disk-slow');
    this.#wake?.();
  }

  #endAt(untilMs: number): Cancel {
    const { clock } = this.#options;
    return clock.after(Math.max(0, untilMs - clock.nowMs()), () => this.stop(null));
  }

  #nothing(): RecordingEnd {
    if (this.#unplayable !== null) {
      return { outcome: 'failed', failure: 'unsupported-codec', detail: this.#unplayable };
    }
    return { outcome: 'failed', failure: 'no-pictures', detail: 'no key frame came' };
  }
}

/** What tells frames of a stream apart; the ring hands out another copy every time. */
const timesOf = ({ arrivalMs, presentationUs }: AccessUnit): string => `${arrivalMs} ${presentationUs}`;

function failureOf(error: unknown): ClipFailure {
  // mediabunny may hand on an error of the file wrapped.
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && (at.code === 'ENOSPC' || at.code === 'EDQUOT')) return 'disk-full';
  }
  return 'disk-error';
}
