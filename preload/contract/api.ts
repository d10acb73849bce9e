/**
 * Every procedure the station offers and the console calls: who may call it, what goes in, what comes out.
 * The gateway builds its tRPC router from this table and validates both directions against it; the console's
 * client is typed from it. Nothing else crosses between them but the media socket and evidence pictures.
 */
import { z } from 'zod';
import { account, accountName, newAccount, newPassword, role, signedIn, unit } from './access.ts';
import { action, actionRun, newAction, relaysListed } from './action.ts';
import { alarm, alarmDeed, alarmOutcome, alarmSettings } from './alarm.ts';
import { camera, newCamera, streamState } from './camera.ts';
import { clip, clipAfter, clipBefore, snapshot } from './clip.ts';
import { countyLink, countyTest, outboxItem } from './county.ts';
import { cameraHealth, healthHistory } from './health.ts';
import {
  discovery,
  linkedCamera,
  newOnvifCamera,
  onvifCameraAdded,
  onvifChecked,
  onvifInspected,
  onvifInterface,
  onvifSignIn,
  onvifSnapshot,
  ptzDone,
  ptzPresetName,
  ptzPresets,
  ptzPresetSet,
  ptzPresetToken,
  ptzVelocity,
} from './onvif.ts';
import { madePackage, packageAlarms, packageKey, packageRequest } from './package.ts';
import { caseItem, deletion, newCase, retentionFacts, retentionOutlook, unitCase } from './retention.ts';
import { channelState } from './recognition.ts';
import { newRule, rule, ruleDryRun } from './rule.ts';
import { alarmSurroundings, hourCounts, newSavedSearch, savedSearch, sightingFilter, trailSubject } from './search.ts';
import { sighting, sightingSource } from './sighting.ts';
import { platformSubscription } from './subscription.ts';
import { summaryKind, summaryReport, summarySettings, writtenSummary } from './summary.ts';
import { newView, wallView } from './view.ts';
import { viidDevice } from './viid-device.ts';
import {
  dryRun,
  entryDetail,
  entryDraft,
  entryFilter,
  entryPage,
  importPreview,
  importSource,
  watchlistEntry,
  watchlistSettings,
} from './watchlist.ts';
import type { Role } from './access.ts';

/** `anyone`: no session needed. Otherwise the roles that may call. */
export type Allowed = 'anyone' | readonly Role[];

export interface Procedure<Type extends string, Input extends z.ZodType, Output extends z.ZodType> {
  type: Type;
  allowed: Allowed;
  input: Input;
  output: Output;
}
const query = <I extends z.ZodType, O extends z.ZodType>(allowed: Allowed, input: I, output: O) =>
  ({ type: 'query', allowed, input, output }) as const satisfies Procedure<'query', I, O>;
const mutation = <I extends z.ZodType, O extends z.ZodType>(allowed: Allowed, input: I, output: O) =>
  ({ type: 'mutation', allowed, input, output }) as const satisfies Procedure<'mutation', I, O>;
/**
 * A feed: `output` is one item. Each item is sent with a cursor; a client that reconnects resumes after the last
 * cursor it saw, or gets a fresh start when the station no longer remembers it.
 */
const feed = <I extends z.ZodType, O extends z.ZodType>(allowed: Allowed, input: I, output: O) =>
  ({ type: 'subscription', allowed, input, output }) as const satisfies Procedure<'subscription', I, O>;

const everyone: readonly Role[] = ['guard', 'chief', 'admin'];
const none = z.void();
const done = z.object({ ok: z.literal(true) });
const instant = z.number();
const page = {
  before: z.number().int().positive().optional(),
  limit: z.number().int().min(1).max(200).default(50),
};
const onCamera = z.object({ cameraId: z.string() });

/** What the status bar shows; pushed once a second and on change. */
export const stationStatus = z.object({
  unit: unit.nullable(),
  nowMs: instant,
  cameras: z.object({ live: z.number().int(), total: z.number().int() }),
  county: countyLink,
  disk: z.object({
    freeBytes: z.number(),
    /** Days until the data disk is full at the rate of the last day; null when nothing was written yet. */
    daysLeft: z.number().nullable(),
    /** The worst of the kinds' outlooks in `retention.facts`. */
    outlook: retentionOutlook.shape.outlook,
  }),
  /** Set when the station runs the simulated site: said on screen, so that nobody takes it for the real thing. */
  simulated: z.boolean(),
});
export type StationStatus = z.infer<typeof stationStatus>;

export const cameraWithState = z.object({ camera, main: streamState.nullable(), sub: streamState.nullable() });
export type CameraWithState = z.infer<typeof cameraWithState>;

export const recognitionDevice = z.object({
  source: sightingSource,
  deviceId: z.string(),
  cameraId: z.string().nullable(),
  cameraName: z.string().nullable(),
  registered: z.boolean(),
  registeredAtMs: instant.nullable(),
  lastHeardAtMs: instant.nullable(),
  sightings: z.number().int(),
  /** Camera's clock minus ours at the last capture, milliseconds. */
  clockDriftMs: z.number().nullable(),
  /** How its events come, whatever the source; `registered` is of GA/T 1400 only. */
  channel: channelState,
  /** Of a GA/T 1400 device; absent: it speaks otherwise. */
  viid: viidDevice.optional(),
});
export type RecognitionDevice = z.infer<typeof recognitionDevice>;

export const api = {
  session: {
    current: query(
      'anyone',
      none,
      z.object({ signedIn: signedIn.nullable(), setupNeeded: z.boolean(), simulatedSiteOffered: z.boolean() }),
    ),
    signIn: mutation('anyone', z.object({ account: accountName, password: z.string().max(256) }), signedIn),
    signOut: mutation('anyone', none, done),
    /** One's own. `wrong-password` when `current` is not it; ends the account's sessions elsewhere, not the caller's. */
    changePassword: mutation(everyone, z.object({ current: z.string().max(256), password: newPassword }), done),
  },
  setup: {
    /** First run only, and only from this machine: names the unit and makes the first admin, who is then signed in. */
    begin: mutation(
      'anyone',
      z.object({
        unit,
        admin: z.object({ account: accountName, name: z.string().trim().min(1).max(64), password: newPassword }),
      }),
      signedIn,
    ),
    /** First run only: starts the simulated site beside the station and says how to sign in. */
    trySimulatedSite: mutation(
      'anyone',
      none,
      z.object({ accounts: z.array(z.object({ account: z.string(), password: z.string(), role })) }),
    ),
  },
  accounts: {
    list: query(['chief', 'admin'], none, z.array(account)),
    /** `conflict` when the name is taken. */
    add: mutation(['admin'], newAccount, account),
    /** Ends the account's sessions; here and below `provisioned-elsewhere` for an account of the provision file. */
    setPassword: mutation(['admin'], z.object({ account: accountName, password: newPassword }), done),
    /** Never deleted: records name them. `conflict` for one's own account and for the last admin. */
    setDisabled: mutation(['admin'], z.object({ account: accountName, disabled: z.boolean() }), done),
  },
  station: {
    status: feed(everyone, none, stationStatus),
    facts: query(
      everyone,
      none,
      z.object({
        version: z.string(),
        startedAtMs: instant,
        viidAddress: z.string().nullable(),
        /** Where the webhook listens; null when it is off. */
        webhookAddress: z.string().nullable(),
        dataDirectory: z.string(),
      }),
    ),
  },
  cameras: {
    list: query(everyone, none, z.array(cameraWithState)),
    /** The whole list again whenever a camera or its state changes, at most four times a second. */
    changes: feed(everyone, none, z.array(cameraWithState)),
    add: mutation(['admin'], newCamera, camera),
    change: mutation(['admin'], newCamera.extend({ id: z.string() }), camera),
    remove: mutation(['admin'], z.object({ id: z.string() }), done),
    /** Opens a camera for a look before it is saved; watch it like any other, it is forgotten a minute after the last viewer. */
    tryOut: mutation(['admin'], z.object({ url: newCamera.shape.main }), z.object({ cameraId: z.string() })),
  },
  onvif: {
    /** From where cameras can be searched. */
    interfaces: query(['admin'], none, z.array(onvifInterface)),
    /** Takes about four seconds. */
    discover: mutation(['admin'], z.object({ interfaceAddress: z.ipv4() }), discovery),
    /** Signs in for a look; keeps nothing. */
    inspect: mutation(['admin'], onvifSignIn, onvifInspected),
    addCamera: mutation(['admin'], newOnvifCamera, onvifCameraAdded),
    /** Ties a camera that was added by its rtsp: address to its ONVIF side; its streams stay as they are. */
    link: mutation(['admin'], onvifSignIn.extend({ cameraId: z.string() }), onvifChecked),
    unlink: mutation(['admin'], onCamera, done),
    /** Which cameras can be moved and photographed, as of their last check. */
    linked: query(everyone, none, z.array(linkedCamera)),
    /** Asks the camera again. `not-found` for a camera that is not linked, here and below. */
    check: mutation(['chief', 'admin'], onCamera, onvifChecked),
    snapshot: mutation(everyone, onCamera, onvifSnapshot),
  },
  ptz: {
    /** Moves until `stop`, or until a second has passed without this being called again: call it every 400 ms. */
    move: mutation(everyone, onCamera.extend({ velocity: ptzVelocity }), ptzDone),
    stop: mutation(everyone, onCamera, ptzDone),
    presets: query(everyone, onCamera, ptzPresets),
    goToPreset: mutation(everyone, onCamera.extend({ token: ptzPresetToken }), ptzDone),
    /** Where the camera looks now; with a token that preset is replaced. */
    setPreset: mutation(
      ['chief', 'admin'],
      onCamera.extend({ name: ptzPresetName, token: ptzPresetToken.optional() }),
      ptzPresetSet,
    ),
    removePreset: mutation(['chief', 'admin'], onCamera.extend({ token: ptzPresetToken }), ptzDone),
    goHome: mutation(everyone, onCamera, ptzDone),
    setHome: mutation(['chief', 'admin'], onCamera, ptzDone),
  },
  clips: {
    /** Newest first. `before` is the id of the last one of the page before, here and below. */
    list: query(
      everyone,
      z.object({ cameraId: z.string().optional(), alarmId: z.number().int().optional(), ...page }),
      z.array(clip),
    ),
    find: query(everyone, z.object({ id: z.number().int() }), clip),
    /**
     * Answers as soon as it is being recorded; while a clip of this camera is, that one is extended and answered.
     * `disk-full`, or `unavailable` when too many are recorded at once. An alarm cuts its own clip by itself.
     */
    cut: mutation(
      everyone,
      z.object({
        cameraId: z.string(),
        /** Left out: what the station is set to. */
        beforeSeconds: clipBefore.optional(),
        afterSeconds: clipAfter.optional(),
        alarmId: z.number().int().optional(),
      }),
      clip,
    ),
    /** Each clip as it begins, is extended, and ends. */
    changes: feed(everyone, none, clip),
    /** Newest first. Taken by POST, see `snapshotUploadPath`. */
    snapshots: query(everyone, z.object({ cameraId: z.string().optional(), ...page }), z.array(snapshot)),
  },
  health: {
    /** In the order of the screen. Rates are at most half a minute old. */
    list: query(everyone, none, z.array(cameraHealth)),
    /** At most 110 days. */
    history: query(everyone, z.object({ cameraId: z.string(), fromMs: instant, toMs: instant }), healthHistory),
  },
  recognition: {
    devices: query(everyone, none, z.array(recognitionDevice)),
  },
  sightings: {
    /** Newest first, by receipt. `before` is the id of the last sighting of the page before: a cursor that stays good. */
    latest: query(
      everyone,
      sightingFilter.extend({
        before: z.number().int().positive().optional(),
        limit: z.number().int().min(1).max(200).default(60),
      }),
      z.array(sighting),
    ),
    find: query(everyone, z.object({ id: z.number().int() }), sighting),
    /** By the hour of receipt; `bad-input` for more than 31 days. */
    hours: query(everyone, sightingFilter.extend({ fromMs: instant, toMs: instant }), hourCounts),
    /** Neighbours in time on the same camera, oldest first: at most `limit` before it and as many after. */
    neighbours: query(
      everyone,
      z.object({ id: z.number().int(), limit: z.number().int().min(1).max(50).default(10) }),
      z.array(sighting),
    ),
    /** Across cameras, newest first. `not-found` for an entry that never was; withdrawn ones still have their trail. */
    trail: query(
      everyone,
      z.object({
        of: trailSubject,
        fromMs: instant.optional(),
        toMs: instant.optional(),
        before: z.number().int().positive().optional(),
        limit: z.number().int().min(1).max(200).default(100),
      }),
      z.array(sighting),
    ),
    /** Each as it is kept; again, under its number, when a picture joins it later. */
    arrivals: feed(everyone, none, sighting),
  },
  alarms: {
    /** Open and acknowledged ones, and the last 50 resolved, newest first. */
    list: query(everyone, none, z.array(alarm)),
    /** What else was seen within `minutes` of it; on its own camera when no cameras are named. */
    surroundings: query(
      everyone,
      z.object({
        id: z.number().int(),
        minutes: z.number().int().min(1).max(120).default(10),
        cameraIds: z.array(z.string()).max(256).optional(),
      }),
      alarmSurroundings,
    ),
    /** On subscribing: every alarm not resolved; then each alarm as it changes. */
    changes: feed(everyone, none, alarm),
    acknowledge: mutation(everyone, z.object({ id: z.number().int() }), alarm),
    resolve: mutation(
      everyone,
      z.object({ id: z.number().int(), outcome: alarmOutcome, note: z.string().trim().max(2000) }),
      alarm,
    ),
    tickStep: mutation(
      everyone,
      z.object({ id: z.number().int(), step: z.number().int().nonnegative(), done: z.boolean() }),
      alarm,
    ),
    /** Also of a resolved one: it is added to its history, not to the alarm. `bad-input` beyond 50 on one alarm. */
    addNote: mutation(everyone, z.object({ id: z.number().int(), text: z.string().trim().min(1).max(2000) }), alarm),
    /** To somebody who can sign in; an open one is acknowledged by it. `already-resolved`, `not-found`. */
    handOver: mutation(everyone, z.object({ id: z.number().int(), to: accountName }), alarm),
    /** To whom an alarm can be handed. */
    colleagues: query(everyone, none, z.array(signedIn)),
    history: query(everyone, z.object({ id: z.number().int() }), z.array(alarmDeed)),
    /** This console's sounds are off until then; only said here for the audit chain. At most an hour. */
    mute: mutation(everyone, z.object({ untilMs: instant, reason: z.string().trim().min(1).max(200) }), done),
    settings: query(everyone, none, alarmSettings),
    setSettings: mutation(['chief', 'admin'], alarmSettings, alarmSettings),
  },
  rules: {
    /** Most urgent first, then by name. */
    list: query(everyone, none, z.array(rule)),
    /** `id` null: a new one. `conflict` when another has the name, or there are 200 already. */
    save: mutation(['chief', 'admin'], newRule.extend({ id: z.number().int().nullable() }), rule),
    remove: mutation(['chief', 'admin'], z.object({ id: z.number().int() }), done),
    /** What it would have raised in the last seven days; nothing is raised. */
    dryRun: query(['chief', 'admin'], newRule, ruleDryRun),
  },
  actions: {
    /** Values of headers and passwords are left out. */
    list: query(everyone, none, z.array(action)),
    /**
     * `id` null: a new one. A header whose value is empty keeps the one it had, unless it goes elsewhere. `bad-input` with
     * field and problem; `conflict` when another has the name, or there are 100 already.
     */
    save: mutation(['chief', 'admin'], newAction.extend({ id: z.number().int().nullable() }), action),
    remove: mutation(['chief', 'admin'], z.object({ id: z.number().int() }), done),
    /** A guard's key: answers when it is over. Of an alarm, or by itself. `not-found`, `conflict` when it is disabled. */
    run: mutation(
      everyone,
      z.object({ id: z.number().int(), alarmId: z.number().int().nullable(), wanted: z.enum(['on', 'off']) }),
      actionRun,
    ),
    /**
     * `dry`: says what would be sent, and whether there is anybody to send it to; moves nothing. Otherwise it is put on,
     * and back after its `pulseSeconds` or three seconds. Headers without a value have the kept one, as in `save`.
     */
    test: mutation(
      ['chief', 'admin'],
      newAction.extend({ id: z.number().int().nullable(), dry: z.boolean() }),
      actionRun,
    ),
    /** Newest first. */
    runs: query(
      everyone,
      z.object({ actionId: z.number().int().optional(), alarmId: z.number().int().optional(), ...page }),
      z.array(actionRun),
    ),
    /** Asks the camera, for choosing a token. */
    relays: query(['chief', 'admin'], onCamera, relaysListed),
  },
  /** Saved views of the wall. */
  views: {
    list: query(everyone, none, z.array(wallView)),
    /** All of them, at once and whenever one changes. */
    changes: feed(everyone, none, z.array(wallView)),
    /** `id` null: a new one. `conflict` when another view has the name, or there are 100 already. */
    save: mutation(everyone, newView.extend({ id: z.number().int().nullable() }), wallView),
    remove: mutation(everyone, z.object({ id: z.number().int() }), done),
  },
  /** Saved searches of the journal, one list for the unit. */
  searches: {
    list: query(everyone, none, z.array(savedSearch)),
    /** `id` null: a new one. `conflict` when another has the name, or there are 100 already. */
    save: mutation(everyone, newSavedSearch.extend({ id: z.number().int().nullable() }), savedSearch),
    remove: mutation(everyone, z.object({ id: z.number().int() }), done),
  },
  cases: {
    /** Open ones first, then by when they were opened, newest first; at most 500. */
    list: query(everyone, none, z.array(unitCase)),
    open: mutation(['chief', 'admin'], newCase, unitCase),
    /**
     * A sighting's pictures are copied out at once, as are those an alarm shows; an alarm holds all its sightings and
     * clips. `not-found`, or `conflict` for a closed case (problem `closed`) and one with 1,000 items (`too-many`).
     */
    add: mutation(everyone, z.object({ caseId: z.number().int(), item: caseItem }), unitCase),
    /** `not-found`, or `conflict` for a closed case, here and below. */
    remove: mutation(['chief', 'admin'], z.object({ caseId: z.number().int(), item: caseItem }), unitCase),
    /** What only it held goes with the next run of retention. */
    close: mutation(['chief', 'admin'], z.object({ caseId: z.number().int() }), unitCase),
  },
  retention: {
    facts: query(everyone, none, retentionFacts),
    /** Newest first. */
    deletions: query(everyone, z.object(page), z.array(deletion)),
  },
  watchlist: {
    page: query(
      everyone,
      entryFilter.extend({
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(200).default(100),
      }),
      entryPage,
    ),
    find: query(everyone, z.object({ id: z.number().int() }), entryDetail),
    /** A number that changes whenever the list does: ask again then. */
    changes: feed(everyone, none, z.object({ revision: z.number().int() })),
    /** `bad-input` with paths; nothing matches before somebody else has approved it. */
    add: mutation(everyone, entryDraft, watchlistEntry),
    /**
     * The whole entry anew, and it waits for approval again. `provisioned-elsewhere`: of the file, or an upper platform.
     * A guard only what he wrote himself and nobody has approved yet: else `not-allowed` (problem `approved`).
     */
    change: mutation(everyone, z.object({ id: z.number().int(), draft: entryDraft }), watchlistEntry),
    /** `not-allowed` (problem `author`) for what one wrote oneself; all or none. */
    approve: mutation(['chief', 'admin'], z.object({ ids: z.array(z.number().int()).min(1).max(10_000) }), done),
    withdraw: mutation(
      ['chief', 'admin'],
      z.object({ id: z.number().int(), reason: z.string().trim().min(1).max(200) }),
      done,
    ),
    previewImport: mutation(['chief', 'admin'], importSource, importPreview),
    /** Takes what is right, as one change; they wait for approval. `not-found` when the preview is too old. */
    importPreviewed: mutation(
      ['chief', 'admin'],
      z.object({ previewId: z.string() }),
      z.object({ added: z.number().int(), changed: z.number().int(), left: z.number().int() }),
    ),
    /** Of drafts, of entries, or of all that a preview holds (its first 1,000). */
    dryRun: query(
      ['chief', 'admin'],
      z.union([
        z.object({ drafts: z.array(entryDraft).min(1).max(1000) }),
        z.object({ ids: z.array(z.number().int()).min(1).max(1000) }),
        z.object({ previewId: z.string() }),
      ]),
      dryRun,
    ),
    settings: query(everyone, none, watchlistSettings),
    setSettings: mutation(['chief', 'admin'], watchlistSettings, watchlistSettings),
  },
  county: {
    outbox: query(
      everyone,
      z.object({ before: z.number().int().positive().optional(), limit: z.number().int().min(1).max(200).default(50) }),
      z.array(outboxItem),
    ),
    tryNow: mutation(['chief', 'admin'], none, done),
    retrySetAside: mutation(['chief', 'admin'], z.object({ id: z.number().int() }), done),
    /**
     * Sends a marked test and waits for its answer, at most 20 s. `not-found` for a destination there is none of,
     * `conflict` while another test is on its way there.
     */
    test: mutation(['chief', 'admin'], z.object({ destination: z.string() }), countyTest),
    /** What upper platforms have subscribed to, newest first; at most 200. */
    subscriptions: query(everyone, none, z.array(platformSubscription)),
  },
  summaries: {
    /** By when they were written, newest first. */
    list: query(everyone, z.object({ kind: summaryKind.optional(), ...page }), z.array(writtenSummary)),
    find: query(
      everyone,
      z.object({ id: z.number().int() }),
      z.object({ summary: writtenSummary, report: summaryReport }),
    ),
    /** Of any period of at most 31 days that has begun; writes and sends nothing. `bad-input` for another one. */
    preview: query(everyone, z.object({ fromMs: instant, toMs: instant }), summaryReport),
    /** The same, written and sent to the county, if one takes summaries. `disk-full` when the outbox takes no more. */
    write: mutation(['chief', 'admin'], z.object({ fromMs: instant, toMs: instant }), writtenSummary),
    settings: query(everyone, none, summarySettings),
    /** `provisioned-elsewhere` when the interval differs from the provision file's. */
    setSettings: mutation(['chief', 'admin'], summarySettings.omit({ provisioned: true }), summarySettings),
  },
  packages: {
    /** Newest first. */
    list: query(['chief', 'admin'], z.object(page), z.array(madePackage)),
    find: query(['chief', 'admin'], z.object({ id: z.number().int() }), madePackage),
    /** `bad-input` beyond 31 days. */
    alarms: query(['chief', 'admin'], packageRequest.pick({ fromMs: true, toMs: true }), packageAlarms),
    /** Answers at once; one at a time is made. `bad-input` beyond 31 days, `unavailable` while three wait, `disk-full`. */
    make: mutation(['chief', 'admin'], packageRequest, madePackage),
    key: query(everyone, none, packageKey),
    /** The text of a county's receipt. `bad-input` when it is none; `not-found` when its package is not ours. */
    importReceipt: mutation(['chief', 'admin'], z.object({ text: z.string().max(4_000_000) }), madePackage),
  },
} as const;
export type Api = typeof api;

/** What a caller sends (before defaults are filled in). */
export type InputOf<P> = P extends { input: infer I extends z.ZodType } ? z.input<I> : never;
/** What a handler receives (defaults filled in). */
export type ParsedInputOf<P> = P extends { input: infer I extends z.ZodType } ? z.output<I> : never;
export type OutputOf<P> = P extends { output: infer O extends z.ZodType } ? z.output<O> : never;
