/** A station that exists only in the page: it answers what the console asks, and forgets it all on reload. */
import type { Action, ActionRun } from '#contract/action.ts';
import { usualAlarmSettings } from '#contract/alarm.ts';
import type { Alarm, AlarmOutcome } from '#contract/alarm.ts';
import type { Role, SignedIn } from '#contract/access.ts';
import type { CountyLink } from '#contract/county.ts';
import type { CaseItem } from '#contract/retention.ts';
import type { NewSavedSearch, SavedSearch } from '#contract/search.ts';
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
import { inventedCounty, inventedOutbox, inventedSubscriptions, inventedTest } from './invented-county.ts';
import type { CountyState } from './invented-county.ts';
import { InventedLists } from './invented-lists.ts';
import { inventedCameras, inventedDevices, inventedStatus, inventedViews } from './invented.ts';
import { colleagues, handledAlarms, inventedActions, inventedDeeds, inventedRun } from './invented-alarms.ts';
import {
  InventedJournal,
  inventedCases,
  inventedDeletions,
  inventedRetention,
  inventedSearches,
} from './invented-records.ts';
import { InventedPackages } from './invented-packages.ts';
import { InventedRules } from './invented-rules.ts';
import { InventedSummaries } from './invented-summaries.ts';

export interface FakeOptions {
  signedIn: Role | null;
  setupNeeded: boolean;
  cameras: number;
  simulated: boolean;
  /** Without alarms to handle. */
  calm: boolean;
  /** How the records are: nothing found, no answer, an answer that does not come, a hundred times as many. */
  records: 'usual' | 'none' | 'failing' | 'waiting' | 'dense';
  /** Only this alarm. */
  only: number | null;
  /** So many hits of the first alarm, in ten seconds. */
  flood: number;
  /** The disk will not hold what was asked for. */
  short: boolean;
  county: CountyState;
}

interface FakeInput {
  id?: number;
  password?: string;
  outcome?: AlarmOutcome;
  note?: string;
  step?: number;
  done?: boolean;
  text?: string;
  to?: string;
}

interface Listener {
  onStarted?: () => void;
  onData?: (data: unknown) => void;
}

const names: Readonly<Record<Role, string>> = { guard: '王强', chief: '李芳', admin: '陈立' };
const nobody: SignedIn = { account: '', name: '', role: 'guard' };

export class FakeStation {
  readonly #options: FakeOptions;
  readonly #alarmListeners = new Set<Listener>();
  #signedIn: Role | null;
  #alarms: Alarm[];
  readonly #journal: InventedJournal;
  readonly #lists: InventedLists;
  readonly #listListeners = new Set<Listener>();
  #cases = inventedCases(Date.now());
  #searches = inventedSearches(Date.now());
  readonly #rules: InventedRules;
  readonly #summaries: InventedSummaries;
  readonly #packages: InventedPackages;
  #runs = 0;
  readonly #beganMs = Date.now();

  constructor(options: FakeOptions) {
    this.#options = options;
    this.#signedIn = options.signedIn;
    this.#journal = new InventedJournal(Date.now(), options.records === 'dense' ? 30 : 1);
    this.#rules = new InventedRules(Date.now(), options.records === 'none');
    this.#packages = new InventedPackages(Date.now(), options.records === 'none' ? 'none' : 'usual');
    this.#summaries = new InventedSummaries(
      Date.now(),
      options.records === 'none' ? 'none' : options.records === 'dense' ? 'many' : 'usual',
    );
    const size = options.records === 'none' || options.records === 'dense' ? options.records : 'usual';
    this.#lists = new InventedLists(Date.now(), () => this.#me() ?? nobody, this.#sayLists, size);
    if (options.records === 'none') {
      this.#cases = [];
      this.#searches = [];
    }
    const alarms = handledAlarms(Date.now());
    if (options.only !== null) this.#alarms = alarms.filter(({ id }) => id === options.only);
    else this.#alarms = options.calm ? alarms.filter(({ state }) => state === 'resolved') : alarms;
  }

  client(): StationClient {
    const byPath = {
      query: (path: string, input: unknown) => this.#answer(path, input),
      mutation: async (path: string, input: unknown) => this.#mutate(path, input as FakeInput),
      subscription: (path: string, _input: unknown, listener: Listener) => this.#follow(path, listener),
    };
    // `api.sightings.latest.query(input)` is the same call by its path.
    const api = new Proxy(
      {},
      {
        get: (_rooms, room: string) =>
          new Proxy(
            {},
            {
              get: (_names, name: string) => ({
                query: (input: unknown) => byPath.query(`${room}.${name}`, input),
              }),
            },
          ),
      },
    );
    return { byPath, api, reopen: async () => undefined } as unknown as StationClient;
  }

  async #answer(path: string, input: unknown): Promise<unknown> {
    const { records } = this.#options;
    if (/^(sightings|cases|retention)\./.test(path)) {
      if (records === 'failing') throw refusal('unavailable');
      if (records === 'waiting') return new Promise(() => undefined);
    }
    return this.#query(path, input);
  }

  #me(): SignedIn | null {
    const role = this.#signedIn;
    return role === null ? null : { account: `${role}1`, name: names[role], role };
  }

  readonly #sayLists = (): void => {
    for (const listener of this.#listListeners) listener.onData?.({ id: '1', data: { revision: Date.now() } });
  };

  #query(path: string, input: unknown): unknown {
    if (path.startsWith('watchlist.')) return this.#lists.query(path, input);
    const nowMs = Date.now();
    if (path.startsWith('summaries.')) return found(this.#summaries.query(path, input, nowMs));
    if (path === 'packages.alarms') return alarmsOfPeriod(this.#alarms, input as { fromMs: number; toMs: number });
    if (path.startsWith('packages.')) return found(this.#packages.query(path, input));
    switch (path) {
      case 'session.current':
        return {
          signedIn: this.#me(),
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
      case 'alarms.colleagues':
        return colleagues;
      case 'alarms.history':
        return inventedDeeds(found(this.#alarms.find(({ id }) => id === (input as { id: number }).id)));
      case 'alarms.settings':
        return usualAlarmSettings;
      case 'actions.list': {
        // Those of the cards, and what the screen of actions has besides.
        const others = this.#rules.answer(path, input) as Action[];
        return [...inventedActions(nowMs), ...others.filter(({ id }) => id > 3)];
      }
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
      case 'alarms.colleagues':
        return (['guard', 'chief', 'admin'] as const).map((role) => ({
          account: `${role}1`,
          name: names[role],
          role,
        }));
      case 'county.outbox':
        return inventedOutbox(this.#options.county, nowMs);
      case 'county.subscriptions':
        return inventedSubscriptions(this.#options.county, nowMs);
      case 'sightings.latest':
        return this.#options.records === 'none'
          ? []
          : this.#journal.latest(input as Parameters<InventedJournal['latest']>[0]);
      case 'sightings.hours':
        return this.#options.records === 'none'
          ? { hours: [], sightings: 0, hits: 0 }
          : this.#journal.hours(input as Parameters<InventedJournal['hours']>[0]);
      case 'sightings.find':
        return found(this.#journal.find((input as { id: number }).id));
      case 'sightings.neighbours': {
        const { id, limit = 10 } = input as { id: number; limit?: number };
        return this.#journal.neighbours(id, limit);
      }
      case 'sightings.trail':
        return this.#journal.trail(input as Parameters<InventedJournal['trail']>[0]);
      case 'alarms.surroundings': {
        const { id, minutes, cameraIds = [] } = input as { id: number; minutes: number; cameraIds?: string[] };
        return this.#journal.surroundings(found(this.#alarms.find((each) => each.id === id)), minutes, cameraIds);
      }
      case 'searches.list':
        return this.#searches;
      case 'cases.list':
        return this.#cases;
      case 'retention.facts':
        return inventedRetention(nowMs, this.#options.short);
      case 'retention.deletions':
        return this.#options.records === 'none' ? [] : inventedDeletions(nowMs);
      case 'clips.find':
        return found(inventedClips(nowMs).find(({ id }) => id === (input as { id: number }).id));
      default: {
        const answer = this.#rules.answer(path, input);
        if (answer === undefined) throw new Error(`no answer to ${path}`);
        return answer;
      }
    }
  }

  #mutate(path: string, input: FakeInput): unknown {
    if (path.startsWith('watchlist.')) return this.#lists.mutate(path, input);
    const nowMs = Date.now();
    if (path.startsWith('summaries.')) return this.#summaries.mutate(path, input, nowMs);
    if (path.startsWith('packages.')) return found(this.#packages.mutate(path, input, nowMs));
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
          acknowledged: { by: this.#account(), atMs: nowMs },
          owner: { by: this.#account(), sinceMs: nowMs },
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
      case 'alarms.addNote': {
        const { text = '' } = input;
        return this.#change(input.id ?? 0, (alarm) => ({
          ...alarm,
          notes: [...alarm.notes, { by: this.#account(), atMs: nowMs, text }],
        }));
      }
      case 'alarms.handOver': {
        const to = colleagues.find(({ account }) => account === input.to);
        return this.#change(input.id ?? 0, (alarm) => ({
          ...alarm,
          state: 'acknowledged',
          acknowledged: alarm.acknowledged ?? { by: this.#account(), atMs: nowMs },
          owner: { by: to?.account ?? '', byName: to?.name, sinceMs: nowMs },
        }));
      }
      case 'county.test':
        return inventedTest(this.#county(), (input as unknown as { destination: string }).destination);
      case 'actions.run':
        return this.#run(input as unknown as { id: number; alarmId: number; wanted: 'on' | 'off' });
      case 'alarms.setSettings':
        return input;
      case 'searches.save': {
        return this.#saveSearch(input as unknown as NewSavedSearch & { id: number | null }, nowMs);
      }
      case 'searches.remove':
        this.#searches = this.#searches.filter(({ id }) => id !== input.id);
        return { ok: true };
      case 'cases.open': {
        const { title, reason } = input as unknown as { title: string; reason: string };
        const opened = {
          ...{ id: 4 + this.#cases.length, title, reason, openedBy: '李芳', openedAtMs: nowMs },
          ...{ closed: null, items: [], copiedPictures: 0 },
        };
        this.#cases = [...this.#cases, opened];
        return opened;
      }
      case 'cases.add':
      case 'cases.remove':
      case 'cases.close': {
        const { caseId, item } = input as unknown as { caseId: number; item: CaseItem };
        this.#cases = this.#cases.map((each) => {
          if (each.id !== caseId) return each;
          if (path === 'cases.close') return { ...each, closed: { by: '李芳', atMs: nowMs } };
          const others = each.items.filter(({ item: { kind, id } }) => kind !== item.kind || id !== item.id);
          const added = path === 'cases.add' ? [{ item, addedBy: '王强', addedAtMs: nowMs }] : [];
          return { ...each, items: [...others, ...added] };
        });
        return found(this.#cases.find(({ id }) => id === caseId));
      }
      default:
        return this.#rules.mutate(path, input) ?? { ok: true };
    }
  }

  readonly #county = (): CountyLink => inventedCounty(this.#options.county, Date.now(), this.#beganMs);

  readonly #account = (): string => `${this.#signedIn ?? 'guard'}1`;

  /** Takes a moment, as doors do. */
  async #run({ id, alarmId, wanted }: { id: number; alarmId: number; wanted: 'on' | 'off' }): Promise<ActionRun> {
    const action = found(inventedActions(Date.now()).find((each) => each.id === id));
    const running = inventedRun({
      ...{ id: 100 + this.#runs++, startedAtMs: Date.now(), actionId: id, actionName: action.name },
      ...{ effect: action.effect, alarmId, wanted, cause: 'guard', by: this.#account(), state: 'running' },
      endedAtMs: null,
    });
    const put = (run: ActionRun): void =>
      void this.#change(alarmId, (alarm) => ({
        ...alarm,
        actionRuns: [run, ...alarm.actionRuns.filter((each) => each.id !== run.id)],
      }));
    put(running);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const done: ActionRun = { ...running, state: 'done', endedAtMs: Date.now() };
    put(done);
    return done;
  }

  /** One subject again and again: the counter climbs, everything else stands. */
  #pour(): void {
    let sent = 0;
    const id = this.#alarms.find(({ state }) => state === 'open')?.id ?? 0;
    const timer = setInterval(() => {
      if (++sent >= this.#options.flood) clearInterval(timer);
      const nowMs = Date.now();
      this.#change(id, (alarm) => ({
        ...alarm,
        count: alarm.count + 1,
        lastSeenAtMs: nowMs,
        sightings: alarm.sightings.map((sighting) => ({ ...sighting, seenAtMs: nowMs, receivedAtMs: nowMs })),
      }));
    }, 10_000 / this.#options.flood);
  }

  #saveSearch(given: NewSavedSearch & { id: number | null }, nowMs: number): SavedSearch {
    if (this.#searches.some(({ id, name }) => name === given.name && id !== given.id)) throw refusal('conflict');
    const saved = { ...given, id: given.id ?? 10 + this.#searches.length, savedBy: 'guard1', savedAtMs: nowMs };
    this.#searches = [...this.#searches.filter(({ id }) => id !== saved.id), saved];
    return saved;
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
        send({
          ...inventedStatus(Date.now(), this.#options.cameras - 4, this.#options.cameras, this.#options.simulated),
          county: this.#county(),
        });
      queueMicrotask(say);
      timer = setInterval(say, 1000);
    } else if (path === 'alarms.changes') {
      this.#alarmListeners.add(listener);
      if (this.#options.flood > 0) setTimeout(() => this.#pour(), 1_500);
    } else if (path === 'watchlist.changes') {
      this.#listListeners.add(listener);
    }
    return {
      unsubscribe: () => {
        clearInterval(timer);
        this.#alarmListeners.delete(listener);
        this.#listListeners.delete(listener);
      },
    };
  }
}

function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw refusal('not-found');
  return value;
}

function refusal(appCode: string): Error {
  return Object.assign(new Error(appCode), { data: { appCode, facts: {} } });
}

function alarmsOfPeriod(all: readonly Alarm[], { fromMs, toMs }: { fromMs: number; toMs: number }) {
  const alarms = all.filter(({ raisedAtMs }) => raisedAtMs >= fromMs && raisedAtMs < toMs);
  return { alarms: alarms.toSorted((a, b) => b.raisedAtMs - a.raisedAtMs), of: alarms.length };
}
