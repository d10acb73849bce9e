/** What each procedure of the contract does: the rooms joined to the API, and the audit chain beside every deed. */
import type { Unit } from '#contract/access.ts';
import type { CameraWithState, RecognitionDevice, StationStatus } from '#contract/api.ts';
import type { Clip } from '#contract/clip.ts';
import type { ChannelState } from '#contract/recognition.ts';
import type { Sighting } from '#contract/sighting.ts';
import type { Accounts } from '../access/accounts.ts';
import type { AuditEntry, AuditLog } from '../access/audit-log.ts';
import type { Actions } from '../alarms/actions/actions.ts';
import type { RelayController } from '../alarms/actions/relays.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { Escalations } from '../alarms/escalations.ts';
import type { RuleDryRuns } from '../alarms/rule-dry-run.ts';
import type { Rules } from '../alarms/rules.ts';
import type { Cameras } from '../cameras/cameras.ts';
import type { OnvifCameras } from '../cameras/onvif/onvif-cameras.ts';
import type { CameraHealth } from '../cameras/health/camera-health.ts';
import type { Clips } from '../cameras/clips/clips.ts';
import type { Snapshots } from '../cameras/clips/snapshots.ts';
import { actionHandlers } from '../gateway/action-handlers.ts';
import { accountHandlers } from '../gateway/account-handlers.ts';
import { alarmHandlers } from '../gateway/alarm-handlers.ts';
import { countyHandlers } from '../gateway/county-handlers.ts';
import { clipHandlers, healthHandlers } from '../gateway/clip-handlers.ts';
import type { Caller, Handlers } from '../gateway/handlers.ts';
import { accountOf } from '../gateway/handlers.ts';
import { listHandlers } from '../gateway/list-handlers.ts';
import type { ListHandlersOptions } from '../gateway/list-handlers.ts';
import { onvifHandlers } from '../gateway/onvif-handlers.ts';
import { caseHandlers, retentionHandlers } from '../gateway/retention-handlers.ts';
import { packageHandlers } from '../gateway/package-handlers.ts';
import type { PackageDesk } from '../gateway/package-handlers.ts';
import { ruleHandlers } from '../gateway/rule-handlers.ts';
import { searchHandlers, sightingHandlers } from '../gateway/sighting-handlers.ts';
import type { SearchHandlersOptions, SightingHandlersOptions } from '../gateway/sighting-handlers.ts';
import { summaryHandlers } from '../gateway/summary-handlers.ts';
import type { SummaryDesk } from '../gateway/summary-handlers.ts';
import { sessionHandlers } from '../gateway/session-handlers.ts';
import { viewHandlers } from '../gateway/view-handlers.ts';
import type { ViewHandlersOptions } from '../gateway/view-handlers.ts';
import type { Cases } from '../journal/cases.ts';
import type { Journal } from '../journal/journal.ts';
import type { Retention } from '../journal/retention.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Feed, Latest } from '../system/feed.ts';
import type { Log } from '../system/log.ts';

import type { Connections } from './connections.ts';
import type { DemoAccount } from './simulated-site.ts';
import { viidFacts } from './viid-records.ts';

export interface HandlerParts {
  accounts: Accounts;
  audit: AuditLog;
  cameras: Cameras;
  onvif: OnvifCameras;
  clips: Clips;
  snapshots: Snapshots;
  health: CameraHealth;
  views: Pick<ViewHandlersOptions, 'store' | 'clock'>;
  summaries: SummaryDesk;
  packages: PackageDesk;
  journal: Journal;
  search: SightingHandlersOptions['search'];
  searches: Pick<SearchHandlersOptions, 'store' | 'clock'>;
  entries: { findEver: SightingHandlersOptions['findEntry'] };
  cases: Cases;
  retention: Retention;
  lists: Omit<ListHandlersOptions, 'nameOf' | 'note'>;
  alarms: Alarms;
  escalations: Escalations;
  rules: Rules;
  ruleDryRuns: RuleDryRuns;
  actions: Actions;
  relays: Pick<RelayController, 'list'>;
  connections: Connections;
  feeds: {
    status: Latest<StationStatus>;
    cameras: Latest<CameraWithState[]>;
    arrivals: Feed<Sighting>;
    clips: Feed<Clip>;
    /** The revision of the newest change of an alarm. */
    alarmRevision: Latest<number>;
  };
  setUnit(unit: Unit): Promise<void>;
  trySimulatedSite(): Promise<DemoAccount[]>;
  simulatedSiteOffered(): boolean;
  facts: { version: string; startedAtMs: number; dataDirectory: string };
  log: Log;
}

const ok = { ok: true } as const;

export function makeHandlers(parts: HandlerParts): Handlers {
  const { accounts, audit, cameras, journal, connections, feeds, facts, log } = parts;
  const note = (caller: Caller, action: string, subject: string, more: AuditEntry['facts'] = {}): void => {
    audit
      .append({ actor: accountOf(caller), action, subject, facts: more })
      // A full disk must not keep a guard from his alarm; the alarm's own history holds the deed as well.
      .catch((error: unknown) => log.error('audit row not written', { action, subject, reason: reasonOf(error) }));
  };
  const { sightings, surroundings } = sightingHandlers({
    search: parts.search,
    findSighting: (id) => journal.find(id),
    findAlarm: (id) => parts.alarms.find(id),
    findEntry: (id) => parts.entries.findEver(id),
    arrivals: feeds.arrivals,
  });
  return {
    session: sessionHandlers({ accounts, audit, simulatedSiteOffered: parts.simulatedSiteOffered, log }),
    accounts: accountHandlers({ accounts, note }),
    setup: {
      async begin({ unit, admin }, caller) {
        refuseElsewhere(caller);
        const signedIn = await accounts.createFirstAdmin(admin);
        await parts.setUnit(unit);
        await caller.openSession(signedIn.account);
        await audit.append({ actor: signedIn.account, action: 'station.set-up', subject: unit.name, facts: {} });
        return signedIn;
      },
      async trySimulatedSite(_input, caller) {
        refuseElsewhere(caller);
        if (accounts.any()) throw new AppError('already-set-up', 'the station has been set up');
        return { accounts: await parts.trySimulatedSite() };
      },
    },
    station: {
      status: (_input, _caller, { signal }) => feeds.status.subscribe({ signal }),
      facts: async () => ({
        ...facts,
        viidAddress: connections.viidAddress,
        webhookAddress: connections.events.webhookAddress,
      }),
    },
    cameras: {
      list: async () => cameras.list(),
      changes: (_input, _caller, { signal }) => feeds.cameras.subscribe({ signal }),
      async add(camera, caller) {
        const added = await cameras.add(camera);
        note(caller, 'camera.add', `camera:${added.id}`, { name: added.name });
        return added;
      },
      async change({ id, ...camera }, caller) {
        const changed = await cameras.change(id, camera);
        note(caller, 'camera.change', `camera:${id}`, { name: changed.name });
        return changed;
      },
      async remove({ id }, caller) {
        await cameras.remove(id);
        note(caller, 'camera.remove', `camera:${id}`);
        return ok;
      },
      tryOut: async ({ url }) => cameras.tryOut(url),
    },
    ...onvifHandlers({ onvif: parts.onvif, cameras, note }),
    clips: clipHandlers({ clips: parts.clips, snapshots: parts.snapshots, changes: feeds.clips, audit, log }),
    health: healthHandlers(parts.health),
    views: viewHandlers({ ...parts.views, note }),
    cases: caseHandlers({ cases: parts.cases, audit }),
    retention: retentionHandlers(parts.retention),
    recognition: { devices: () => recognitionDevices(parts) },
    sightings,
    searches: searchHandlers({ ...parts.searches, note }),
    alarms: {
      ...alarmHandlers({
        ...{ alarms: parts.alarms, escalations: parts.escalations, accounts, audit, note },
        ...{ alarmRevision: feeds.alarmRevision, clock: parts.views.clock },
      }),
      surroundings,
    },
    rules: ruleHandlers({ rules: parts.rules, dryRuns: parts.ruleDryRuns, note }),
    actions: actionHandlers({
      ...{ actions: parts.actions, note, nameOf: (of) => accounts.nameOf(of) },
      listRelays: (cameraId) => parts.relays.list(cameraId),
    }),
    watchlist: listHandlers({ ...parts.lists, nameOf: (account) => accounts.nameOf(account), note }),
    county: countyHandlers({ county: connections, note }),
    summaries: summaryHandlers({ summaries: parts.summaries, note }),
    packages: packageHandlers({ packages: parts.packages, note }),
  };
}

async function recognitionDevices({ connections, journal, cameras }: HandlerParts): Promise<RecognitionDevice[]> {
  const apart = new Map((await journal.apartFacts()).map((facts) => [facts.deviceId, facts]));
  const viid = (connections.receiver?.devices() ?? []).map((device) => {
    const registeredAtMs = device.state === 'registered' ? device.registeredAtMs : null;
    return {
      ...{ source: 'viid' as const, ...device, registeredAtMs, channel: viidChannel(registeredAtMs) },
      viid: viidFacts(device, apart.get(device.deviceId)),
    };
  });
  // What calls us registers; to the others we are connected or not.
  const others = connections.events.devices().map((device) => ({ ...device, registeredAtMs: null }));
  const kept = new Map((await journal.deviceFacts()).map((facts) => [facts.deviceId, facts]));
  return [...viid, ...others].map((device) => {
    const history = kept.get(device.deviceId);
    return {
      source: device.source,
      deviceId: device.deviceId,
      cameraId: device.cameraId,
      cameraName: device.cameraId === null ? null : (cameras.findById(device.cameraId)?.name ?? null),
      registered: device.registeredAtMs !== null,
      registeredAtMs: device.registeredAtMs,
      lastHeardAtMs: device.lastHeardAtMs ?? history?.lastReceivedAtMs ?? null,
      sightings: history?.sightings ?? 0,
      clockDriftMs: device.clockDriftMs ?? history?.lastDriftMs ?? null,
      channel: device.channel,
      ...('viid' in device && { viid: device.viid }),
    };
  });
}

function viidChannel(registeredAtMs: number | null): ChannelState {
  return registeredAtMs === null ? { state: 'unregistered' } : { state: 'listening', sinceMs: registeredAtMs };
}

function refuseElsewhere(caller: Caller): void {
  if (!caller.local) throw new AppError('not-allowed', 'a station is set up from its own machine');
}
