import type { PersonEntry, VehicleEntry, WatchlistEntry } from '#contract/watchlist.ts';

const common = {
  id: 1,
  category: 'barred',
  basis: '单位禁入决定 2026-014',
  priority: 2,
  validFromMs: null,
  expiresAtMs: Date.UTC(2027, 0, 1),
  author: 'provision',
  approvedBy: 'chief1',
  procedure: ['保持道闸关闭', '核对证件', '通知负责人'],
  origin: 'provision',
  note: '',
  ownCategory: null,
  approvedAtMs: null,
  disposition: null,
} as const satisfies Partial<WatchlistEntry>;

/** A barred car, approved and in force in November 2026. */
export function anEntry(given: Partial<VehicleEntry> = {}): VehicleEntry {
  return {
    kind: 'vehicle',
    plate: '鲁P12345',
    plateColour: null,
    ...common,
    scope: { points: [], cameraIds: [] },
    procedure: [...common.procedure],
    ...given,
  };
}

/** A barred person, approved and in force in November 2026. The number is made up; its check digit is right. */
export function aPersonEntry(given: Partial<PersonEntry> = {}): PersonEntry {
  return {
    kind: 'person',
    idNumber: '371525199003071235',
    name: '赵某',
    libraryId: null,
    photo: null,
    scope: { points: [], cameraIds: [] },
    ...common,
    procedure: [...common.procedure],
    ...given,
  };
}
