/**
 * What Frigate publishes, read into what it means. Pure, and the door of the allow-list: `sub_label`, which holds the
 * name of a face Frigate has recognised, is dropped. Frigate's faces are on no list of the unit: no legal basis, no
 * approver, no end.
 */
import { z } from 'zod';
import { sightingFacts } from '#contract/sighting.ts';
import type { SightingFacts } from '#contract/sighting.ts';
import { isJsonObject, readNumber, readText } from '../viid/field-reader.ts';
import { readPlate } from '../viid/plate.ts';
import { readShare } from '../viid/codes.ts';
import { stated } from '../viid/stated.ts';

export interface FrigateEvent {
  id: string;
  camera: string;
  label: string;
  type: 'new' | 'update' | 'end';
  /** Frigate takes it back. */
  falsePositive: boolean;
  /** By Frigate's clock, milliseconds since 1970. */
  startMs: number | null;
  frameMs: number | null;
  facts: SightingFacts;
  plate: { text: string; confidence: number | null } | null;
}

export type ReadFrigate =
  | { outcome: 'event'; event: FrigateEvent; dropped: string[] }
  /** A label the journal has no kind for: a dog, a parcel. */
  | { outcome: 'other-label'; label: string }
  | { outcome: 'unreadable' };

/** COCO's labels, and those Frigate adds. */
const kinds: Readonly<Record<string, SightingFacts['kind']>> = {
  person: 'person',
  face: 'face',
  car: 'vehicle',
  truck: 'vehicle',
  bus: 'vehicle',
  motorcycle: 'vehicle',
  license_plate: 'vehicle',
  bicycle: 'cycle',
};

const message = z.object({
  type: z.enum(['new', 'update', 'end']),
  after: z.record(z.string(), z.unknown()),
});

const asked = new Set([
  ...['id', 'camera', 'label', 'false_positive', 'start_time', 'frame_time'],
  ...['recognized_license_plate', 'recognized_license_plate_score'],
]);

export function readFrigateMessage(payload: Buffer): ReadFrigate {
  let json: unknown;
  try {
    json = JSON.parse(payload.toString('utf8'));
  } catch {
    return { outcome: 'unreadable' };
  }
  const parsed = message.safeParse(json);
  if (!parsed.success || !isJsonObject(parsed.data.after)) return { outcome: 'unreadable' };
  const { type, after } = parsed.data;
  const id = readText(after.id, 128);
  const camera = readText(after.camera, 64);
  const label = readText(after.label, 64);
  if (typeof after.id !== 'string' || id === null || camera === null || label === null)
    return { outcome: 'unreadable' };
  const kind = Object.hasOwn(kinds, label) ? kinds[label] : undefined;
  if (kind === undefined) return { outcome: 'other-label', label };
  const facts = sightingFacts.safeParse(
    kind === 'vehicle' && label !== 'license_plate' ? { kind, vehicleClass: label } : { kind },
  );
  if (!facts.success) return { outcome: 'unreadable' };
  return {
    outcome: 'event',
    event: {
      ...{ id, camera, label, type, falsePositive: after.false_positive === true, facts: facts.data },
      startMs: epochMs(after.start_time),
      frameMs: epochMs(after.frame_time),
      plate: plateOf(after),
    },
    dropped: Object.entries(after).flatMap(([name, value]) => {
      const says = value !== null && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0);
      return says && !asked.has(name) ? [name.replaceAll('_', '.')] : [];
    }),
  };
}

function plateOf(after: Record<string, unknown>): FrigateEvent['plate'] {
  const written = after.recognized_license_plate;
  // Some versions give [plate, score], as they do for sub_label.
  const [first, second] = Array.isArray(written)
    ? (written as unknown[])
    : [written, after.recognized_license_plate_score];
  const text = readPlate(first);
  return text === null ? null : { text, confidence: readShare(readNumber(second)) };
}

/** Frigate writes seconds with a fraction. */
function epochMs(value: unknown): number | null {
  const instant = readNumber(value);
  return instant !== null && instant >= 0 && instant < 4_102_444_800 ? Math.round(instant * 1000) : null;
}

/** The vehicle with the plate that was read on it. */
export function withPlate(event: FrigateEvent): SightingFacts {
  const { facts, plate } = event;
  if (plate === null || (facts.kind !== 'vehicle' && facts.kind !== 'cycle')) return facts;
  const read = { plate: plate.text };
  return facts.kind === 'cycle'
    ? { ...facts, ...read }
    : { ...facts, ...read, ...stated({ plateConfidence: plate.confidence }) };
}
