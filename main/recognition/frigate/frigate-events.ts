/**
 * Frigate's events over MQTT. A message the broker wants acknowledged (QoS 1) is acknowledged once its sighting is
 * durable, so that what was not kept comes again; Frigate itself publishes with QoS 0, which knows no acknowledgement:
 * there the few hundred milliseconds until the snapshot comes can be waited for.
 */
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { connect } from 'mqtt';
import type { IClientOptions, IPublishPacket, MqttClient } from 'mqtt';
import type { NewSighting } from '#contract/sighting.ts';
import { reasonOf } from '../../system/app-error.ts';
import { seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import { ChannelFailure } from '../channel-problem.ts';
import { deliver } from '../deliver.ts';
import type { EventSource, SourceDevice } from '../event-source.ts';
import { Listening } from '../listening.ts';
import type { ListeningSession } from '../listening.ts';
import { SourceTally } from '../source-tally.ts';
import type { TallySnapshot } from '../source-tally.ts';
import type { Take } from '../take.ts';
import { FrigateDesk } from './frigate-desk.ts';

export interface FrigateCamera {
  /** Its name in Frigate. */
  name: string;
  /** Asked every time: a camera may be renamed or removed while Frigate goes on reporting. */
  cameraId: () => string | null;
}

export interface FrigateEventsOptions {
  /** mqtt: or mqtts: */
  url: string;
  user?: string | undefined;
  password?: string | undefined;
  /** Frigate's topic_prefix. */
  topic: string;
  cameras: readonly FrigateCamera[];
  take: Take;
  clock: Clock;
  log: Log;
  chance?: () => number;
}

/** The broker drops what is larger instead of sending it (MQTT 5, section 3.1.2.11.4). */
const largestPacketBytes = 8 * 1024 * 1024;
/** How long the broker keeps for us what was published with QoS 1 while we were away, seconds. */
const sessionLifeSeconds = 24 * 3600;
/** Sightings on their way to the journal; beyond it nothing more is taken from the broker. */
const mostUnkept = 128;

export class FrigateEvents implements EventSource {
  readonly #options: FrigateEventsOptions;
  readonly #desk: FrigateDesk;
  readonly #listening: Listening;
  readonly #tallies: ReadonlyMap<string, SourceTally>;
  /** Of cameras that are none of ours, and of what names no camera. */
  readonly #otherTally: SourceTally;
  /** MQTT 5 where the broker has it. */
  #protocolVersion: 4 | 5 = 5;
  readonly #unkept = new Set<Promise<unknown>>();

  constructor(options: FrigateEventsOptions) {
    const { cameras, clock, log, chance } = options;
    this.#options = options;
    this.#tallies = new Map(cameras.map(({ name }) => [name, new SourceTally(clock)]));
    this.#otherTally = new SourceTally(clock);
    this.#desk = new FrigateDesk({
      cameraIdOf: (name) => cameras.find((camera) => camera.name === name)?.cameraId() ?? null,
      deviceIdOf,
      tallyOf: (name) => this.#tallies.get(name) ?? this.#otherTally,
      clock,
    });
    this.#listening = new Listening({
      session: (session) => this.#session(session),
      clock,
      log,
      what: { device: 'frigate' },
      ...(chance === undefined ? {} : { chance }),
    });
  }

  start(): void {
    this.#listening.start();
  }

  async stop(): Promise<void> {
    await this.#listening.stop();
    this.#desk.releaseAll();
    await Promise.all(this.#unkept);
  }

  devices(): SourceDevice[] {
    return this.#options.cameras.map(({ name, cameraId }) => {
      const { lastHeardAtMs = null, sightings = 0, clockDriftMs = null } = this.#tallies.get(name) ?? {};
      return {
        ...{ source: 'mqtt', deviceId: deviceIdOf(name), cameraId: cameraId() },
        ...{ channel: this.#listening.state, lastHeardAtMs, sightings, clockDriftMs },
      };
    });
  }

  tallies(): Readonly<Record<string, TallySnapshot>> {
    return Object.fromEntries([
      ...[...this.#tallies].map(([name, tally]) => [deviceIdOf(name), tally.snapshot()] as const),
      ['frigate', this.#otherTally.snapshot()] as const,
    ]);
  }

  async #session({ signal, listening }: ListeningSession): Promise<void> {
    const { topic } = this.#options;
    const client = this.#connect();
    const isStopped = (): boolean => signal.aborted;
    const isThere = (): boolean => client.connected && !isStopped();
    // Before anything can come: the broker sends what it has kept for us as soon as we are connected.
    client.handleMessage = (packet, done) => {
      this.#message(packet, signal).then(
        () => done(),
        // Not acknowledged: the broker sends it again.
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    };
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
    const end = (): void => resolve();
    client.on('error', (error) => reject(failureOf(error)));
    client.once('close', end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    try {
      await Promise.race([ended, new Promise((connected) => client.once('connect', connected))]);
      if (isStopped()) return;
      if (!isThere()) throw new ChannelFailure('unreachable', 'the broker does not answer');
      const topics = { [`${topic}/events`]: { qos: 1 as const }, [`${topic}/+/+/snapshot`]: { qos: 0 as const } };
      await Promise.race([
        ended,
        client.subscribeAsync(topics).catch((error: unknown) => Promise.reject(failureOf(error))),
      ]);
      if (isThere()) listening();
      await ended;
    } catch (error) {
      if (error instanceof ChannelFailure && error.problem === 'not-supported' && this.#protocolVersion === 5) {
        this.#protocolVersion = 4;
        throw new ChannelFailure('ended', 'the broker knows no MQTT 5', { cause: error });
      }
      throw error;
    } finally {
      signal.removeEventListener('abort', end);
      await client.endAsync(true).catch(() => undefined);
      this.#desk.releaseAll();
    }
  }

  #connect(): MqttClient {
    const { url, user, password, topic } = this.#options;
    const version5: IClientOptions = {
      properties: { sessionExpiryInterval: sessionLifeSeconds, maximumPacketSize: largestPacketBytes },
    };
    return connect(url, {
      ...(user === undefined ? {} : { username: user }),
      ...(password === undefined ? {} : { password }),
      // The same in every run, so that the broker keeps our place.
      clientId: `guardroom-${createHash('sha256').update(`${hostname()} ${url} ${topic}`).digest('hex').slice(0, 12)}`,
      clean: false,
      protocolVersion: this.#protocolVersion,
      ...(this.#protocolVersion === 5 ? version5 : {}),
      // We connect again ourselves, with a pause that grows.
      reconnectPeriod: 0,
      connectTimeout: seconds(10),
      keepalive: 30,
      resubscribe: false,
    });
  }

  /** Resolves when the message may be acknowledged. */
  async #message({ topic, payload, qos, retain }: IPublishPacket, signal: AbortSignal): Promise<void> {
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    const snapshotOf = /^([^/]+)\/([^/]+)\/snapshot$/.exec(topic.slice(this.#options.topic.length + 1));
    if (snapshotOf !== null) {
      this.#desk.snapshot(snapshotOf[1] ?? '', snapshotOf[2] ?? '', bytes, retain);
      return;
    }
    const seen = this.#desk.event(bytes);
    if (seen === null) return;
    if (qos > 0) {
      const kept = await this.#keep(seen.sighting, signal);
      if (!kept) throw new ChannelFailure('ended', 'stopped before it was kept');
      return;
    }
    this.#desk.awaitSnapshot(seen, (whole) => {
      const kept: Promise<unknown> = this.#keep(whole, signal).finally(() => this.#unkept.delete(kept));
      this.#unkept.add(kept);
    });
    // A journal that does not take holds up the broker, not our memory.
    if (this.#unkept.size >= mostUnkept) await Promise.race(this.#unkept);
  }

  #keep(sighting: NewSighting, signal: AbortSignal): Promise<boolean> {
    const { take, clock, log } = this.#options;
    const name = sighting.deviceId.slice(deviceIdOf('').length);
    return deliver([sighting], { take, tally: this.#tallies.get(name) ?? this.#otherTally, clock, log }, signal);
  }
}

function deviceIdOf(frigateName: string): string {
  return `frigate:${frigateName}`;
}

/** MQTT 3.1.1, section 3.2.2.3 (1: version, 4 and 5: not authorised); MQTT 5, section 3.2.2.2. */
function failureOf(error: unknown): ChannelFailure {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  const problem =
    code === 4 || code === 5 || code === 134 || code === 135
      ? 'wrong-password'
      : code === 1 || code === 132
        ? 'not-supported'
        : typeof code === 'number'
          ? 'refused'
          : 'unreachable';
  return new ChannelFailure(problem, reasonOf(error), { cause: error });
}
