import type { StreamName } from '#contract/camera.ts';
import { mpeg1Codec } from '#contract/codecs.ts';
import { mediaHeaderBytes, readMediaHeader, stationMessage } from '#contract/media.ts';
import type { StationMessage, ViewerMessage } from '#contract/media.ts';
import type { VideoClock } from '../clock.ts';
import { CreditLedger, startingCredit } from './credit-ledger.ts';
import { Hearing } from './hearing.ts';
import type { SoundSink } from './hearing.ts';
import type { TileReport, WorkerCommand, WorkerEvent } from './messages.ts';
import type { OpenSoundDecoder } from './sound-decoder.ts';
import { StationLink } from './station-link.ts';
import type { LinkSocket } from './station-link.ts';
import { TilePlayer } from './tile-player.ts';
import type { DecodedFrame, Decoder, DecoderEvents, FrameSink } from './tile-player.ts';

/** A sink that can be let go of. */
export interface TileSink<Frame extends DecodedFrame> extends FrameSink<Frame> {
  release(): void;
}

export interface MediaSessionOptions<Frame extends DecodedFrame> {
  openSocket: (url: string) => LinkSocket;
  openDecoder: (events: DecoderEvents<Frame>) => Decoder;
  openSink: (writable: WritableStream<VideoFrame>) => TileSink<Frame>;
  openSoundDecoder: OpenSoundDecoder;
  openSoundSink: (port: MessagePort) => SoundSink;
  clock: VideoClock;
  emit: (event: WorkerEvent) => void;
}

interface Watching<Frame extends DecodedFrame> {
  /** The window's number of this watch. */
  watch: number;
  cameraId: string;
  stream: StreamName;
  /** The station's number of it, new each time it begins again. */
  watchId: number;
  /** The camera's codec, if it cannot be decoded here: then the station is asked to transcode. */
  undecodable: string | null;
  player: TilePlayer<Frame>;
}

/** How often the window hears how its tiles are, and decoders are looked after. */
export const reportPeriodMs = 200;

/** Everything behind the tiles of one window: the link, a player per tile, the reports. */
export class MediaSession<Frame extends DecodedFrame> {
  readonly #options: MediaSessionOptions<Frame>;
  readonly #ledger = new CreditLedger();
  readonly #sinks = new Map<number, TileSink<Frame>>();
  readonly #watching = new Map<number, Watching<Frame>>();
  /** Where each tile's time line stood when it last showed something. */
  readonly #lastUs = new Map<number, number>();
  /** Codecs this browser was found to have no decoder for: no other tile needs to try. */
  readonly #undecodable = new Set<string>();
  #hearing: Hearing | null = null;
  #link: StationLink | null = null;
  #nextWatchId = 1;
  readonly #stopReports: () => void;

  constructor(options: MediaSessionOptions<Frame>) {
    this.#options = options;
    this.#stopReports = options.clock.every(reportPeriodMs, () => this.#report());
  }

  obey(command: WorkerCommand): void {
    switch (command.type) {
      case 'connect': {
        this.#connect(command.url);
        return;
      }
      case 'attach':
        this.#sinks.get(command.tile)?.release();
        this.#sinks.set(command.tile, this.#options.openSink(command.writable));
        return;
      case 'detach':
        this.#sinks.get(command.tile)?.release();
        this.#sinks.delete(command.tile);
        return;
      case 'watch': {
        this.#watch(command);
        return;
      }
      case 'unwatch': {
        this.#unwatch(command.tile);
        return;
      }
      case 'listen': {
        this.#listen(command.tile);
        return;
      }
      case 'unlisten': {
        this.#unlisten();
        return;
      }
      case 'sound-out': {
        const { tile, port } = command;
        if (this.#hearing?.tile === tile) {
          this.#hearing.playTo(port === null ? null : this.#options.openSoundSink(port));
        } else port?.close();
        return;
      }
      case 'close': {
        this.#close();
        return;
      }
    }
  }

  #connect(url: string): void {
    this.#link?.close();
    this.#link = new StationLink({
      openSocket: () => this.#options.openSocket(url),
      clock: this.#options.clock,
      onUp: () => {
        this.#options.emit({ type: 'link', isUp: true });
        for (const [tile, watching] of this.#watching) this.#begin(tile, watching);
      },
      onLost: () => this.#options.emit({ type: 'link', isUp: false }),
      onMessage: (data) => this.#receive(data),
    });
  }

  #watch({ tile, watch, cameraId, stream }: Extract<WorkerCommand, { type: 'watch' }>): void {
    this.#leave(tile);
    this.#beginNew(tile, { watch, cameraId, stream, undecodable: null });
  }

  /** Begins with a player that knows nothing of what the tile showed before, but for where its time line stood. */
  #beginNew(tile: number, what: Pick<Watching<Frame>, 'watch' | 'cameraId' | 'stream' | 'undecodable'>): void {
    const watching: Watching<Frame> = {
      ...what,
      watchId: 0,
      player: new TilePlayer<Frame>({
        openDecoder: this.#options.openDecoder,
        sink: this.#sinkOf(tile),
        clock: this.#options.clock,
        onConsumed: (frames) => {
          const message = this.#ledger.add(tile, watching.watchId, frames);
          if (message !== null) this.#send(message);
        },
        onRestartWanted: () => this.#begin(tile, watching),
        onUnsupported: (codec) => this.#haveTranscoded(tile, watching, codec),
        fromUs: this.#lastUs.get(tile) ?? 0,
      }),
    };
    this.#watching.set(tile, watching);
    this.#begin(tile, watching);
  }

  #sinkOf(tile: number): FrameSink<Frame> {
    return {
      write: (frame) => {
        const attached = this.#sinks.get(tile);
        if (attached) return attached.write(frame);
        frame.close();
        return false;
      },
    };
  }

  /** What cannot be decoded here, the station is asked for in a form that can. */
  #haveTranscoded(tile: number, watching: Watching<Frame>, codec: string): void {
    if (codec === mpeg1Codec || watching.undecodable !== null) return;
    this.#undecodable.add(codec);
    this.#leave(tile);
    this.#beginNew(tile, { ...watching, undecodable: codec });
  }

  /** Asks the station for the tile's camera, from a key frame on. */
  #begin(tile: number, watching: Watching<Frame>): void {
    watching.player.restart();
    this.#ledger.forget(tile);
    watching.watchId = this.#nextWatchId;
    this.#nextWatchId += 1;
    const { watchId, cameraId, stream, undecodable } = watching;
    const as = undecodable === null ? {} : ({ as: 'mpeg1' } as const);
    this.#send({ type: 'watch', tile, watchId, cameraId, stream, credit: startingCredit, ...as });
    if (this.#hearing?.tile === tile) this.#hearing.begin(watchId);
  }

  #unwatch(tile: number): void {
    if (!this.#watching.has(tile)) return;
    this.#leave(tile);
    this.#send({ type: 'unwatch', tile });
  }

  #listen(tile: number): void {
    this.#unlisten();
    this.#hearing = new Hearing(tile, {
      openDecoder: this.#options.openSoundDecoder,
      clock: this.#options.clock,
      send: (message) => this.#send(message),
      emit: (of, sound) => this.#options.emit({ type: 'sound', tile: of, sound }),
    });
    const watching = this.#watching.get(tile);
    if (watching === undefined) this.#hearing.pause();
    else this.#hearing.begin(watching.watchId);
  }

  #unlisten(): void {
    this.#hearing?.close();
    this.#hearing = null;
  }

  #leave(tile: number): void {
    const watching = this.#watching.get(tile);
    if (watching === undefined) return;
    if (this.#hearing?.tile === tile) this.#hearing.pause();
    this.#lastUs.set(tile, watching.player.lastUs);
    watching.player.close();
    this.#ledger.forget(tile);
    this.#watching.delete(tile);
  }

  #close(): void {
    this.#stopReports();
    this.#unlisten();
    for (const tile of [...this.#watching.keys()]) this.#leave(tile);
    for (const sink of this.#sinks.values()) sink.release();
    this.#sinks.clear();
    this.#link?.close();
  }

  #send(message: ViewerMessage): void {
    this.#link?.send(JSON.stringify(message));
  }

  #receive(data: unknown): void {
    if (data instanceof ArrayBuffer) this.#receiveFrames(data);
    else if (typeof data === 'string') {
      const message = stationMessage.safeParse(safelyParsed(data)).data;
      // A newer station may say more than we know of; what is not understood changes nothing.
      if (message !== undefined) this.#hear(message);
    }
  }

  #receiveFrames(data: ArrayBuffer): void {
    const view = new DataView(data);
    for (let at = 0; at < data.byteLength;) {
      const header = readMediaHeader(view, at);
      // The rest cannot be made out either.
      if (header === null) break;
      const bytes = new Uint8Array(data, at + mediaHeaderBytes, header.bytes);
      at += mediaHeaderBytes + header.bytes;
      const watching = this.#watching.get(header.tile);
      if (watching?.watchId !== header.watchId) continue;
      if (header.kind === 'picture') watching.player.frame(header, bytes);
      else if (this.#hearing?.tile === header.tile) this.#hearing.piece(header, bytes);
    }
    // Given back now and not when the collector comes to it: a wall receives a megabyte and more a second.
    data.transfer(0);
  }

  #hear(message: StationMessage): void {
    if (message.type === 'pulse') return;
    const { tile } = message;
    const watching = this.#watching.get(tile);
    if (watching?.watchId !== message.watchId) return;
    const { watch } = watching;
    switch (message.type) {
      case 'state': {
        const { state } = message;
        this.#options.emit({ type: 'station', tile, watch, state });
        // Somebody has changed the camera's codec.
        if (state.state === 'live' && watching.undecodable !== null && state.codec !== watching.undecodable) {
          this.#leave(tile);
          this.#beginNew(tile, { ...watching, undecodable: null });
        }
        return;
      }
      case 'refused': {
        this.#options.emit({ type: 'refused', tile, watch, reason: message.reason });
        return;
      }
      case 'sound': {
        if (this.#hearing?.tile === tile) this.#hearing.hear(message.watchId, message.sound);
        return;
      }
      case 'format': {
        if (watching.undecodable === null && this.#undecodable.has(message.codec)) {
          this.#haveTranscoded(tile, watching, message.codec);
        } else watching.player.format(message.codec);
        return;
      }
    }
  }

  #report(): void {
    const tiles: TileReport[] = [];
    for (const [tile, watching] of this.#watching) {
      if (this.#link?.isUp === true) watching.player.checkDecoder();
      const report = watching.player.report();
      tiles.push({ tile, watch: watching.watch, ...report, codec: watching.undecodable ?? report.codec });
    }
    if (tiles.length > 0) this.#options.emit({ type: 'reports', tiles });
  }
}

function safelyParsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
