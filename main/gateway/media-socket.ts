import type { RawData, WebSocket } from 'ws';
import { mediaPulseMs, viewerMessage } from '#contract/media.ts';
import type { StationMessage, ViewerMessage } from '#contract/media.ts';
import type { StreamName } from '#contract/camera.ts';
import type { FrameSource, FrameViewer, StreamFormat } from '../cameras/frames.ts';
import type { SoundSource } from '../cameras/sounds.ts';
import { ViewerQueue } from '../cameras/viewer-queue.ts';
import type { QueuedFrame } from '../cameras/viewer-queue.ts';
import { assertNever, reasonOf } from '../system/app-error.ts';
import { seconds } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { FrameBatch } from './frame-batch.ts';
import { SoundFeed } from './sound-feed.ts';

/** For the WebSocket server of `/media`: encoded video does not compress, and what viewers say is short. */
export const mediaSocketServerOptions = { perMessageDeflate: false, maxPayload: 32 * 1024 } as const;

/** The part of a `ws` socket that is used. */
export type MediaSocket = Pick<
  WebSocket,
  'bufferedAmount' | 'extensions' | 'readyState' | 'send' | 'ping' | 'close' | 'terminate' | 'on'
>;

export interface MediaSocketOptions {
  frames: FrameSource;
  /** The same cameras as MPEG-1, for viewers that ask for it; without it they get what the camera sends. */
  transcoded?: FrameSource | undefined;
  /** Absent: no camera has any. */
  sounds?: SoundSource | undefined;
  clock: Clock;
  log: Log;
  maxTiles?: number;
}

/** A viewer that has not answered by the next ping is gone. */
const pingPeriodMs = seconds(30);
/** Above this the socket takes no more frames (they wait, and age, in the tiles' queues), … */
const fullBytes = 2 * 1024 * 1024;
/** … and below this it does again. */
const drainedBytes = 512 * 1024;

/** A window with fewer tiles has its frames at once: there is little to gather, and one large picture is looked at closely. */
const gatherFromTiles = 5;

const socketOpen = 1;
/** RFC 6455 section 7.4.1. */
const goingAway = 1001;
const policyViolation = 1008;

const silent: SoundSource = { listen: () => null };

const uncompressed = { compress: false, binary: true } as const;

interface Tile {
  readonly watchId: number;
  readonly camera: { id: string; stream: StreamName };
  readonly queue: ViewerQueue;
  /** What arriving frames are encoded in. */
  format: StreamFormat | null;
  /** What the viewer was last told. */
  toldFormat: StreamFormat | null;
  sequence: number;
  stop: () => void;
}

/** Serves one signed-in window until it leaves. Returns the stop, which says good-bye. */
export function serveMedia(socket: MediaSocket, options: MediaSocketOptions): () => void {
  const { frames, transcoded = frames, sounds = silent, clock, maxTiles = 100 } = options;
  const log = options.log.room('gateway');
  const tiles = new Map<number, Tile>();
  let isFull = false;
  let isAnswering = true;
  let isOver = false;

  if (socket.extensions.includes('permessage-deflate')) log.warn('media socket compresses; video should not');

  const say = (message: StationMessage): void => {
    // What is said holds for the frames after it, not for those before.
    batch.flush();
    if (socket.readyState === socketOpen) socket.send(JSON.stringify(message), { compress: false });
  };

  const batch = new FrameBatch(clock, (message) => {
    if (socket.readyState === socketOpen) socket.send(message, uncompressed, onSent);
  });
  const sound = new SoundFeed({
    ...{ sounds, clock, say },
    send: (message) => socket.send(message, uncompressed, onSent),
    hasRoom: () => socket.readyState === socketOpen && socket.bufferedAmount < drainedBytes,
  });

  const onSent = (): void => {
    if (!isFull || socket.bufferedAmount > drainedBytes) return;
    isFull = false;
    serveAll();
  };

  const sendFrame = (number: number, tile: Tile, { frame, format }: QueuedFrame): void => {
    if (tile.toldFormat !== format) {
      tile.toldFormat = format;
      say({ type: 'format', tile: number, watchId: tile.watchId, ...format });
    }
    const header = {
      kind: 'picture' as const,
      key: frame.key,
      tile: number,
      sequence: tile.sequence,
      presentationUs: frame.presentationUs,
      arrivalMs: frame.arrivalMs,
      droppedFrames: tile.queue.counts().dropped,
      watchId: tile.watchId,
      bytes: frame.bytes.byteLength,
    };
    tile.sequence += 1;
    batch.add(header, frame.bytes);
    if (tiles.size < gatherFromTiles) batch.flush();
  };

  /** Sends one frame; false when the tile has nothing to send, or may not. */
  const serveOne = (number: number, tile: Tile): boolean => {
    if (isFull || socket.readyState !== socketOpen) return false;
    const next = tile.queue.take(clock.monotonicMs());
    if (next === null) return false;
    sendFrame(number, tile, next);
    isFull = socket.bufferedAmount + batch.bytes > fullBytes;
    if (isFull) batch.flush();
    return true;
  };

  const serve = (number: number, tile: Tile): void => {
    while (serveOne(number, tile));
  };

  /** One frame a tile and round, so that no tile starves the others when room is scarce. */
  const serveAll = (): void => {
    let sent = true;
    while (sent) {
      sent = false;
      for (const [number, tile] of tiles) sent = serveOne(number, tile) || sent;
    }
  };

  const unwatch = (number: number): void => {
    const tile = tiles.get(number);
    tiles.delete(number);
    tile?.stop();
    sound.leave(number);
  };

  const watch = (asked: Extract<ViewerMessage, { type: 'watch' }>): void => {
    const { tile: number, watchId } = asked;
    unwatch(number);
    if (tiles.size >= maxTiles) {
      say({ type: 'refused', tile: number, watchId, reason: 'too-many-tiles' });
      return;
    }
    const tile: Tile = {
      watchId,
      camera: { id: asked.cameraId, stream: asked.stream },
      queue: new ViewerQueue(asked.credit),
      format: null,
      toldFormat: null,
      sequence: 0,
      stop: () => undefined,
    };
    // Set before watching: the source speaks at once.
    tiles.set(number, tile);
    const isWatched = (): boolean => tiles.get(number) === tile;
    const viewer: FrameViewer = {
      onState(state) {
        if (isWatched()) say({ type: 'state', tile: number, watchId, state });
      },
      onFormat(format) {
        tile.format = format;
      },
      onFrame(frame) {
        if (!isWatched() || tile.format === null) return;
        tile.queue.offer(frame, tile.format, clock.monotonicMs());
        serve(number, tile);
      },
    };
    const source = asked.as === 'mpeg1' ? transcoded : frames;
    const stop = source.watch(asked.cameraId, asked.stream, viewer);
    if (stop === null) {
      tiles.delete(number);
      say({ type: 'refused', tile: number, watchId, reason: 'no-such-camera' });
    } else if (isWatched()) {
      tile.stop = stop;
    } else {
      stop();
    }
  };

  const obey = (message: ViewerMessage): void => {
    switch (message.type) {
      case 'watch': {
        watch(message);
        return;
      }
      case 'unwatch': {
        unwatch(message.tile);
        return;
      }
      case 'credit':
        for (const granted of message.tiles) {
          const tile = tiles.get(granted.tile);
          // Credit for what the tile showed before is void: the new watch began with its own.
          if (tile?.watchId !== granted.watchId) continue;
          tile.queue.grant(granted.frames);
          serve(granted.tile, tile);
        }
        return;
      case 'listen': {
        const tile = tiles.get(message.tile);
        // Else it is of a watch that was replaced meanwhile, and so is what was heard of it.
        if (tile?.watchId === message.watchId) sound.listen(message, tile.camera);
        return;
      }
      case 'unlisten': {
        sound.stop();
        return;
      }
      case 'sound-credit': {
        sound.grant(message.watchId, message.pieces);
        return;
      }
      default:
        assertNever(message);
    }
  };

  const cancelPulse = clock.every(mediaPulseMs, () => {
    // A full socket speaks for itself, and must not be filled further.
    if (!isFull) say({ type: 'pulse' });
  });
  const cancelPing = clock.every(pingPeriodMs, () => {
    if (!isAnswering) {
      log.info('media viewer stopped answering', { tiles: tiles.size });
      socket.terminate();
      return;
    }
    isAnswering = false;
    if (socket.readyState === socketOpen) socket.ping();
  });

  const release = (): void => {
    if (isOver) return;
    isOver = true;
    batch.drop();
    cancelPulse();
    cancelPing();
    sound.stop();
    for (const number of [...tiles.keys()]) unwatch(number);
  };

  socket.on('message', (data, isBinary) => {
    if (isOver) return;
    const message = isBinary ? null : parseViewerMessage(data);
    if (message === null) {
      log.warn('media viewer sent what is no viewer message');
      release();
      socket.close(policyViolation, 'not a viewer message');
    } else {
      obey(message);
    }
  });
  socket.on('pong', () => {
    isAnswering = true;
  });
  socket.on('error', (error) => log.debug('media socket failed', { reason: reasonOf(error) }));
  socket.on('close', release);

  return () => {
    release();
    socket.close(goingAway, 'the station stops');
  };
}

function parseViewerMessage(data: RawData): ViewerMessage | null {
  const text = Array.isArray(data) ? Buffer.concat(data).toString() : Buffer.from(data as Buffer).toString();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  return viewerMessage.safeParse(json).data ?? null;
}
