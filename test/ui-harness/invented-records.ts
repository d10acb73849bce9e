/** A journal of two weeks with the rhythm of a school, and what is asked of it. All invented, the same every time. */
import type { Alarm } from '#contract/alarm.ts';
import type { Deletion, RetentionFacts, UnitCase } from '#contract/retention.ts';
import type { AlarmSurroundings, HourCounts, SavedSearch, SightingFilter, TrailSubject } from '#contract/search.ts';
import type { Colour, Picture, PictureRole, Sighting, SightingFacts } from '#contract/sighting.ts';
import { plateMatches } from '../../renderer/features/journal/plate-pattern.ts';
import { places } from './invented.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const days = 14;

/** A small generator of numbers in [0, 1) that says the same every time. */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
/** How busy an hour of the day is: in at seven, out at noon and at five, quiet by night. */
const rhythm = [1, 1, 0, 0, 1, 3, 14, 30, 18, 8, 9, 16, 28, 20, 10, 9, 18, 32, 22, 12, 8, 6, 3, 2] as const;

const plates: readonly (readonly [string, Colour])[] = [
  ['鲁P12345', 'blue'],
  ['鲁P1A205', 'blue'],
  ['鲁PD16F35', 'green'],
  ['鲁P1Q875', 'blue'],
  ['鲁P19025', 'yellow'],
  ['鲁P1B8C5', 'blue'],
  ['鲁P0235警', 'white'],
  ['鲁PF77316', 'green'],
  ['鲁P6K218', 'blue'],
  ['鲁P3M990', 'blue'],
];
const bodies: readonly Colour[] = ['white', 'black', 'grey', 'red', 'blue'];
const coats: readonly Colour[] = ['black', 'blue', 'grey', 'red', 'white', 'pink'];

const picture = (seed: number, role: PictureRole): Picture => ({
  digest: seed.toString(16).padStart(64, '0'),
  role,
  contentType: 'image/jpeg',
  bytes: 31_000 + seed * 1_370,
});

function factsOf(random: () => number): SightingFacts {
  const kind = random();
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  if (kind < 0.62) {
    const [plate, plateColour] = pick(plates);
    return {
      kind: 'vehicle',
      plate,
      plateColour,
      plateConfidence: Math.round(90 + random() * 9) / 100,
      plateClass: plateColour === 'green' ? '52' : '02',
      vehicleColour: pick(bodies),
      vehicleClass: pick(['K33', 'K33', 'K31', 'H31']),
      brand: pick(['大众', '五菱', '比亚迪', '长安']),
      speedKmh: Math.round(8 + random() * 14),
      lane: 1,
      direction: pick(['进', '出']),
    };
  }
  if (kind < 0.78) {
    return {
      kind: 'face',
      gender: pick(['male', 'female'] as const),
      ageFrom: 20,
      ageTo: 30,
      glasses: random() < 0.4,
      coatColour: pick(coats),
    };
  }
  if (kind < 0.9) {
    return {
      kind: 'person',
      gender: pick(['male', 'female'] as const),
      coatColour: pick(coats),
      trousersColour: 'black',
      bag: random() < 0.5,
    };
  }
  if (kind < 0.95) return { kind: 'cycle', vehicleColour: pick(bodies) };
  if (kind < 0.98) return { kind: 'behaviour', behaviour: pick(['intrusion', 'loitering', 'tripwire'] as const) };
  return { kind: 'crowd', people: 20 + Math.floor(random() * 90), area: '食堂南门' };
}

export class InventedJournal {
  /** Oldest first; the number is the place plus one. */
  readonly #sightings: Sighting[] = [];
  readonly #nowMs: number;

  constructor(nowMs: number, density = 1) {
    this.#nowMs = nowMs;
    const random = dice(20_261_123);
    const firstMs = Math.floor(nowMs / hourMs) * hourMs - days * 24 * hourMs;
    for (let hour = firstMs; hour < nowMs; hour += hourMs) {
      const busy = (rhythm[new Date(hour).getHours()] ?? 1) * ([0, 6].includes(new Date(hour).getDay()) ? 0.3 : 1);
      const count = Math.round(busy * density * (0.7 + random() * 0.6));
      const at = Array.from({ length: count }, () => hour + Math.floor(random() * hourMs)).sort((a, b) => a - b);
      for (const receivedAtMs of at) if (receivedAtMs < nowMs) this.#add(receivedAtMs, random);
    }
  }

  #add(receivedAtMs: number, random: () => number): void {
    const id = this.#sightings.length + 1;
    const camera = Math.floor(random() * random() * 12);
    let facts = factsOf(random);
    // The barred one comes seldom.
    if (facts.kind === 'vehicle' && facts.plate === '鲁P12345' && random() < 0.85) {
      facts = { ...facts, plate: `鲁P${String(10_000 + Math.floor(random() * 89_999))}`, plateColour: 'blue' };
    }
    const listed = random() < 0.03 && facts.kind === 'face';
    if (listed && facts.kind === 'face') {
      facts = { ...facts, name: '张某某', idNumber: '371525199001011234', similarity: 0.94 };
    }
    const plate = facts.kind === 'vehicle' ? facts.plate : undefined;
    const left = 0.15 + random() * 0.5;
    this.#sightings.push({
      id,
      source: 'viid',
      deviceId: `3715250000119000000${String((camera % 9) + 1)}`,
      objectId: `object-${String(id)}`,
      cameraId: `camera-${String(camera)}`,
      cameraName: places[camera]![0],
      seenAtMs: receivedAtMs + (camera === 0 ? 3_100 : 40),
      receivedAtMs,
      facts,
      box: { unit: 'fraction', left, top: 0.2, right: left + 0.2, bottom: 0.92 },
      pictures:
        facts.kind === 'crowd' && id % 3 === 0
          ? []
          : [picture(id % 5, 'scene'), picture((id % 5) + 5, facts.kind === 'vehicle' ? 'plate' : 'face')],
      alarmId: plate === '鲁P12345' ? 12 : plate === '鲁PD16F35' && id % 7 === 0 ? 10 : listed ? 11 : null,
    });
  }

  #matching(filter: SightingFilter): Sighting[] {
    const wants = <T>(list: readonly T[] | undefined, given: T | null | undefined): boolean =>
      list === undefined || list.length === 0 || (given !== null && given !== undefined && list.includes(given));
    return this.#sightings.filter(({ facts, receivedAtMs, cameraId, alarmId }) => {
      const vehicle = facts.kind === 'vehicle' || facts.kind === 'cycle' ? facts : null;
      return (
        receivedAtMs >= (filter.fromMs ?? 0) &&
        receivedAtMs < (filter.toMs ?? Infinity) &&
        wants(filter.kinds, facts.kind) &&
        wants(filter.cameraIds, cameraId) &&
        (filter.hitsOnly !== true || alarmId !== null) &&
        (filter.plate === undefined ||
          (vehicle?.plate !== undefined && plateMatches(filter.plate, vehicle.plate, filter.plateAlike === true))) &&
        wants(filter.plateColours, vehicle?.plateColour) &&
        wants(filter.vehicleColours, vehicle?.vehicleColour) &&
        wants(filter.vehicleClasses, facts.kind === 'vehicle' ? facts.vehicleClass : null) &&
        wants(filter.coatColours, facts.kind === 'face' || facts.kind === 'person' ? facts.coatColour : null) &&
        wants(filter.behaviours, facts.kind === 'behaviour' ? facts.behaviour : null)
      );
    });
  }

  latest(input: SightingFilter & { before?: number; limit: number }): Sighting[] {
    return this.#matching(input)
      .filter(({ id }) => id < (input.before ?? Infinity))
      .slice(-input.limit)
      .reverse();
  }

  hours(input: SightingFilter): HourCounts {
    const byHour = new Map<number, { sightings: number; hits: number }>();
    for (const { receivedAtMs, alarmId } of this.#matching(input)) {
      const startMs = Math.floor(receivedAtMs / hourMs) * hourMs;
      const hour = byHour.get(startMs) ?? { sightings: 0, hits: 0 };
      byHour.set(startMs, { sightings: hour.sightings + 1, hits: hour.hits + Number(alarmId !== null) });
    }
    const hours = [...byHour].map(([startMs, counts]) => ({ startMs, ...counts }));
    return {
      hours,
      sightings: hours.reduce((sum, { sightings }) => sum + sightings, 0),
      hits: hours.reduce((sum, { hits }) => sum + hits, 0),
    };
  }

  find(id: number): Sighting | null {
    return this.#sightings[id - 1] ?? null;
  }

  neighbours(id: number, limit: number): Sighting[] {
    const camera = this.find(id)?.cameraId;
    const same = this.#sightings.filter(({ cameraId }) => cameraId === camera);
    const at = same.findIndex((each) => each.id === id);
    return same.slice(Math.max(0, at - limit), at + limit + 1).filter((each) => each.id !== id);
  }

  trail({ of, before, limit }: { of: TrailSubject; before?: number; limit: number }): Sighting[] {
    return this.#sightings
      .filter(({ id, facts }) =>
        id >= (before ?? Infinity)
          ? false
          : 'plate' in of
            ? 'plate' in facts && facts.plate === of.plate
            : facts.kind === 'face' && facts.idNumber !== undefined,
      )
      .slice(-limit)
      .reverse();
  }

  surroundings(alarm: Alarm, minutes: number, cameraIds: readonly string[]): AlarmSurroundings {
    const around = this.latest({
      limit: 40,
      fromMs: this.#nowMs - minutes * 6 * 60_000,
      ...(cameraIds.length === 0 ? {} : { cameraIds: [...cameraIds] }),
    }).filter(({ alarmId }) => alarmId !== alarm.id);
    const companions = around.filter(({ facts }) => facts.kind === 'vehicle').slice(0, 3);
    return {
      sightings: around.toReversed(),
      companions:
        companions.length < 2
          ? []
          : [
              {
                plate: '鲁P6K218',
                together: 3,
                firstAtMs: alarm.raisedAtMs - 260_000,
                lastAtMs: alarm.lastSeenAtMs,
                sightings: companions,
              },
            ],
    };
  }
}

export function inventedSearches(nowMs: number): SavedSearch[] {
  const saved = { savedBy: 'chief1', savedAtMs: nowMs - 20 * dayMs };
  return [
    { id: 1, name: '夜间进出', filter: { kinds: ['vehicle'] }, span: { span: 'hours', hours: 24 }, ...saved },
    { id: 2, name: '昨日命中', filter: { hitsOnly: true }, span: { span: 'yesterday' }, ...saved },
    { id: 3, name: '滞留车辆', filter: { kinds: ['vehicle'], plate: '鲁P*' }, span: { span: 'all' }, ...saved },
  ];
}

export function inventedCases(nowMs: number): UnitCase[] {
  const item = (kind: 'sighting' | 'alarm' | 'clip', id: number): UnitCase['items'][number] => ({
    item: { kind, id },
    addedBy: '王强',
    addedAtMs: nowMs - 3 * hourMs,
  });
  return [
    {
      id: 3,
      title: '11-23 校门纠纷',
      reason: '家长与保安在东门发生争执，派出所要求保留当时记录',
      openedBy: '李芳',
      openedAtMs: nowMs - 30 * hourMs,
      closed: null,
      items: [item('sighting', 40), item('sighting', 312), item('alarm', 12), item('clip', 38)],
      copiedPictures: 4,
    },
    {
      id: 2,
      title: '车棚电动车失窃',
      reason: '师生报案三起，配合冠县公安局清泉派出所调查，等候立案结果',
      openedBy: '李芳',
      openedAtMs: nowMs - 9 * dayMs,
      closed: null,
      items: [item('sighting', 77)],
      copiedPictures: 2,
    },
    {
      id: 1,
      title: '南门道闸被撞',
      reason: '保险理赔需要现场记录',
      openedBy: '陈立',
      openedAtMs: nowMs - 61 * dayMs,
      closed: { by: '李芳', atMs: nowMs - 20 * dayMs },
      items: [],
      copiedPictures: 0,
    },
  ];
}

export function inventedRetention(nowMs: number, short: boolean): RetentionFacts {
  const gigabyte = 2 ** 30;
  const none = { county: 0, cases: 0, unresolved: 0 };
  return {
    outlooks: [
      {
        kind: 'footage',
        askedDays: 30,
        lawful: { days: 30, source: 'decree-799-17' },
        oldestAtMs: nowMs - 19 * dayMs,
        bytes: 212 * gigabyte,
        bytesPerDay: 11.2 * gigabyte,
        forecastDays: short ? 21.4 : 46,
        outlook: short ? 'short' : 'fine',
        heldBack: { county: 0, cases: 1, unresolved: 0 },
      },
      {
        kind: 'sightings',
        askedDays: 30,
        lawful: { days: 30, source: 'decree-799-17' },
        oldestAtMs: nowMs - 14 * dayMs,
        bytes: 38.4 * gigabyte,
        bytesPerDay: 2.6 * gigabyte,
        forecastDays: short ? 44 : 52,
        outlook: 'fine',
        heldBack: { county: 14, cases: 3, unresolved: 0 },
      },
      {
        kind: 'alarms',
        askedDays: 180,
        lawful: { days: 30, source: 'security-services-25' },
        oldestAtMs: nowMs - 171 * dayMs,
        bytes: 88_000_000,
        bytesPerDay: 510_000,
        forecastDays: 4_100,
        outlook: 'fine',
        heldBack: none,
      },
      {
        kind: 'audit',
        askedDays: 365,
        lawful: { days: 180, source: 'cybersecurity-logs' },
        oldestAtMs: nowMs - 12 * hourMs,
        bytes: 1_400_000,
        bytesPerDay: null,
        forecastDays: null,
        outlook: 'unknown',
        heldBack: none,
      },
    ],
    freeBytes: 1_930_000_000_000,
    faces: { stored: short ? 86_412 : 31_077, filingAt: 100_000, warning: short },
    lastRunAtMs: nowMs - 5 * hourMs,
    nextRunAtMs: nowMs + 19 * hourMs,
  };
}

export function inventedDeletions(nowMs: number): Deletion[] {
  return Array.from({ length: 9 }, (_, index) => ({
    id: 90 - index,
    atMs: nowMs - 5 * hourMs - Math.floor(index / 3) * dayMs,
    kind: (['sightings', 'footage', 'alarms'] as const)[index % 3]!,
    beforeMs: nowMs - (30 + Math.floor(index / 3)) * dayMs,
    records: index % 3 === 1 ? 61 : 4_310 - index * 37,
    files: index % 3 === 0 ? 1 : index % 3 === 1 ? 61 : 0,
    bytes: index % 3 === 0 ? 2_700_000_000 : index % 3 === 1 ? 11_900_000_000 : 420_000,
    reason: index === 4 ? 'disk-full' : 'period-over',
  }));
}
