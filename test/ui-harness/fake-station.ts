/** A station that exists only in the page: it answers what the console asks, and forgets it all on reload. */
import type { Alarm, AlarmOutcome } from '#contract/alarm.ts';
import type { Role } from '#contract/access.ts';
import type { StationClient } from '../../renderer/api/client.ts';
import {
  inventedAccounts,
  inventedClips,
  inventedHealth,
  inventedHistory,
  inventedInspection,
  inventedLinked,
  inventedSnapshots,
} from './invented-equipment.ts';
import {
  inventedAlarms,
  inventedCameras,
  inventedDevices,
  inventedEntries,
  inventedOutbox,
  inventedSighting,
  inventedStatus,
  inventedViews,
} from './invented.ts';

export interface FakeOptions {
  signedIn: Role | null;
  setupNeeded: boolean;
  cameras: number;
  simulated: boolean;
  /** Without alarms to handle. */
  calm: boolean;
}

interface FakeInput {
  id?: number;
  password?: string;
  outcome?: AlarmOutcome;
  note?: string;
  step?: number;
  done?: boolean;
}

interface Listener {
  onStarted?: () => void;
  onData?: (data: unknown) => void;
}

const names: Readonly<Record<Role, string>> = { guard: '王强', chief: '李芳', admin: '陈立' };

export class FakeStation {
  readonly #options: FakeOptions;
  readonly #alarmListeners = new Set<Listener>();
  #signedIn: Role | null;
  #alarms: Alarm[];

  constructor(options: FakeOptions) {
    this.#options = options;
    this.#signedIn = options.signedIn;
    const alarms = inventedAlarms(Date.now());
    this.#alarms = options.calm ? alarms.filter(({ state }) => state === 'resolved') : alarms;
  }

  client(): StationClient {
    const byPath = {
      query: async (path: string, input: unknown) => this.#query(path, input),
      mutation: async (path: string, input: unknown) => this.#mutate(path, input as FakeInput),
      subscription: (path: string, _input: unknown, listener: Listener) => this.#follow(path, listener),
    };
    const api = {
      sightings: { latest: { query: (input: unknown) => byPath.query('sightings.latest', input) } },
      county: { outbox: { query: (input: unknown) => byPath.query('county.outbox', input) } },
    };
    return { byPath, api, reopen: async () => undefined } as unknown as StationClient;
  }

  #query(path: string, input: unknown): unknown {
    const nowMs = Date.now();
    switch (path) {
      case 'session.current':
        return {
          signedIn:
            this.#signedIn === null
              ? null
              : { account: `${this.#signedIn}1`, name: names[this.#signedIn], role: this.#signedIn },
          setupNeeded: this.#options.setupNeeded,
          simulatedSiteOffered: true,
        };
      case 'station.facts':
        return {
          version: '0.1.0',
          startedAtMs: nowMs - 7_500_000,
          viidAddress: 'http://127.0.0.1:18400',
          webhookAddress: 'http://127.0.0.1:18401',
          dataDirectory: '/var/lib/guardroom',
        };
      case 'cameras.list':
        return inventedCameras(this.#options.cameras, nowMs);
      case 'recognition.devices':
        return inventedDevices(nowMs);
      case 'alarms.list':
        return this.#alarms;
      case 'accounts.list':
        return inventedAccounts(nowMs);
      case 'clips.list': {
        const { alarmId } = input as { alarmId?: number };
        const clips = inventedClips(nowMs);
        return alarmId === undefined ? clips : clips.filter(({ alarmIds }) => alarmIds.includes(alarmId));
      }
      case 'clips.snapshots':
        return inventedSnapshots(nowMs);
      case 'health.list':
        return inventedHealth(inventedCameras(this.#options.cameras, nowMs), nowMs);
      case 'health.history':
        return inventedHistory(input as { fromMs: number; toMs: number });
      case 'onvif.interfaces':
        return [{ name: 'eth0', address: '127.0.0.1', netmask: '255.0.0.0' }];
      case 'onvif.linked':
        return inventedLinked(nowMs);
      case 'ptz.presets':
        return {
          outcome: 'listed',
          presets: ['大门', '值班室', '车棚', '道路西侧'].map((name, n) => ({ token: String(n), name })),
        };
      case 'views.list':
        return inventedViews(this.#options.cameras, nowMs);
      case 'watchlist.list':
        return inventedEntries(nowMs);
      case 'county.outbox':
        return inventedOutbox(nowMs);
      case 'sightings.latest': {
        const before = (input as { before?: number }).before ?? 500;
        return Array.from({ length: 60 }, (_, index) => inventedSighting(before - 1 - index, nowMs));
      }
      default:
        throw new Error(`no answer to ${path}`);
    }
  }

  #mutate(path: string, input: FakeInput): unknown {
    const nowMs = Date.now();
    switch (path) {
      case 'session.signIn':
        if (input.password === 'wrong') throw refusal('wrong-password');
        this.#signedIn = 'guard';
        return { account: 'guard1', name: names.guard, role: 'guard' };
      case 'session.signOut':
        this.#signedIn = null;
        return { ok: true };
      case 'setup.begin':
        this.#signedIn = 'admin';
        return { account: 'admin', name: names.admin, role: 'admin' };
      case 'setup.trySimulatedSite':
        return {
          accounts: (['guard', 'chief', 'admin'] as const).map((role) => ({
            account: `${role}1`,
            password: 'demo-1234',
            role,
          })),
        };
      case 'onvif.discover':
        return {
          devices: [4, 5, 9].map((host) => ({
            ...{ host: `127.0.1.${String(host)}`, port: 80, path: '/onvif/device_service' },
            ...{ endpoint: `urn:uuid:${String(host)}`, name: `Dome ${String(host)}`, hardware: null, location: null },
            cameraId: host === 4 ? 'camera-3' : null,
          })),
          ignored: 0,
        };
      case 'onvif.inspect':
        return inventedInspection(nowMs);
      case 'ptz.move':
      case 'ptz.stop':
      case 'ptz.goHome':
      case 'ptz.goToPreset':
        return { outcome: 'done' };
      case 'cameras.tryOut':
        return { cameraId: 'camera-3' };
      case 'alarms.acknowledge':
        return this.#change(input.id ?? 0, (alarm) => ({
          ...alarm,
          state: 'acknowledged',
          acknowledged: { by: `${this.#signedIn ?? 'guard'}1`, atMs: nowMs },
        }));
      case 'alarms.resolve':
        return this.#change(input.id ?? 0, (alarm) => ({
          ...alarm,
          state: 'resolved',
          resolved: {
            by: `${this.#signedIn ?? 'guard'}1`,
            atMs: nowMs,
            outcome: input.outcome ?? 'drill',
            note: input.note ?? '',
          },
        }));
      case 'alarms.tickStep':
        return this.#change(input.id ?? 0, (alarm) => ({
          ...alarm,
          stepsDone:
            input.done === true
              ? [...alarm.stepsDone, input.step ?? 0]
              : alarm.stepsDone.filter((step) => step !== input.step),
        }));
      default:
        return { ok: true };
    }
  }

  #change(id: number, change: (alarm: Alarm) => Alarm): Alarm {
    const found = this.#alarms.find((alarm) => alarm.id === id);
    if (found === undefined) throw refusal('not-found');
    const changed = { ...change(found), revision: Math.max(...this.#alarms.map(({ revision }) => revision)) + 1 };
    this.#alarms = this.#alarms.map((alarm) => (alarm.id === id ? changed : alarm));
    for (const listener of this.#alarmListeners) listener.onData?.({ id: String(changed.revision), data: changed });
    return changed;
  }

  #follow(path: string, listener: Listener): { unsubscribe(): void } {
    let timer: ReturnType<typeof setInterval> | undefined;
    const send = (data: unknown): void => listener.onData?.({ id: '1', data });
    queueMicrotask(() => listener.onStarted?.());
    if (path === 'station.status') {
      const say = (): void =>
        send(inventedStatus(Date.now(), this.#options.cameras - 4, this.#options.cameras, this.#options.simulated));
      queueMicrotask(say);
      timer = setInterval(say, 1000);
    } else if (path === 'alarms.changes') {
      this.#alarmListeners.add(listener);
    }
    return {
      unsubscribe: () => {
        clearInterval(timer);
        this.#alarmListeners.delete(listener);
      },
    };
  }
}

function refusal(appCode: string): Error {
  return Object.assign(new Error(appCode), { data: { appCode, facts: {} } });
}
