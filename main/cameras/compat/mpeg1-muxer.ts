/**
 * `node-rtsp-stream`'s Mpeg1Muxer, which is an ffmpeg child process and its event emitter. Of the package nothing else
 * is used: its VideoStream listens on every interface without sign-in and puts the camera's password into `ps`.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { reasonOf } from '../../system/app-error.ts';

export type TranscoderEnd =
  | { end: 'missing'; detail: string }
  /** This ffmpeg does not know an option we can do without. */
  | { end: 'too-old'; detail: string }
  | { end: 'failed'; detail: string };

export interface TranscoderOptions {
  ffmpegPath: string;
  /** ffmpeg 4.4 and later know how to be told. */
  onOneCore: boolean;
  onBytes: (chunk: Uint8Array) => void;
  /** Once, and nothing after it. Not called after stop(). */
  onEnd: (end: TranscoderEnd) => void;
}

export interface Transcoder {
  write(bytes: Uint8Array): void;
  /** Written, and not yet taken by ffmpeg. */
  readonly waitingBytes: number;
  readonly pid: number | null;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

export type StartTranscoder = (options: TranscoderOptions) => Transcoder;

type Mpeg1Muxer = EventEmitter & { stream: ChildProcessWithoutNullStreams };
type Mpeg1MuxerClass = new (options: {
  url: string;
  ffmpegPath: string;
  ffmpegOptions: Record<string, string>;
}) => Mpeg1Muxer;

const requirePackage = createRequire(import.meta.url);

/** Frames a second that ffmpeg counts; MPEG-1 allows few rates. One picture comes out for every one that goes in. */
export const countedFramesPerSecond = 25;

const ffmpegOptions = {
  '-loglevel': 'error',
  '-nostats': '',
  '-an': '',
  // Renumbered, so that the camera's own times neither repeat nor skip a picture.
  '-vf': `scale=w='trunc(min(640,iw)/2)*2':h=-2,setpts=N/${countedFramesPerSecond}/TB`,
  '-r': String(countedFramesPerSecond),
  '-g': String(countedFramesPerSecond),
  '-bf': '0',
  '-b:v': '1500k',
  '-maxrate': '1500k',
  '-bufsize': '750k',
  '-threads': '1',
  // Else its encoder keeps one picture back. For MPEG-1 it says that this is unofficial.
  '-flags': 'low_delay',
  '-strict': 'unofficial',
  '-flush_packets': '1',
  '-muxdelay': '0',
  '-muxpreload': '0',
  // So that the end of a picture is known before the next one begins.
  '-omit_video_pes_length': '0',
};

/** A decoder with a thread per core keeps as many pictures back: a second, on a large machine. */
const onOneCoreOptions = { '-cpucount': '1' };

export const startTranscoder: StartTranscoder = ({ ffmpegPath, onOneCore, onBytes, onEnd }) => {
  let isOver = false;
  let lastComplaint = '';
  let knowsItsOptions = true;
  const end = (what: TranscoderEnd): void => {
    if (isOver) return;
    isOver = true;
    onEnd(what);
  };
  let muxer: Mpeg1Muxer;
  try {
    const Muxer = requirePackage('node-rtsp-stream/mpeg1muxer') as Mpeg1MuxerClass;
    muxer = new Muxer({
      url: 'pipe:0',
      ffmpegPath,
      ffmpegOptions: { ...ffmpegOptions, ...(onOneCore ? onOneCoreOptions : {}) },
    });
  } catch (error) {
    queueMicrotask(() => end({ end: 'missing', detail: reasonOf(error) }));
    return { write: () => undefined, waitingBytes: 0, pid: null, stop: () => Promise.resolve() };
  }
  const child = muxer.stream;
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    if (child.pid === undefined) resolve();
  });
  // The package's own listener writes to the console.
  child.removeAllListeners('exit');
  child.on('error', (error: NodeJS.ErrnoException) => {
    const missing = error.code === 'ENOENT' || error.code === 'EACCES';
    end({ end: missing ? 'missing' : 'failed', detail: reasonOf(error) });
  });
  child.on('close', (code, signal) => {
    const how = `ffmpeg ended (${String(signal ?? code)})`;
    const detail = lastComplaint === '' ? how : `${how}: ${lastComplaint}`;
    end({ end: onOneCore && !knowsItsOptions ? 'too-old' : 'failed', detail });
  });
  child.stdin.on('error', () => undefined); // it is gone; 'close' tells
  muxer.on('mpeg1data', (chunk: Buffer) => {
    if (!isOver) onBytes(chunk);
  });
  muxer.on('ffmpegStderr', (text: Buffer) => {
    const lines = text.toString('utf8').split('\n');
    if (lines.some((line) => line.includes("Unrecognized option 'cpucount'"))) knowsItsOptions = false;
    const said = lines.findLast((line) => line.trim() !== '' && !line.includes('Last message repeated'));
    if (said !== undefined) lastComplaint = said.trim().slice(0, 200);
  });
  return {
    write(bytes) {
      if (!isOver) child.stdin.write(bytes);
    },
    get waitingBytes() {
      return child.stdin.writableLength;
    },
    pid: child.pid ?? null,
    stop() {
      isOver = true;
      // Blocked on its pipes, ffmpeg does not heed SIGTERM.
      child.kill('SIGKILL');
      return gone;
    },
  };
};
