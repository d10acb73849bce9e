/** Listens to the events of one ONVIF camera: one pull point, kept alive, made anew after any failure. */
import type { NewSighting } from '#contract/sighting.ts';
import { reasonOf } from '../../system/app-error.ts';
import { seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import { ChannelFailure } from '../channel-problem.ts';
import { deliver } from '../deliver.ts';
import type { SourceDevice } from '../event-source.ts';
import { Listening } from '../listening.ts';
import type { ListeningSession } from '../listening.ts';
import { SourceTally } from '../source-tally.ts';
import type { Take } from '../take.ts';
import { wait } from '../wait.ts';
import type { XmlElement } from '../xml.ts';
import { EventStates } from './event-states.ts';
import { readNotification } from './notification.ts';
import type { OnvifNotification } from './notification.ts';
import { findServices, pull, readClockDrift, readSourceTokens, renew, subscribe, unsubscribe } from './pull-point.ts';
import type { Subscription } from './pull-point.ts';
import { SoapClient } from './soap.ts';

/** A camera whose events are to be listened to. */
export interface OnvifEventCamera {
  cameraId: string | null;
  host: string;
  port: number;
  /** Of the device service. */
  path: string;
  user: string;
  password: string;
  /** Video source; of a recorder, the channel. Null: whatever the device tells is of this camera. */
  source: string | null;
}

export interface OnvifListenerOptions {
  camera: OnvifEventCamera;
  take: Take;
  clock: Clock;
  log: Log;
  chance?: () => number;
}

/** Some cameras answer a pull at once although nothing happened: they are not asked more often than this. */
const emptyPauseMs = seconds(1);
/** Of its life; the rest is for a camera that is slow to answer. */
const renewAfterShare = 0.5;
const renewLeastMs = seconds(2);

export class OnvifListener {
  readonly deviceId: string;
  readonly tally: SourceTally;
  readonly #options: OnvifListenerOptions;
  readonly #listening: Listening;
  /** Whether the camera knows Renew; learnt once. */
  #renews = true;

  constructor(options: OnvifListenerOptions) {
    const { camera, clock, log, chance } = options;
    this.#options = options;
    this.deviceId = onvifDeviceId(camera);
    this.tally = new SourceTally(clock);
    this.#listening = new Listening({
      session: (session) => this.#session(session),
      clock,
      log,
      what: { device: this.deviceId, camera: camera.cameraId },
      ...(chance === undefined ? {} : { chance }),
    });
  }

  start(): void {
    this.#listening.start();
  }

  stop(): Promise<void> {
    return this.#listening.stop();
  }

  device(): SourceDevice {
    const { lastHeardAtMs, sightings, clockDriftMs } = this.tally;
    return {
      ...{ source: 'onvif', deviceId: this.deviceId, cameraId: this.#options.camera.cameraId },
      ...{ channel: this.#listening.state, lastHeardAtMs, sightings, clockDriftMs },
    };
  }

  async #session({ signal, listening }: ListeningSession): Promise<void> {
    const { camera, clock } = this.#options;
    const client = new SoapClient(camera, camera, clock);
    client.clockDriftMs = await readClockDrift(client, camera.path, clock, signal);
    const services = await findServices(client, camera.path, signal);
    const sourceTokens =
      camera.source === null || services.media === null
        ? new Map<string, string>()
        : await readSourceTokens(client, services.media, signal).catch((error: unknown) => {
            if (error instanceof ChannelFailure) return new Map<string, string>();
            throw error;
          });
    const subscription = await subscribe(client, services.events, this.#renews, signal);
    listening();
    // Either ending ends the other: a renewal that failed must not leave a pull waiting.
    const ending = new AbortController();
    const within = AbortSignal.any([signal, ending.signal]);
    const pulling = this.#pullOn(client, subscription, sourceTokens, { signal, within });
    let reachable = true;
    try {
      await Promise.race([pulling, this.#renewOn(client, subscription, within)]);
    } catch (error) {
      reachable = !(error instanceof ChannelFailure && error.problem === 'unreachable');
      throw error;
    } finally {
      ending.abort();
      // What was pulled is gone from the camera: it is handed over first.
      await Promise.allSettled([pulling]);
      if (reachable) await this.#giveBack(client, subscription);
    }
  }

  /** Tidy, so that the camera's few subscriptions are not used up; one that is gone has none to give back. */
  async #giveBack(client: SoapClient, subscription: Subscription): Promise<void> {
    try {
      await unsubscribe(client, subscription, new AbortController().signal);
    } catch (error) {
      this.#options.log.debug('not unsubscribed', { device: this.deviceId, reason: reasonOf(error) });
    }
  }

  async #pullOn(
    client: SoapClient,
    subscription: Subscription,
    sourceTokens: ReadonlyMap<string, string>,
    { signal, within }: { signal: AbortSignal; within: AbortSignal },
  ): Promise<void> {
    const { clock, take, log } = this.#options;
    const states = new EventStates();
    while (!within.aborted) {
      const askedAtMs = clock.monotonicMs();
      const messages = await pull(client, subscription, within);
      this.tally.heard();
      const batch = this.#sightingsOf(messages, states, sourceTokens);
      await deliver(batch, { take, tally: this.tally, clock, log }, signal);
      if (messages.length === 0 && clock.monotonicMs() - askedAtMs < emptyPauseMs)
        await wait(clock, emptyPauseMs, within);
    }
  }

  /** Returns when the subscription is to be made anew. */
  async #renewOn(client: SoapClient, subscription: Subscription, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const isStopped = (): boolean => signal.aborted;
    let { lifeMs } = subscription;
    for (;;) {
      await wait(clock, Math.max(renewLeastMs, lifeMs * renewAfterShare), signal);
      if (isStopped() || !this.#renews) return;
      try {
        lifeMs = await renew(client, subscription, signal);
      } catch (error) {
        if (isStopped()) return;
        if (!(error instanceof ChannelFailure) || error.problem !== 'not-supported') throw error;
        this.#renews = false;
        return;
      }
    }
  }

  #sightingsOf(
    messages: readonly XmlElement[],
    states: EventStates,
    sourceTokens: ReadonlyMap<string, string>,
  ): NewSighting[] {
    const { camera, clock } = this.#options;
    const receivedAtMs = clock.nowMs();
    const sightings: NewSighting[] = [];
    for (const message of messages) {
      const notification = readNotification(message);
      if (notification === null) {
        this.tally.unreadable('not-a-notification');
        continue;
      }
      if (!isOfSource(notification, camera.source, sourceTokens)) continue;
      const judged = states.judge(notification, receivedAtMs);
      if (judged.outcome === 'unknown') this.tally.dropped([notification.topic.replaceAll('/', '.')]);
      if (judged.outcome !== 'event') continue;
      this.tally.dropped(judged.dropped);
      sightings.push({
        source: 'onvif',
        deviceId: this.deviceId,
        objectId: judged.objectId,
        cameraId: camera.cameraId,
        seenAtMs: notification.atMs ?? receivedAtMs,
        receivedAtMs,
        facts: judged.facts,
        box: null,
        pictures: [],
      });
    }
    return sightings;
  }
}

/** Of a recorder each channel is a device of its own. */
export function onvifDeviceId({ host, port, source }: OnvifEventCamera): string {
  return `onvif:${host}:${port}${source === null ? '' : `/${source}`}`.slice(0, 128);
}

/** What names no source, or one we cannot tell, is taken for this camera's. */
function isOfSource(
  { source }: OnvifNotification,
  wanted: string | null,
  sourceTokens: ReadonlyMap<string, string>,
): boolean {
  if (wanted === null) return true;
  const direct = source.get('VideoSourceToken') ?? source.get('VideoSource') ?? source.get('Source');
  const configured = source.get('VideoSourceConfigurationToken') ?? source.get('VideoSourceConfiguration');
  const token = sourceTokens.get(configured ?? '') ?? direct ?? wanted;
  // `Source` is a configuration's token with some makers and a source's with others.
  return token === wanted || sourceTokens.get(token) === wanted;
}
