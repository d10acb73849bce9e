import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { minutes } from '../../../system/clock.ts';
import type { Clock } from '../../../system/clock.ts';
import type { Log } from '../../../system/log.ts';
import type { DrawnText } from './text-mask.ts';
import { fontPxFor, overlayOf } from './tiling.ts';

/** Clips are minutes long; what takes longer than this is not meant to end. */
const longestMs = minutes(15);
const longestComplaint = 400;

export interface ClipToMark {
  path: string;
  width: number;
  height: number;
}

interface ClipMarkerOptions {
  /** Of the machine, not shipped. */
  ffmpegPath: string;
  /** Where the overlay and the result lie meanwhile; exists. */
  workDirectory: string;
  clock: Clock;
  log: Log;
}

/** Draws a watermark over clips with the machine's ffmpeg. Every frame stays, at its time. */
export class ClipMarker {
  readonly #options: ClipMarkerOptions;
  /** It is missing, or lacks what it takes: asked once. */
  #isUseless = false;

  constructor(options: ClipMarkerOptions) {
    this.#options = options;
  }

  /** Where the marked clip lies, to be removed by the caller. Null: it could not be marked. Throws the signal's reason. */
  async mark(clip: ClipToMark, text: DrawnText, signal: AbortSignal): Promise<string | null> {
    if (this.#isUseless || clip.width % 2 === 1 || clip.height % 2 === 1) return null;
    const overlay = join(this.#options.workDirectory, 'overlay.rgba');
    const marked = join(this.#options.workDirectory, 'marked.mp4');
    await writeFile(overlay, overlayOf(clip, text.maskOf(fontPxFor(clip))), { mode: 0o600 });
    try {
      for (const timing of [
        ['-fps_mode', 'passthrough'],
        ['-vsync', 'passthrough'], // before ffmpeg 5.1
      ]) {
        const end = await this.#run(argumentsFor({ clip, overlay, marked, timing }), signal);
        if (end.outcome === 'done') return marked;
        signal.throwIfAborted();
        if (/unrecognized option|option not found/i.test(end.complaint)) continue;
        this.#isUseless = end.outcome === 'missing' || /unknown encoder/i.test(end.complaint);
        this.#options.log.warn('a clip was not marked', { reason: end.complaint });
        break;
      }
    } finally {
      await rm(overlay, { force: true });
    }
    await rm(marked, { force: true });
    return null;
  }

  #run(
    args: readonly string[],
    signal: AbortSignal,
  ): Promise<{ outcome: 'done' | 'failed' | 'missing'; complaint: string }> {
    const { ffmpegPath, clock } = this.#options;
    return new Promise((resolve) => {
      const child = spawn(ffmpegPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
      let complaint = '';
      const kill = (): void => void child.kill('SIGKILL');
      const cancel = clock.after(longestMs, kill);
      signal.addEventListener('abort', kill);
      const settle = (outcome: 'done' | 'failed' | 'missing'): void => {
        cancel();
        signal.removeEventListener('abort', kill);
        resolve({ outcome, complaint: complaint.trim() });
      };
      child.stderr.on('data', (text: Buffer) => {
        complaint = (complaint + text.toString('utf8')).slice(-longestComplaint);
      });
      child.once('error', (error) => {
        complaint = error.message;
        settle('missing');
      });
      child.once('close', (code) => settle(code === 0 ? 'done' : 'failed'));
    });
  }
}

function argumentsFor(of: { clip: ClipToMark; overlay: string; marked: string; timing: readonly string[] }): string[] {
  const { clip, overlay, marked, timing } = of;
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'],
    // Files of ours, and nothing that a file may name.
    ...['-protocol_whitelist', 'file', '-i', clip.path],
    ...['-f', 'rawvideo', '-pixel_format', 'rgba', '-video_size', `${clip.width}x${clip.height}`, '-i', overlay],
    ...['-filter_complex', '[0:v][1:v]overlay=0:0:eof_action=repeat,format=yuv420p[out]', '-map', '[out]', '-an'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '22', '-threads', '1', ...timing],
    ...['-video_track_timescale', '90000', '-movflags', '+faststart', '-map_metadata', '-1', marked],
  ];
}
