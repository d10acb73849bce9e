/** What a package is made from; wired in `station/`. */
import type { Unit } from '#contract/access.ts';
import type { Alarm } from '#contract/alarm.ts';
import type { CameraPoint } from '#contract/camera.ts';
import type { CameraCondition } from '#contract/health.ts';
import type { SummaryReport } from '#contract/summary.ts';

/** `fromMs` is in it, `toMs` is not. */
export interface PackagePeriod {
  fromMs: number;
  toMs: number;
}

/** A row of the audit chain. */
export interface DeedRecord {
  atMs: number;
  actor: string;
  action: string;
  subject: string;
  facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** What the station did by itself to an alarm, as its history has it. */
export interface MachineRecord {
  atMs: number;
  alarmId: number;
  event: 'escalated' | 'action';
  facts: Readonly<Record<string, unknown>>;
}

/** Looks of one account for one purpose within an hour. */
export interface LooksRecord {
  /** Of the first. */
  atMs: number;
  account: string;
  purpose: string;
  pictures: number;
}

/** The records of a period, oldest first. `main/storage/package-records.ts` implements it. */
export interface PackageRecords {
  /** Those raised in it. */
  alarms(period: PackagePeriod): AsyncIterable<Alarm>;
  /** The last so many of them, newest first, and how many there are. */
  lastAlarms(period: PackagePeriod, limit: number): Promise<{ alarms: Alarm[]; of: number }>;
  deeds(period: PackagePeriod): AsyncIterable<DeedRecord>;
  machine(period: PackagePeriod): AsyncIterable<MachineRecord>;
  looks(period: PackagePeriod): AsyncIterable<LooksRecord>;
}

export interface CameraRecord {
  name: string;
  point: CameraPoint;
  /** 0 to 1 in the period; null: nothing is known. */
  onlineRate: number | null;
  /** As of now. */
  condition: CameraCondition;
  reason: string | null;
  sinceMs: number | null;
  lastError: { reason: string; detail: string; atMs: number } | null;
}

export interface ClipRecord {
  id: number;
  state: 'recording' | 'ready' | 'failed';
  /** The rest is of those ready. */
  path: string;
  digest: string;
  width: number;
  height: number;
}

export interface PackageSources {
  records: PackageRecords;
  unit(): Promise<Unit | null>;
  summaryOf(unit: Unit, fromMs: number, toMs: number): Promise<SummaryReport>;
  cameras(fromMs: number, toMs: number): Promise<CameraRecord[]>;
  alarm(id: number): Promise<Alarm | null>;
  /** Null: no longer stored. Throws when it is damaged. */
  picture(digest: string): Promise<{ bytes: Uint8Array; contentType: string } | null>;
  clipsOf(alarmId: number): Promise<ClipRecord[]>;
  /** Bodies of what the county has not acknowledged on the JSON way, in the order in which it would go; each one line of JSON. */
  messages(): AsyncIterable<{ key: string; body: Uint8Array }>;
  /** Of an account; undefined: there is none. */
  nameOf(account: string): string | undefined;
  /** Of an action; null: there is none any more. */
  actionName(id: number): string | null;
}
