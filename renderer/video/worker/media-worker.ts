/** The media worker of one window: the program that `MediaSession` is in the browser. */
import '#contract/no-eval.ts';
import { browserClock } from '../clock.ts';
import { MediaSession } from './media-session.ts';
import type { WorkerCommand, WorkerEvent } from './messages.ts';
import { openDecoder } from './open-decoder.ts';
import { openSoundDecoder } from './sound-decoder.ts';
import type { LinkSocket } from './station-link.ts';
import { openTrackSink } from './track-sink.ts';

/** What of a worker's global scope is used; TypeScript's DOM library describes a window's. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<WorkerCommand>) => void) | null;
  postMessage(event: WorkerEvent): void;
  close(): void;
}
const scope = globalThis as unknown as WorkerScope;

const session = new MediaSession<VideoFrame>({
  openSocket(url) {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    return socket as LinkSocket;
  },
  openDecoder,
  openSink: openTrackSink,
  openSoundDecoder,
  openSoundSink: (port) => ({ write: (samples) => port.postMessage(samples, [samples.buffer]) }),
  clock: browserClock,
  emit: (event) => scope.postMessage(event),
});

scope.onmessage = ({ data }) => {
  session.obey(data);
  if (data.type === 'close') scope.close();
};
