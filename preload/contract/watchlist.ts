/** Watchlist entries 名单条目: a plate or a person, why it is listed, who approved it, where and until when. */
import { z } from 'zod';
import type { LookPurpose } from './access.ts';
import { everywhere, scope } from './scope.ts';
import { colour } from './sighting.ts';

export const entryCategory = z.enum(['barred', 'police-notice', 'wanted-vehicle', 'missing-person', 'other']);
export type EntryCategory = z.infer<typeof entryCategory>;

export const priority = z.union([z.literal(1), z.literal(2), z.literal(3)]);
/** 1 is the most urgent. */
export type Priority = z.infer<typeof priority>;

const instant = z.number().int();

/** What whoever writes an entry says; the rest is the station's. */
const written = {
  category: entryCategory,
  /** The unit's own word for it, one of `watchlist.settings`; with `other` only. */
  ownCategory: z.string().trim().min(1).max(32).nullable().default(null),
  /** The legal basis, as the unit words it: 单位禁入决定 2026-014. */
  basis: z.string(),
  priority,
  validFromMs: instant.nullable(),
  /** The first instant at which the entry no longer holds. */
  expiresAtMs: instant,
  scope: scope.default(everywhere),
  /** What the guard is to do, one step a line. */
  procedure: z.array(z.string()),
  note: z.string(),
};

const vehicleWritten = {
  kind: z.literal('vehicle'),
  /** Normalised. `?` stands for one character that is not known, `*` for any number of them. */
  plate: z.string(),
  /** Given: a read plate of another colour is no hit. */
  plateColour: colour.nullable().default(null),
};

/** Of ID number, name and library id at least one is given. */
const personWritten = {
  kind: z.literal('person'),
  idNumber: z.string().nullable(),
  name: z.string().nullable(),
  /** The id that the cameras' own face library knows the person by. */
  libraryId: z.string().max(256).nullable().default(null),
  /** SHA-256 of the reference photo, which the station keeps encrypted; shown beside the capture, never compared by us. */
  photo: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
};

const kept = {
  id: z.number().int().positive(),
  author: z.string(),
  /** Null: not approved, never matches. Never the author. */
  approvedBy: z.string().nullable(),
  approvedAtMs: instant.nullable().default(null),
  /** Where it came from. What the provision file or an upper platform sets is changed there. */
  origin: z.enum(['provision', 'console', 'county']),
  /** The disposition 布控 it is, as the upper platform names it; of origin `county` only. */
  disposition: z.object({ platform: z.string(), dispositionId: z.string() }).nullable().default(null),
};

export const vehicleEntry = z.object({ ...kept, ...written, ...vehicleWritten });
export const personEntry = z.object({ ...kept, ...written, ...personWritten });
export type VehicleEntry = z.infer<typeof vehicleEntry>;
export type PersonEntry = z.infer<typeof personEntry>;
export const watchlistEntry = z.discriminatedUnion('kind', [vehicleEntry, personEntry]);
export type WatchlistEntry = z.infer<typeof watchlistEntry>;

/** An entry as somebody writes it down. Author is who does; it matches nothing until somebody else has approved it. */
export const entryDraft = z.discriminatedUnion('kind', [
  z.object({ ...written, ...vehicleWritten }),
  z.object({ ...written, ...personWritten }),
]);
export type EntryDraft = z.infer<typeof entryDraft>;

/** One of the reads that agree on a plate 两次识读. */
export const agreeingRead = z.object({
  sightingId: z.number().int(),
  cameraId: z.string().nullable(),
  receivedAtMs: instant,
  /** As read. */
  read: z.string(),
  score: z.number().min(0).max(1),
});
export type AgreeingRead = z.infer<typeof agreeingRead>;

export const hitReason = z.enum([
  'plate-exact',
  /** Only characters that cameras take for one another differ, or the province was misread. */
  'plate-look-alike',
  /** One character differs, is missing or is one too many. */
  'plate-one-edit',
  /** Fills the listed pattern. */
  'plate-wildcard',
  'id-number-exact',
  /** The camera's own library knows the person by this id, with at least the camera's threshold of similarity. */
  'library-id',
  /** As above, by name. */
  'library-name',
]);
export type HitReason = z.infer<typeof hitReason>;

/** A hit 命中: this sighting matches that entry, for this reason, this surely. */
export const hit = z.object({
  entryId: z.number().int(),
  reason: hitReason,
  /** What was compared, as read: the plate, the name or library id, or the ID number with all but its ends masked. */
  matched: z.string(),
  /** 0–1: the likeness times what the camera says of its own read. */
  score: z.number().min(0).max(1),
  /** The two-read rule: this read and others within the window that are of the same entry; newest first, at most 5. */
  reads: z.array(agreeingRead).max(5).default([]),
  /** Two reads agree, on two cameras or in two captures of one. Always false of persons: a guard confirms those. */
  confirmed: z.boolean().default(false),
});
export type Hit = z.infer<typeof hit>;

/** What became of an entry's hits. Alarms are counted, not the sightings folded into them. */
export const entryStats = z.object({
  entryId: z.number().int(),
  hits: z.number().int().nonnegative(),
  trueHits: z.number().int().nonnegative(),
  falseMatches: z.number().int().nonnegative(),
  lastHitAtMs: instant.nullable(),
  /** Resolved at least five times, and more than half as false: the chief is to look at it. */
  doubtful: z.boolean(),
});
export type EntryStats = z.infer<typeof entryStats>;

/** An entry in the own list of a camera that keeps one. */
export const entryCopy = z.object({
  deviceId: z.string(),
  /** `sending`, `taking-back`: asked for, not confirmed by the device yet. */
  state: z.enum(['sending', 'confirmed', 'refused', 'taking-back', 'taken-back']),
  atMs: instant,
  /** What the device said, when it refused. */
  detail: z.string(),
});
export type EntryCopy = z.infer<typeof entryCopy>;

export const entryStatus = z.enum(['waiting', 'future', 'valid', 'expiring-soon', 'expired']);
export type EntryStatus = z.infer<typeof entryStatus>;

export const listedEntry = z.object({ entry: watchlistEntry, status: entryStatus, stats: entryStats });
export type ListedEntry = z.infer<typeof listedEntry>;

/** What happened to an entry, newest first. */
export const entryChange = z.object({
  change: z.enum(['add', 'replace', 'approve', 'withdraw']),
  by: z.string(),
  byName: z.string().optional(),
  atMs: instant,
  /** As it stood then; null when it was withdrawn. */
  entry: watchlistEntry.nullable(),
});
export type EntryChangeRecord = z.infer<typeof entryChange>;

export const entryDetail = listedEntry.extend({
  history: z.array(entryChange),
  copies: z.array(entryCopy),
});
export type EntryDetail = z.infer<typeof entryDetail>;

/** What is asked of the list; absent asks for nothing. */
export const entryFilter = z.object({
  kind: z.enum(['vehicle', 'person']).optional(),
  category: entryCategory.optional(),
  status: entryStatus.optional(),
  origin: kept.origin.optional(),
  /** Only those marked `doubtful`. */
  doubtful: z.boolean().optional(),
  /** Part of a plate, name, basis or note. */
  text: z.string().trim().max(64).optional(),
});
export type EntryFilter = z.infer<typeof entryFilter>;

export const entryPage = z.object({
  /** Most urgent first, then newest. */
  entries: z.array(listedEntry),
  /** That the filter lets through. */
  total: z.number().int(),
  /** Of the whole list. */
  counts: z.object({
    all: z.number().int(),
    inForce: z.number().int(),
    waiting: z.number().int(),
    expiringSoon: z.number().int(),
    doubtful: z.number().int(),
  }),
});
export type EntryPage = z.infer<typeof entryPage>;

/** What is wrong with one member of a row or a draft. `words` in the reader's language are the console's. */
export const entryProblem = z.object({
  /** A member of the draft, or `row`. */
  field: z.string(),
  problem: z.enum([
    'missing',
    'unreadable',
    'not-a-plate',
    'too-vague', // a pattern that names fewer than three characters would hit half the town
    'not-an-id-number',
    'unknown-category',
    'unknown-colour',
    'unknown-priority',
    'unknown-place',
    'not-a-date',
    'never-valid',
    'already-expired',
    'too-long',
    'duplicate', // of an earlier row
    'kept-elsewhere', // an entry of the provision file or of an upper platform says it already
  ]),
  /** What stood there, shortened. */
  found: z.string(),
});
export type EntryProblem = z.infer<typeof entryProblem>;

export const importRow = z.object({
  /** As the sheet numbers it, the header being row 1. */
  row: z.number().int().positive(),
  outcome: z.enum(['new', 'changed', 'same', 'wrong']),
  draft: entryDraft.nullable(),
  /** Of the entry it changes or repeats. */
  entryId: z.number().int().nullable(),
  /** Members that would change. */
  changes: z.array(z.string()),
  problems: z.array(entryProblem),
});
export type ImportRow = z.infer<typeof importRow>;

/** Held by the station for half an hour, for whoever asked for it. */
export const importPreview = z.object({
  previewId: z.string(),
  counts: z.object({
    new: z.number().int(),
    changed: z.number().int(),
    same: z.number().int(),
    wrong: z.number().int(),
  }),
  /** Wrong ones first, then changed, new, same; at most 500. */
  rows: z.array(importRow),
  /** Columns of the sheet that were not understood. */
  unknownColumns: z.array(z.string()),
});
export type ImportPreview = z.infer<typeof importPreview>;

/** A file as it was read (Base64), or what was pasted: comma or tab separated, with a header. */
export const importSource = z.discriminatedUnion('format', [
  z.object({ format: z.literal('xlsx'), base64: z.string().max(16 * 1024 * 1024) }),
  z.object({ format: z.literal('text'), text: z.string().max(16 * 1024 * 1024) }),
]);
export type ImportSource = z.infer<typeof importSource>;

/** What entries would have hit in the last seven days, had they been in force. */
export const dryRun = z.object({
  fromMs: instant,
  toMs: instant,
  /** Sightings looked at; not all of them when the station was asked to look at too much. */
  looked: z.number().int(),
  complete: z.boolean(),
  /** In the order asked for; those without a hit too. */
  results: z.array(
    z.object({
      subject: z.string(),
      hits: z.number().int(),
      /** Newest first, at most 10. */
      newest: z.array(
        z.object({
          sightingId: z.number().int(),
          cameraName: z.string().nullable(),
          receivedAtMs: instant,
          reason: hitReason,
          read: z.string(),
          score: z.number(),
        }),
      ),
    }),
  ),
});
export type DryRun = z.infer<typeof dryRun>;

/** One of the unit's own categories. */
export const ownCategory = z.object({
  name: z.string().trim().min(1).max(32),
  priority,
  procedure: z.array(z.string().trim().min(1).max(500)).max(20),
});
export type OwnCategory = z.infer<typeof ownCategory>;

export const watchlistSettings = z.object({
  ownCategories: z.array(ownCategory).max(30),
  /** How sure a camera's face library must be, unless the camera has its own threshold. */
  similarity: z.number().min(0.5).max(1),
  /** By camera id. */
  similarityByCamera: z.record(z.string(), z.number().min(0.5).max(1)),
  /** Plates that differ from a listed one: below this score they are no hit. 1: only exact ones are. */
  plateScore: z.number().min(0).max(1),
  /** Two reads agree when they are at most this far apart. */
  readWindowSeconds: z.number().int().min(1).max(600),
  /** Days before its end that an entry is announced. */
  expiryNoticeDays: z.number().int().min(1).max(90),
});
export type WatchlistSettings = z.infer<typeof watchlistSettings>;

export const usualSettings: WatchlistSettings = {
  ownCategories: [],
  similarity: 0.85,
  similarityByCamera: {},
  plateScore: 0.6,
  readWindowSeconds: 120,
  expiryNoticeDays: 14,
};

/**
 * Files of the list, over HTTP beside the API; all for chief and admin, but for looking at a photo, which every signed-in
 * account may: each look is registered once per 10 minutes.
 */
export const listFilesRoot = '/list-files';
/** A sheet to fill in, as XLSX. */
export const listTemplatePath = `${listFilesRoot}/template.xlsx`;
/** The list as a sheet, or what of it a filter lets through; the reason goes into the audit chain. */
export const listExportPath = (format: 'xlsx' | 'csv', reason: string, filter: EntryFilter = {}): string => {
  const asked = Object.entries({ reason, ...filter }).filter(([, value]) => value !== undefined);
  const query = asked.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
  return `${listFilesRoot}/export.${format}?${query}`;
};
/** POST, body `image/jpeg` or `image/png` of at most 2 MiB; answers `{ digest }`, which an entry then names. */
export const photoUploadPath = `${listFilesRoot}/photos`;
export const maxPhotoBytes = 2 * 1024 * 1024;
export const photoPath = (digest: string, purpose: LookPurpose): string =>
  `${listFilesRoot}/photos/${digest}?purpose=${purpose}`;
