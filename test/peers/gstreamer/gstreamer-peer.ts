/** Cameras served by GStreamer's RTSP server: an implementation that owes nothing to ours. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface GStreamerMount {
  path: string;
  codec?: 'h264' | 'h265' | 'jpeg' | 'mpeg2' | 'mpeg4';
  width?: number;
  height?: number;
  fps?: number;
  kbps?: number;
  /** Frames from one key frame to the next; a second's worth when left out. */
  gop?: number;
  bframes?: number;
  /** Length of the loop. */
  seconds?: number;
  /** Of videotestsrc: `ball`, `smpte`, `snow` … */
  pattern?: string;
  /** Served as it is, without encoding it again: mp4, mkv, .h264, .h265. */
  file?: string;
  /** A steady tone beside the picture. */
  audio?: 'pcma' | 'pcmu' | 'aac' | 'latm' | 'opus';
  /** A client that begins gets a key frame first, as from most cameras. */
  keyAtStart?: boolean;
}

export interface GStreamerOptions {
  mounts: readonly GStreamerMount[];
  /** Any free one when left out. */
  port?: number;
  user?: string;
  password?: string;
  auth?: 'basic' | 'digest';
}

export interface GStreamerPeer {
  port: number;
  pid: number;
  /** `rtsp://127.0.0.1:PORT/path`, with user and password when given. */
  url(path: string, user?: string, password?: string): string;
  /** `SIGKILL` is a camera that loses its power. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const python = '/usr/bin/python3';
const script = join(import.meta.dirname, 'rtsp-server.py');
/** Encoding the loops takes a while on a small machine. */
const readyWithinMs = 60_000;

/** What this machine lacks to run it, as names of Debian packages; empty when nothing. */
export function missingForGStreamer(): string[] {
  if (!existsSync(python)) return ['python3', 'python3-gi', 'gir1.2-gst-rtsp-server-1.0'];
  const check = spawnSync(python, ['-c', probe], { encoding: 'utf8' });
  if (check.status !== 0) return ['python3-gi', 'gir1.2-gst-rtsp-server-1.0'];
  return check.stdout.split('\n').filter((line) => line !== '');
}

const probe = `
try:
    import gi
except ImportError:
    print("python3-gi"); raise SystemExit(0)
try:
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GstRtspServer, Gst
except (ImportError, ValueError):
    print("gir1.2-gst-rtsp-server-1.0"); raise SystemExit(0)
Gst.init(None)
needed = {
    "gstreamer1.0-plugins-base": ["appsrc", "videotestsrc"],
    "gstreamer1.0-plugins-good": ["rtph264pay", "qtdemux"],
    "gstreamer1.0-plugins-bad": ["h264parse", "voaacenc"],
    "gstreamer1.0-plugins-ugly": ["x264enc"],
}
for package, elements in needed.items():
    if any(Gst.ElementFactory.find(element) is None for element in elements):
        print(package)
`;

export function startGStreamer(options: GStreamerOptions): Promise<GStreamerPeer> {
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.write(`${JSON.stringify(options)}\n`);
  child.stdin.on('error', () => undefined); // it ended before it read
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => (complaint = (complaint + text.toString('utf8')).slice(-4000)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`GStreamer's RTSP server was not ready within ${readyWithinMs} ms\n${complaint}`));
    }, readyWithinMs);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`GStreamer's RTSP server ended (${String(code)})\n${complaint}`));
    });
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(late);
      const { port } = JSON.parse(line) as { port: number };
      resolve({
        port,
        pid: child.pid ?? -1,
        url(path, user, password) {
          const who = user === undefined ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@`;
          return `rtsp://${who}127.0.0.1:${port}${path}`;
        },
        async stop(signal = 'SIGTERM') {
          child.kill(signal);
          await ended;
        },
      });
    });
  });
}
