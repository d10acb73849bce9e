/** Listens to the alert stream of one ISAPI device: a GET that never ends, read until it does, then asked for again. */
import type { IncomingMessage } from 'node:http';
import type { NewSighting } from '#contract/sighting.ts';
import { seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import { CameraHttp } from '../camera-http.ts';
import type { CameraAddress, CameraSignIn } from '../camera-http.ts';
import { ChannelFailure } from '../channel-problem.ts';
import { deliver } from '../deliver.ts';
import type { SourceDevice } from '../event-source.ts';
import { Listening } from '../listening.ts';
import type { ListeningSession } from '../listening.ts';
import { SourceTally } from '../source-tally.ts';
import type { Take } from '../take.ts';
import { AlertStream } from './alert-stream.ts';
import type { ChannelOwner } from './alert-stream.ts';
import { boundaryOf, MultipartStream } from './multipart-stream.ts';

export interface IsapiChannel {
  /** Null: every channel that has no line of its own. */
  channel: string | null;
  /** Asked every time: a camera may be renamed or removed while its device goes on reporting. */
  cameraId: () => string | null;
}

export interface IsapiListenerOptions {
  address: CameraAddress;
  signIn: CameraSignIn;
  channels: readonly IsapiChannel[];
  take: Take;
  clock: Clock;
  log: Log;
  chance?: () => number;
}

const path = '/ISAPI/Event/notification/alertStream';
/** Cameras say that they live every 10 s, some every 30 s. */
export const silenceMs = seconds(70);
/** Sightings read and not yet kept, and their pictures; beyond it nothing more is read: what comes waits with the camera. */
const mostUnkept = 16;
const mostUnkeptBytes = 32 * 1024 * 1024;

export class IsapiListener {
  readonly tally: SourceTally;
  readonly #options: IsapiListenerOptions;
  readonly #listening: Listening;

  constructor(options: IsapiListenerOptions) {
    const { clock, log, chance } = options;
    this.#options = options;
    this.tally = new SourceTally(clock);
    this.#listening = new Listening({
      session: (session) => this.#session(session),
      clock,
      log,
      what: { device: this.name },
      ...(chance === undefined ? {} : { chance }),
    });
  }

  get name(): string {
    return `isapi:${this.#options.address.host}:${this.#options.address.port}`;
  }

  start(): void {
    this.#listening.start();
  }

  stop(): Promise<void> {
    return this.#listening.stop();
  }

  /** One line for each channel. */
  devices(): SourceDevice[] {
    const { lastHeardAtMs, sightings, clockDriftMs } = this.tally;
    return this.#options.channels.map((channel) => ({
      source: 'isapi',
      ...this.#ownerOf(channel),
      ...{ channel: this.#listening.state, lastHeardAtMs, sightings, clockDriftMs },
    }));
  }

  async #session({ signal, listening }: ListeningSession): Promise<void> {
    const { address, signIn, clock } = this.#options;
    const http = new CameraHttp(signIn, clock);
    const headers = { accept: 'multipart/mixed, */*' };
    const response = await http.ask({ ...address, method: 'GET', path, headers, deadlineMs: seconds(15) }, signal);
    try {
      const boundary = readStatus(response);
      listening();
      await this.#read(response, boundary, signal);
    } finally {
      response.destroy();
    }
  }

  /** Throws ChannelFailure `silent`; returns when the camera ends the stream. */
  async #read(response: IncomingMessage, boundary: string, signal: AbortSignal): Promise<void> {
    const { clock, take, log } = this.#options;
    const { tally } = this;
    const multipart = new MultipartStream(boundary, (fault) => tally.unreadable(fault));
    let open = true;
    const unkept = { sightings: 0, bytes: 0 };
    const isFull = (): boolean => unkept.sightings >= mostUnkept || unkept.bytes >= mostUnkeptBytes;
    let keeping: Promise<void> = Promise.resolve();
    const keep = async (sighting: NewSighting, bytes: number): Promise<void> => {
      await deliver([sighting], { take, tally, clock, log }, signal);
      unkept.sightings -= 1;
      unkept.bytes -= bytes;
      if (open && !isFull()) response.resume();
    };
    const stream = new AlertStream({
      ownerOf: (channel) => this.#find(channel),
      sighting(sighting) {
        const bytes = sighting.pictures.reduce((sum, picture) => sum + picture.bytes.length, 0);
        unkept.sightings += 1;
        unkept.bytes += bytes;
        if (isFull()) response.pause();
        keeping = keeping.then(() => keep(sighting, bytes));
      },
      ...{ tally, clock },
    });
    try {
      await new Promise<void>((resolve, reject) => {
        let lastAtMs = clock.monotonicMs();
        const settle = (): void => {
          open = false;
          stopWatching();
          signal.removeEventListener('abort', finish);
          response.pause();
        };
        const finish = (): void => {
          settle();
          resolve();
        };
        const stopWatching = clock.every(seconds(5), () => {
          if (response.isPaused()) lastAtMs = clock.monotonicMs();
          if (clock.monotonicMs() - lastAtMs < silenceMs) return;
          settle();
          reject(new ChannelFailure('silent', `nothing for ${silenceMs / 1000} s, not even a heartbeat`));
        });
        response.on('data', (chunk: Buffer) => {
          if (!open) return;
          lastAtMs = clock.monotonicMs();
          tally.heard();
          for (const part of multipart.push(chunk)) stream.part(part);
        });
        response.on('end', finish);
        // A camera that restarts breaks off in the middle: an end like any other.
        response.on('error', finish);
        response.on('close', finish);
        signal.addEventListener('abort', finish);
        if (signal.aborted) finish();
      });
    } finally {
      stream.end();
      await keeping;
    }
  }

  #find(channel: string | null): ChannelOwner | null {
    const { channels } = this.#options;
    const found =
      channels.find((one) => one.channel !== null && one.channel === channel) ??
      channels.find((one) => one.channel === null);
    return found === undefined ? null : this.#ownerOf(found);
  }

  #ownerOf({ channel, cameraId }: IsapiChannel): ChannelOwner {
    return { deviceId: `${this.name}${channel === null ? '' : `/${channel}`}`.slice(0, 128), cameraId: cameraId() };
  }
}

/** The boundary of the stream. Throws ChannelFailure when it is none. */
function readStatus({ statusCode = 0, headers }: IncomingMessage): string {
  if (statusCode === 401 || statusCode === 403) throw new ChannelFailure('wrong-password', `HTTP ${statusCode}`);
  if (statusCode === 404 || statusCode === 405 || statusCode === 501) {
    throw new ChannelFailure('not-supported', `HTTP ${statusCode}`);
  }
  if (statusCode !== 200) throw new ChannelFailure('refused', `HTTP ${statusCode}`);
  const boundary = boundaryOf(headers['content-type'] ?? '');
  if (boundary === null) throw new ChannelFailure('not-supported', 'the answer is no multipart stream');
  return boundary;
}
