import { z } from 'zod';
import { sighting, sightingFacts } from '#contract/sighting.ts';
import type { Sighting, SightingFacts } from '#contract/sighting.ts';
import { AppError } from '../system/app-error.ts';

/** The columns of `sightings`, in the order in which `rowOf` fills them. */
export const sightingColumns = [
  'id',
  'source',
  'device_id',
  'object_id',
  'camera_id',
  'camera_name',
  'kind',
  'plate',
  'seen_at_ms',
  'received_at_ms',
  'facts_json',
  'box_json',
  'pictures_json',
] as const;

/** The values of one row; `alarm_id` is left to whoever raises alarms. */
export function rowOf(from: Sighting): (string | number | null)[] {
  return [
    from.id,
    from.source,
    from.deviceId,
    from.objectId,
    from.cameraId,
    from.cameraName,
    from.facts.kind,
    plateOf(from.facts),
    from.seenAtMs,
    from.receivedAtMs,
    JSON.stringify(from.facts),
    from.box === null ? null : JSON.stringify(from.box),
    JSON.stringify(from.pictures),
  ];
}

export function plateOf(facts: SightingFacts): string | null {
  return facts.kind === 'vehicle' || facts.kind === 'cycle' ? (facts.plate ?? null) : null;
}

const json = z.string().transform((text): unknown => JSON.parse(text));
const row = z.object({
  id: z.number(),
  source: z.string(),
  device_id: z.string(),
  object_id: z.string(),
  camera_id: z.string().nullable(),
  camera_name: z.string().nullable(),
  seen_at_ms: z.number(),
  received_at_ms: z.number(),
  facts_json: json,
  box_json: json.nullable(),
  pictures_json: json,
  alarm_id: z.number().nullable(),
});

/** AppError `internal`: the row is not one the journal wrote. */
export function sightingOf(found: unknown): Sighting {
  const columns = row.safeParse(found);
  const parsed = sighting.safeParse(
    columns.data && {
      id: columns.data.id,
      source: columns.data.source,
      deviceId: columns.data.device_id,
      objectId: columns.data.object_id,
      cameraId: columns.data.camera_id,
      cameraName: columns.data.camera_name,
      seenAtMs: columns.data.seen_at_ms,
      receivedAtMs: columns.data.received_at_ms,
      facts: columns.data.facts_json,
      box: columns.data.box_json,
      pictures: columns.data.pictures_json,
      alarmId: columns.data.alarm_id,
    },
  );
  if (!parsed.success) {
    throw new AppError('internal', 'a sighting in the database is damaged', { cause: columns.error ?? parsed.error });
  }
  return parsed.data;
}

const indexedRow = row
  .pick({ id: true, camera_id: true, received_at_ms: true })
  .extend({ facts_json: json.pipe(sightingFacts) });

/** What searches ask of a sighting. AppError `internal`: the row is not one the journal wrote. */
export function indexedOf(found: unknown): Pick<Sighting, 'id' | 'cameraId' | 'receivedAtMs' | 'facts'> {
  const parsed = indexedRow.safeParse(found);
  if (!parsed.success) throw new AppError('internal', 'a sighting in the database is damaged', { cause: parsed.error });
  const { id, camera_id: cameraId, received_at_ms: receivedAtMs, facts_json: facts } = parsed.data;
  return { id, cameraId, receivedAtMs, facts };
}
