/** Captures of hits on approved entries, for platforms that subscribed to captures. What hit nothing never comes here. */
import type { Alarm } from '#contract/alarm.ts';
import { fillsPlatePattern, isPlatePattern } from '#contract/plate-pattern.ts';
import type { Sighting } from '#contract/sighting.ts';
import { seconds } from '../../system/clock.ts';
import { jpegSize } from '../../system/jpeg.ts';
import { mayHear, reportedAs } from '../reported-alarm.ts';
import type { EntryAlarm } from '../reported-alarm.ts';
import { topicOfKind, wantedAs, writeCapture } from './capture-objects.ts';
import type { CapturedPicture } from './capture-objects.ts';
import type { NotificationWriter, Said } from './notification.ts';
import type { KeptSubscription } from './subscription-store.ts';

/** Where sightings that are in alarms are read. */
export interface HitSource {
  /** Those after this number, in order, each alarm it is in. */
  after(sightingId: number, limit: number): Promise<{ sightingId: number; alarmId: number }[]>;
  alarm(id: number): Promise<Alarm | null>;
  sighting(id: number): Promise<Sighting | null>;
  /** For what goes out to this platform, so that the look is on record. Null: it is gone, or cannot be read. */
  picture(digest: string, platformId: string): Promise<Buffer | null>;
  /** Tells that there may be new ones. */
  watch(listener: () => void): () => void;
}

/** Bytes of pictures in one message; with their Base64 and the rest it stays below what the outbox takes. */
const mostPictureBytes = 720 * 1024;
/** Pictures may come apart from their sighting, a little later. */
const picturesWithinMs = seconds(5);

/**
 * What is said of the hits after the mark, and the mark after them. Stops early for one whose pictures may still come.
 * `more`: to be looked at again soon.
 */
export async function hitNews(
  kept: KeptSubscription,
  facts: {
    hits: HitSource;
    writer: NotificationWriter;
    /** ApeID of the device that saw it. */
    apeIdOf(sighting: Sighting): string;
    /** ApeIDs it is about; null: all. */
    scope: ReadonlySet<string> | null;
    nowMs: number;
    limit: number;
  },
): Promise<{ said: Said[]; upTo: number; more: boolean }> {
  const { hits, nowMs, limit, scope } = facts;
  const links = await hits.after(kept.told.hitsUpTo, limit);
  const more = links.length === limit;
  const groups = [...Map.groupBy(links, (link) => link.sightingId)];
  // The last one may be in alarms that are not in this page.
  if (more && groups.length > 1) groups.pop();
  const said: Said[] = [];
  let upTo = kept.told.hitsUpTo;
  for (const [sightingId, alarms] of groups) {
    const sighting = await hits.sighting(sightingId);
    const wanted = sighting !== null && isWanted(kept, sighting, scope, facts.apeIdOf(sighting));
    if (wanted && (await concerns(kept.platformId, sighting, alarms, hits))) {
      const awaitsPictures = sighting.pictures.length === 0 && (kept.order.pictures ?? []).length > 0;
      if (awaitsPictures && Math.abs(nowMs - sighting.receivedAtMs) < picturesWithinMs) {
        return { said, upTo, more: true };
      }
      const one = await sayHit(kept, sighting, facts);
      if (one !== null) said.push(one);
    }
    upTo = sightingId;
  }
  return { said, upTo, more };
}

async function concerns(
  platformId: string,
  sighting: Sighting,
  links: readonly { alarmId: number }[],
  hits: Pick<HitSource, 'alarm'>,
): Promise<boolean> {
  for (const { alarmId } of links) {
    const alarm = await hits.alarm(alarmId);
    const reported = alarm === null ? [] : reportedAs(alarm);
    const heard = reported.filter(({ cause }) => mayHear(platformId, cause.entry));
    if (heard.some((each) => isSurelyListed(sighting, each))) return true;
  }
  return false;
}

/**
 * A plate that was read as another than the listed one may be a stranger's: it stays here, unless two reads agree that it
 * is the listed car. So does what a guard has found to be somebody else.
 */
function isSurelyListed({ facts }: Sighting, { cause: { entry, hit }, resolved }: EntryAlarm): boolean {
  if (resolved?.outcome === 'false-match') return false;
  if (entry.kind !== 'vehicle' || (facts.kind !== 'vehicle' && facts.kind !== 'cycle')) return true;
  if (facts.plate === undefined) return false;
  return (
    hit.confirmed ||
    facts.plate === entry.plate ||
    (isPlatePattern(entry.plate) && fillsPlatePattern(facts.plate, entry.plate))
  );
}

/** By topic, device and time. */
function isWanted(
  { order }: KeptSubscription,
  sighting: Sighting,
  scope: ReadonlySet<string> | null,
  apeId: string,
): boolean {
  const topic = topicOfKind[sighting.facts.kind];
  if (topic === undefined || !order.topics.includes(topic)) return false;
  const { beginsAtMs, endsAtMs } = order;
  const { receivedAtMs } = sighting;
  if ((beginsAtMs !== null && receivedAtMs < beginsAtMs) || (endsAtMs !== null && receivedAtMs >= endsAtMs))
    return false;
  return scope === null || scope.has(apeId) || scope.has(sighting.deviceId);
}

async function sayHit(
  kept: KeptSubscription,
  sighting: Sighting,
  { hits, writer, apeIdOf }: { hits: HitSource; writer: NotificationWriter; apeIdOf(sighting: Sighting): string },
): Promise<Said | null> {
  const pictures: CapturedPicture[] = [];
  let left = mostPictureBytes;
  for (const picture of sighting.pictures) {
    const type = wantedAs(picture.role, sighting.facts.kind, kept.order.pictures);
    if (type === null || picture.bytes > left) continue;
    const bytes = await hits.picture(picture.digest, kept.platformId);
    if (bytes === null) continue;
    left -= bytes.length;
    pictures.push({ type, picture, bytes, size: jpegSize(bytes) });
  }
  const seenAt = writer.time(sighting.seenAtMs);
  const written = writeCapture({ sighting, deviceId: apeIdOf(sighting), seenAt, pictures });
  if (written === null) return null;
  return {
    kind: 'capture',
    name: `hit:${sighting.id}-${sighting.receivedAtMs}`,
    infoIds: [written.objectId],
    atMs: sighting.receivedAtMs,
    members: written.members,
  };
}
