/** What goes into a package, in order; the last of it vouches for the rest. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { packageManifest } from '#contract/package.ts';
import type { PackageManifest, PackageRemark, PackageRequest } from '#contract/package.ts';
import { manifestPath, publicKeyPath, signaturePath } from '#contract/package-verify.ts';
import type { Unit } from '#contract/access.ts';
import type { Alarm } from '#contract/alarm.ts';
import { AppError } from '../../system/app-error.ts';
import { seconds } from '../../system/clock.ts';
import type { Clock } from '../../system/clock.ts';
import { writeXlsx } from '../../system/xlsx-writer.ts';
import type { SheetToWrite } from '../../system/xlsx-writer.ts';
import { reportedUnitOf } from '../alarm-report.ts';
import type { ToIso } from '../local-time.ts';
import { alarmSheet } from './alarm-sheet.ts';
import { cameraSheet } from './camera-sheet.ts';
import { dutySheet } from './duty-sheet.ts';
import type { SigningKey } from './package-key.ts';
import { notesText } from './package-notes.ts';
import type { ClipRecord, PackageSources } from './package-sources.ts';
import type { PackageContent, StoredPackage } from './package-store.ts';
import type { PackageZip } from './package-zip.ts';
import type { ClipMarker } from './watermark/clip-marker.ts';
import type { PictureMarker } from './watermark/picture-marker.ts';
import type { DrawnText } from './watermark/text-mask.ts';

export interface PackageWork {
  stored: StoredPackage;
  request: PackageRequest;
  zip: PackageZip;
  key: SigningKey;
  sources: PackageSources;
  text: DrawnText;
  pictures: PictureMarker;
  clips: ClipMarker;
  /** Puts pictures and clips that are taken out, by their digests, into the retrieval register; before the package is there. */
  takeOut(digests: readonly string[]): Promise<void>;
  /** 0 to 1. */
  onProgress(progress: number): void;
  signal: AbortSignal;
  toIso: ToIso;
  clock: Clock;
}

const sumsPath = 'SHA256SUMS';
const notesPath = '说明.txt';
/** The zip is whole and synced when this resolves, still under its temporary name. Throws `disk-full`, `unavailable`. */
export async function writeContents(work: PackageWork): Promise<PackageContent> {
  const { stored, request, zip, sources, key, text, signal } = work;
  const { fromMs, toMs } = stored;
  const unit = await sources.unit();
  if (unit === null) throw new AppError('unavailable', 'the station is not set up');
  const remarks = new Set<PackageRemark>(text.nameDrawn ? [] : ['name-not-drawn']);
  await zip.add('summary.json', jsonOf(await sources.summaryOf(unit, fromMs, toMs)));
  await addSheets(work);
  work.onProgress(0.1);

  const taken = new Set<string>();
  for (const [done, alarmId] of request.alarmIds.entries()) {
    signal.throwIfAborted();
    await addAlarm(work, alarmId, { remarks, taken });
    work.onProgress(0.1 + (0.8 * (done + 1)) / request.alarmIds.length);
  }
  await work.takeOut([...taken]);
  if (request.withOutbox) await zip.add('messages.ndjson', linesOf(sources.messages()));
  work.onProgress(0.95);

  const manifest = manifestOf(work, unit, [...remarks]);
  await zip.add(publicKeyPath, Buffer.from(key.publicKey));
  await zip.add(notesPath, Buffer.from(notesText(stored.id, manifest)));
  await zip.add(sumsPath, Buffer.from(zip.files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('')));
  const bytes = jsonOf(packageManifest.parse({ ...manifest, files: zip.files }));
  await zip.add(manifestPath, bytes);
  await zip.add(signaturePath, key.sign(bytes), true);
  const { length: files } = zip.files;
  const manifestDigest = createHash('sha256').update(bytes).digest('hex');
  return { ...(await zip.finish()), manifestDigest, files, remarks: [...remarks] };
}

function manifestOf(
  { stored, key, toIso }: PackageWork,
  unit: Unit,
  remarks: PackageRemark[],
): Omit<PackageManifest, 'files'> {
  return {
    schema: 'guardroom/package',
    version: 1,
    unit: reportedUnitOf(unit),
    period: { from: toIso(stored.fromMs), to: toIso(stored.toMs) },
    madeAt: toIso(stored.madeAtMs),
    madeBy: { account: stored.madeBy, name: stored.madeByName },
    reason: stored.reason,
    remarks,
    key: { algorithm: 'Ed25519', fingerprint: key.fingerprint },
  };
}

async function addSheets({ stored: { fromMs, toMs }, sources, zip }: PackageWork): Promise<void> {
  const period = { fromMs, toMs };
  const whoIs = (account: string): string => {
    const name = sources.nameOf(account);
    return name === undefined || name === account ? account : `${name}（${account}）`;
  };
  const add = async (path: string, sheet: SheetToWrite): Promise<void> => zip.add(path, await writeXlsx(sheet), true);
  await add('报警.xlsx', alarmSheet(sources.records.alarms(period), whoIs));
  await add('设备.xlsx', cameraSheet(await sources.cameras(fromMs, toMs)));
  const names = { whoIs, actionName: (id: number) => sources.actionName(id) };
  await add('值守记录.xlsx', dutySheet(sources.records, period, names));
}

interface Findings {
  remarks: Set<PackageRemark>;
  /** Digests of the pictures and clips as they are stored. */
  taken: Set<string>;
}

async function addAlarm(work: PackageWork, alarmId: number, findings: Findings): Promise<void> {
  const alarm = await work.sources.alarm(alarmId);
  if (alarm === null) {
    findings.remarks.add('pictures-gone');
    return;
  }
  await addPictures(work, alarm, findings);
  const clips = await settledClips(work, alarmId);
  for (const [n, clip] of clips.filter(({ state }) => state === 'ready').entries()) {
    await addClip(work, `alarms/${alarmId}/clip${n === 0 ? '' : `-${n + 1}`}.mp4`, clip, findings);
  }
}

async function addPictures(
  { sources, zip, pictures, text, signal }: PackageWork,
  alarm: Alarm,
  findings: Findings,
): Promise<void> {
  const { remarks, taken } = findings;
  const oldestFirst = [...alarm.sightings].reverse();
  const all = oldestFirst.flatMap(({ seenAtMs, pictures: of }) => of.map((picture) => ({ ...picture, seenAtMs })));
  const once = new Map(all.map((picture) => [picture.digest, picture]));
  for (const [n, { digest, role, seenAtMs }] of [...once.values()].entries()) {
    signal.throwIfAborted();
    // Damaged on the disk: said like one that cannot be drawn.
    const stored = await sources.picture(digest).catch(() => undefined);
    if (stored === null) {
      remarks.add('pictures-gone');
      continue;
    }
    const marked = stored === undefined ? null : await pictures.mark(stored.bytes, text);
    if (marked === null) {
      remarks.add('pictures-not-drawn');
      continue;
    }
    taken.add(digest);
    await zip.add(`alarms/${alarm.id}/${n + 1}-${role}-${fileTime(seenAtMs)}.jpg`, marked, true);
  }
}

async function addClip(
  { zip, clips, text, signal }: PackageWork,
  path: string,
  clip: ClipRecord,
  findings: Findings,
): Promise<void> {
  const { remarks, taken } = findings;
  const isThere = await stat(clip.path).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    remarks.add('clips-gone');
    return;
  }
  const marked = await clips.mark(clip, text, signal);
  if (marked === null) remarks.add('clips-not-watermarked');
  taken.add(clip.digest);
  try {
    await zip.add(path, createReadStream(marked ?? clip.path), true);
  } finally {
    if (marked !== null) await rm(marked, { force: true });
  }
}

const lookAgainMs = seconds(1);
/** A clip is never recorded for longer. */
const longestLooks = 300;

/** A clip that is being recorded is waited for. */
async function settledClips({ sources, clock, signal }: PackageWork, alarmId: number): Promise<ClipRecord[]> {
  for (let looks = 0; ; looks += 1) {
    const clips = await sources.clipsOf(alarmId);
    if (looks >= longestLooks || clips.every(({ state }) => state !== 'recording')) return clips;
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        cancel();
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const cancel = clock.after(lookAgainMs, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}

async function* linesOf(messages: AsyncIterable<{ body: Uint8Array }>): AsyncGenerator<Uint8Array> {
  for await (const { body } of messages) yield Buffer.concat([body, Buffer.from('\n')]);
}

const jsonOf = (value: object): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** 20261123-143205, by the unit's clock. */
export function fileTime(atMs: number): string {
  const at = new Date(atMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
