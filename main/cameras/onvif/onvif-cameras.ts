/** Cameras over ONVIF: found, examined, moved, and asked for a picture. What a camera does wrong is an outcome. */
import type {
  Discovery,
  LinkedCamera,
  NewOnvifCamera,
  OnvifChecked,
  OnvifFailed,
  OnvifInspected,
  OnvifInterface,
  OnvifSignIn,
  OnvifSnapshot,
} from '#contract/onvif.ts';
import type { NewCamera } from '#contract/camera.ts';
import { AppError, reasonOf } from '../../system/app-error.ts';
import { hours, seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { Secrets } from '../../system/secrets.ts';
import { examine, measureDrift, openSession } from './device-session.ts';
import type { Examined } from './device-session.ts';
import { searchDevices } from './discovery.ts';
import type { SearchOptions } from './discovery.ts';
import { LinkedDevices } from './linked-devices.ts';
import { localInterfaces } from './local-interfaces.ts';
import type { OnvifEndpoint, OpenOnvifDevice } from './onvif-device.ts';
import { attempt, failed, OnvifFailure } from './onvif-failure.ts';
import { openOnvifDevice } from './onvif-library.ts';
import type { LearntOfLink, OnvifLink, OnvifStore } from './onvif-store.ts';
import { PtzControl } from './ptz-control.ts';
import { withCredentials } from './reached-address.ts';
import { RelayControl } from './relay-control.ts';
import { fetchSnapshot } from './snapshot.ts';

export interface OnvifCamerasOptions {
  store: OnvifStore;
  secrets: Secrets;
  clock: Clock;
  log: Log;
  open?: OpenOnvifDevice;
  /** Where devices listen for a search; WS-Discovery's own group and port when absent. */
  search?: Pick<SearchOptions, 'group' | 'port' | 'durationMs'>;
}

/** A camera ready to be added, with what belongs to it. */
export type PreparedCamera = { outcome: 'ready'; camera: NewCamera; link: OnvifLink } | OnvifFailed;

/** For everything that is asked of one camera before it is added. */
const examineWithinMs = seconds(25);
const clockCheckEveryMs = hours(1);

export class OnvifCameras {
  readonly ptz: PtzControl;
  readonly relays: RelayControl;
  readonly #store: OnvifStore;
  readonly #secrets: Secrets;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #open: OpenOnvifDevice;
  readonly #search: Pick<SearchOptions, 'group' | 'port' | 'durationMs'>;
  readonly #stopping = new AbortController();
  readonly #devices: LinkedDevices;
  readonly #searches = new Map<string, Promise<Discovery>>();
  #checkingClocks = false;

  constructor({ store, secrets, clock, log, open = openOnvifDevice, search = {} }: OnvifCamerasOptions) {
    this.#store = store;
    this.#secrets = secrets;
    this.#clock = clock;
    this.#log = log.room('onvif');
    this.#open = open;
    this.#search = search;
    this.#devices = new LinkedDevices({ store, secrets, clock, open, signal: this.#stopping.signal });
    this.ptz = new PtzControl({ devices: this.#devices, clock, log: this.#log });
    this.relays = new RelayControl({ devices: this.#devices, open, clock, stopping: this.#stopping.signal });
  }

  /** Looks at the clocks of all linked cameras every hour. The stop halts what still moves. */
  start(): () => Promise<void> {
    const cancel = this.#clock.every(clockCheckEveryMs, () => {
      this.checkClocks().catch((error: unknown) => {
        this.#log.error('clocks of cameras not checked', { reason: reasonOf(error) });
      });
    });
    return async () => {
      cancel();
      await this.ptz.haltAll();
      this.#stopping.abort();
    };
  }

  interfaces(): OnvifInterface[] {
    return localInterfaces();
  }

  /** A few seconds. A second search from the same address joins the first. */
  discover(interfaceAddress: string): Promise<Discovery> {
    if (!localInterfaces().some(({ address }) => address === interfaceAddress))
      throw new AppError('bad-input', 'no such interface', { facts: { paths: 'interfaceAddress' } });
    const running = this.#searches.get(interfaceAddress) ?? this.#discover(interfaceAddress);
    this.#searches.set(interfaceAddress, running);
    return running.finally(() => this.#searches.delete(interfaceAddress));
  }

  async #discover(interfaceAddress: string): Promise<Discovery> {
    const { devices, ignored } = await searchDevices({ interfaceAddress, clock: this.#clock, ...this.#search });
    const linked = new Map(
      (await this.#store.all()).map(({ cameraId, link }) => [`${link.host}:${link.port}`, cameraId]),
    );
    this.#log.info('searched', { from: interfaceAddress, found: devices.length, ignored });
    return {
      ignored,
      devices: devices.map(({ hosts: _hosts, ...device }) => ({
        ...device,
        cameraId: linked.get(`${device.host}:${device.port}`) ?? null,
      })),
    };
  }

  /** Signs in and says what the camera is and which streams would be shown. Keeps nothing. */
  async inspect(signIn: OnvifSignIn): Promise<OnvifInspected> {
    const found = await this.#examine(signIn);
    if ('outcome' in found) return found;
    const { facts, sources, profiles, main, sub } = found;
    return { outcome: 'inspected', facts, sources, profiles, main, sub };
  }

  /** Examines a camera to be added: `camera` has user and password in its addresses, as cameras.add wants them. */
  async prepare({ name, point, ...signIn }: NewOnvifCamera): Promise<PreparedCamera> {
    const found = await this.#examine(signIn);
    if ('outcome' in found) return found;
    const address = (plain: string): string => withCredentials(plain, signIn.user, signIn.password);
    const camera: NewCamera = {
      name,
      point,
      main: address(found.main.address),
      ...(found.sub === null ? {} : { sub: address(found.sub.address) }),
    };
    return { outcome: 'ready', camera, link: this.#linkOf(signIn, found) };
  }

  /** Ties what was prepared to the camera it was added as. */
  async link(cameraId: string, link: OnvifLink): Promise<void> {
    await this.#store.save(cameraId, link);
    this.#forget(cameraId);
  }

  /** Ties a camera that is there already to its ONVIF side; its streams stay as they are. */
  async linkExisting(cameraId: string, signIn: OnvifSignIn): Promise<OnvifChecked> {
    const found = await this.#examine(signIn);
    if ('outcome' in found) return found;
    await this.link(cameraId, this.#linkOf(signIn, found));
    return { outcome: 'checked', facts: found.facts };
  }

  async unlink(cameraId: string): Promise<void> {
    await this.#store.remove(cameraId);
    this.#forget(cameraId);
  }

  /**
   * What listening to the events of each linked camera needs. Left out: one whose password this station's key does not
   * open, which every other question to it will tell.
   */
  async eventCameras(): Promise<(OnvifEndpoint & { cameraId: string; source: string })[]> {
    return (await this.#store.all()).flatMap(({ cameraId, link }) => {
      try {
        return [{ ...this.#devices.endpointOf(link), cameraId, source: link.source }];
      } catch (error) {
        this.#log.warn('events not listened to', { camera: cameraId, reason: reasonOf(error) });
        return [];
      }
    });
  }

  async linked(): Promise<LinkedCamera[]> {
    return (await this.#store.all()).map(({ cameraId, link }) => ({ cameraId, facts: link.facts }));
  }

  /** Asks the camera again what it is; keeps the answer, and where its profiles have changed, those. */
  async check(cameraId: string): Promise<OnvifChecked> {
    const link = await this.#devices.link(cameraId);
    this.#devices.forget(cameraId);
    return attempt(async () => {
      const { host, port, source } = link;
      const found = await this.#devices.use(cameraId, (session) => {
        return examine(session, { host, port }, source, this.#clock);
      });
      await this.#store.update(cameraId, keptOf(found));
      return { outcome: 'checked', facts: found.facts };
    });
  }

  /** One after the other: a clock that drifts needs no hurry. */
  async checkClocks(): Promise<void> {
    if (this.#checkingClocks) return;
    this.#checkingClocks = true;
    try {
      for (const { cameraId } of await this.#store.all()) {
        if (this.#stopping.signal.aborted) return;
        await this.#checkClock(cameraId);
      }
    } finally {
      this.#checkingClocks = false;
    }
  }

  async #checkClock(cameraId: string): Promise<void> {
    try {
      const link = await this.#devices.link(cameraId);
      const context = { clock: this.#clock, signal: this.#stopping.signal };
      const { driftMs } = await measureDrift(this.#open(this.#devices.endpointOf(link), context), this.#clock);
      const facts = { ...link.facts, clockDriftMs: driftMs, checkedAtMs: this.#clock.nowMs() };
      await this.#store.update(cameraId, { facts });
    } catch (error) {
      this.#log.debug('clock not read', { camera: cameraId, reason: reasonOf(error) });
    }
  }

  /** What the camera sees now. */
  snapshot(cameraId: string): Promise<OnvifSnapshot> {
    return attempt(async () => {
      const link = await this.#devices.link(cameraId);
      if (link.snapshot === null) throw new OnvifFailure('not-supported', 'the camera gives no snapshots over HTTP');
      const context = { clock: this.#clock, signal: this.#stopping.signal };
      const jpeg = await fetchSnapshot(this.#devices.endpointOf(link), link.snapshot, context);
      return { outcome: 'taken', jpegBase64: jpeg.toString('base64'), takenAtMs: this.#clock.nowMs() };
    });
  }

  async #examine(signIn: OnvifSignIn): Promise<Examined | OnvifFailed> {
    const budget = new AbortController();
    const cancel = this.#clock.after(examineWithinMs, () => budget.abort());
    const signal = AbortSignal.any([budget.signal, this.#stopping.signal]);
    let clockDriftMs: number | null = null;
    try {
      const session = await openSession(this.#open, signIn, { clock: this.#clock, signal });
      clockDriftMs = session.clockDriftMs;
      return await examine(session, { host: signIn.host, port: signIn.port }, signIn.source, this.#clock);
    } catch (error) {
      return failed(error, clockDriftMs);
    } finally {
      cancel();
    }
  }

  #linkOf({ host, port, path, user, password }: OnvifSignIn, found: Examined): OnvifLink {
    return { host, port, path, user, passwordSealed: this.#secrets.seal(password), ...keptOf(found) };
  }

  #forget(cameraId: string): void {
    this.#devices.forget(cameraId);
    this.ptz.forget(cameraId);
  }
}

function keptOf(found: Examined): LearntOfLink {
  return {
    source: found.source,
    mainProfile: found.main.profile.token,
    subProfile: found.sub?.profile.token ?? null,
    ptzProfile: found.ptzProfile,
    snapshot: found.snapshot,
    facts: found.facts,
  };
}
