/** Open sessions with the cameras whose ONVIF side is known. */
import { AppError } from '../../system/app-error.ts';
import { minutes, seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import type { Secrets } from '../../system/secrets.ts';
import { openSession } from './device-session.ts';
import type { DeviceSession } from './device-session.ts';
import type { DeviceContext, OnvifEndpoint, OpenOnvifDevice } from './onvif-device.ts';
import { asFailure, OnvifFailure } from './onvif-failure.ts';
import type { OnvifLink, OnvifStore } from './onvif-store.ts';

export interface LinkedSession extends DeviceSession {
  link: OnvifLink;
  endpoint: OnvifEndpoint;
}

interface Kept {
  /** What the session was opened with. */
  key: string;
  openedAtMs: number;
  session: Promise<LinkedSession>;
}

/** Then the camera's clock is read anew. */
const keptForMs = minutes(20);
/** A session this young is not opened again because of a refusal: every try nears the camera's lock-out. */
const trustedForMs = seconds(60);

export class LinkedDevices {
  readonly #store: OnvifStore;
  readonly #secrets: Secrets;
  readonly #clock: Clock;
  readonly #open: OpenOnvifDevice;
  readonly #signal: AbortSignal;
  readonly #kept = new Map<string, Kept>();

  constructor(options: {
    store: OnvifStore;
    secrets: Secrets;
    clock: Clock;
    open: OpenOnvifDevice;
    signal: AbortSignal;
  }) {
    this.#store = options.store;
    this.#secrets = options.secrets;
    this.#clock = options.clock;
    this.#open = options.open;
    this.#signal = options.signal;
  }

  /** Throws AppError `not-found` for a camera without an ONVIF side. */
  async link(cameraId: string): Promise<OnvifLink> {
    const link = await this.#store.find(cameraId);
    if (link === null) {
      this.#kept.delete(cameraId);
      throw new AppError('not-found', `camera ${cameraId} has no ONVIF side`);
    }
    return link;
  }

  /** Throws what `link` throws, and OnvifFailure. */
  async use<T>(cameraId: string, job: (session: LinkedSession) => Promise<T>): Promise<T> {
    const link = await this.link(cameraId);
    const kept = this.#sessionOf(cameraId, link);
    const session = await kept.session;
    try {
      return await job(session);
    } catch (error) {
      const { problem } = asFailure(error);
      if (problem !== 'wrong-password' && problem !== 'clock-off') throw error;
      this.forget(cameraId);
      if (this.#clock.monotonicMs() - kept.openedAtMs < trustedForMs) throw error;
      // The camera's clock, or ours, was set since.
      return job(await this.#sessionOf(cameraId, link).session);
    }
  }

  endpointOf({ host, port, path, user, passwordSealed }: OnvifLink): OnvifEndpoint {
    try {
      return { host, port, path, user, password: this.#secrets.open(passwordSealed) };
    } catch (error) {
      throw new OnvifFailure('wrong-password', 'the stored password cannot be read with this station’s key', {
        cause: error,
      });
    }
  }

  forget(cameraId: string): void {
    this.#kept.delete(cameraId);
  }

  #sessionOf(cameraId: string, link: OnvifLink): Kept {
    const key = JSON.stringify([link.host, link.port, link.path, link.user, link.passwordSealed]);
    const kept = this.#kept.get(cameraId);
    const nowMs = this.#clock.monotonicMs();
    // The link is taken anew: profiles may have changed at a check.
    if (kept?.key === key && nowMs - kept.openedAtMs < keptForMs) {
      return { ...kept, session: kept.session.then((session) => ({ ...session, link })) };
    }
    const opened: Kept = { key, openedAtMs: nowMs, session: this.#openSession(link) };
    this.#kept.set(cameraId, opened);
    opened.session.catch(() => {
      if (this.#kept.get(cameraId) === opened) this.#kept.delete(cameraId);
    });
    return opened;
  }

  async #openSession(link: OnvifLink): Promise<LinkedSession> {
    const context: DeviceContext = { clock: this.#clock, signal: this.#signal };
    const endpoint = this.endpointOf(link);
    return { ...(await openSession(this.#open, endpoint, context)), link, endpoint };
  }
}
