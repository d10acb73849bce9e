/** Invented data for looking at the console: every state a screen can be in, once. */
import type { Alarm } from '#contract/alarm.ts';
import type { CameraWithState, RecognitionDevice, StationStatus } from '#contract/api.ts';
import type { Camera, CameraPoint, StreamState } from '#contract/camera.ts';
import type { Picture, PictureRole, Sighting, SightingFacts } from '#contract/sighting.ts';
import type { WallView } from '#contract/view.ts';
import type { WatchlistEntry } from '#contract/watchlist.ts';
import { inventedCounty } from './invented-county.ts';

const day = 86_400_000;

export const places: readonly (readonly [name: string, point: CameraPoint])[] = [
  ['东门入口', 'gate'],
  ['东门出口', 'gate'],
  ['西门', 'gate'],
  ['南门', 'gate'],
  ['教学楼大厅', 'key-part'],
  ['实验楼西侧', 'perimeter'],
  ['操场高点', 'commanding-height'],
  ['食堂南门', 'crowd'],
  ['宿舍区入口', 'gate'],
  ['图书馆', 'public'],
  ['车棚', 'public'],
  ['配电室', 'key-part'],
  ['操场看台', 'commanding-height'],
  ['行政楼', 'gate'],
  ['北围墙', 'perimeter'],
  ['快递点', 'public'],
];

export function inventedState(index: number, nowMs: number): StreamState {
  const live: StreamState = {
    state: 'live',
    sinceMs: nowMs - 7_400_000,
    codec: 'avc1.4d401f',
    width: 640,
    height: 360,
  };
  if (index === 9) return { state: 'stale', sinceMs: nowMs - 14_000, lastFrameAtMs: nowMs - 14_000 };
  if (index === 11) return { state: 'connecting', sinceMs: nowMs - 900, attempt: 1 };
  if (index === 12) return { state: 'unplayable', sinceMs: nowMs - 60_000, codec: 'hvc1.1.6.L93.B0' };
  if (index === 14) {
    return {
      state: 'offline',
      sinceMs: nowMs - 372_000,
      reason: 'no-answer',
      detail: 'ETIMEDOUT',
      lastFrameAtMs: nowMs - 386_000,
      attempt: 8,
      retryAtMs: nowMs + 8_000,
    };
  }
  return live;
}

export function inventedCameras(count: number, nowMs: number): CameraWithState[] {
  return Array.from({ length: count }, (_, index) => {
    const [name, point] = places[index % places.length]!;
    const host = `127.0.1.${String(index + 1)}`;
    const camera: Camera = {
      id: `camera-${String(index)}`,
      name: index < places.length ? name : `${name} ${String(Math.floor(index / places.length) + 1)}`,
      point,
      mainAddress: `rtsp://${host}:554/main`,
      subAddress: index % 5 === 4 ? null : `rtsp://${host}:554/sub`,
      provisioned: index < 6,
      position: index,
    };
    const state = inventedState(index, nowMs);
    return { camera, main: index % 3 === 0 ? state : null, sub: camera.subAddress === null ? null : state };
  });
}

const hex = (seed: number): string => seed.toString(16).padStart(64, '0');
const picture = (seed: number, role: PictureRole): Picture => ({
  digest: hex(seed),
  role,
  contentType: 'image/jpeg',
  bytes: 21_000 + seed * 137,
});

const vehicles: readonly [string, 'blue' | 'green' | 'yellow' | 'white', number][] = [
  ['鲁P12345', 'blue', 97],
  ['鲁P1A205', 'blue', 99],
  ['鲁PD16F35', 'green', 95],
  ['鲁P1Q875', 'blue', 98],
  ['鲁P19025', 'yellow', 91],
  ['鲁P1B8C5', 'blue', 97],
  ['鲁P0235警', 'white', 94],
];

function inventedFacts(index: number): SightingFacts {
  switch (index % 7) {
    case 2:
      return { kind: 'face', gender: 'female', ageFrom: 20, ageTo: 30, glasses: true, mask: false };
    case 4:
      return { kind: 'person', gender: 'male', coatColour: 'black', trousersColour: 'grey', bag: true };
    case 5:
      return index % 2 === 0
        ? { kind: 'crowd', people: 86, area: '食堂南门' }
        : { kind: 'behaviour', behaviour: 'intrusion' };
    default: {
      const [plate, plateColour, confidence] = vehicles[index % vehicles.length]!;
      return {
        kind: 'vehicle',
        plate,
        plateColour,
        plateConfidence: confidence / 100,
        vehicleColour: 'white',
        brand: '大众',
        speedKmh: 14,
        lane: 1,
        direction: '进',
      };
    }
  }
}

export function inventedSighting(id: number, nowMs: number, facts = inventedFacts(id)): Sighting {
  const seenAtMs = nowMs - (500 - id) * 67_000 + 3_100;
  const place = id % 4;
  return {
    id,
    source: 'viid',
    deviceId: `3715250000119000000${String(place + 1)}`,
    objectId: `object-${String(id)}`,
    cameraId: `camera-${String(place)}`,
    cameraName: places[place]![0],
    seenAtMs,
    receivedAtMs: seenAtMs - 3_100,
    facts,
    box: { unit: 'fraction', left: 0.52, top: 0.14, right: 0.7, bottom: 0.94 },
    pictures: [picture(id % 5, 'scene'), picture((id % 5) + 5, facts.kind === 'vehicle' ? 'plate' : 'face')],
    alarmId: facts.kind === 'vehicle' && facts.plate === '鲁P12345' ? 12 : null,
  };
}

export function inventedEntries(nowMs: number): WatchlistEntry[] {
  const common = {
    author: 'admin',
    origin: 'provision' as const,
    note: '',
    ownCategory: null,
    scope: { points: [], cameraIds: [] },
    approvedAtMs: null,
    disposition: null,
    validFromMs: null,
    procedure: ['道闸保持关闭', '通知门岗核对驾驶人证件', '强行进入时拨打校区派出所'],
  };
  return [
    {
      ...common,
      id: 1,
      kind: 'vehicle',
      plateColour: null,
      plate: '鲁P12345',
      category: 'barred',
      basis: '单位禁入决定 2026-014',
      priority: 1,
      expiresAtMs: nowMs + 39 * day,
      approvedBy: '李芳',
    },
    {
      ...common,
      id: 2,
      kind: 'person',
      idNumber: '371525199001011234',
      name: '张某某',
      libraryId: null,
      photo: null,
      category: 'barred',
      basis: '单位禁入决定 2026-009',
      priority: 2,
      expiresAtMs: nowMs + 6 * day,
      approvedBy: '李芳',
      procedure: ['请当事人在门岗等候', '联系政教处'],
    },
    {
      ...common,
      id: 3,
      kind: 'vehicle',
      plateColour: null,
      plate: '鲁PD16F35',
      category: 'police-notice',
      basis: '冠县公安局协查 2026-231',
      priority: 3,
      expiresAtMs: nowMs + 120 * day,
      approvedBy: '李芳',
      origin: 'county',
    },
    {
      ...common,
      id: 4,
      kind: 'vehicle',
      plateColour: null,
      plate: '鲁P88888',
      category: 'other',
      basis: '欠缴停车费，物业 2025-77',
      priority: 3,
      expiresAtMs: nowMs + 60 * day,
      approvedBy: null,
      procedure: [],
    },
    {
      ...common,
      id: 5,
      kind: 'vehicle',
      plateColour: null,
      plate: '鲁P19025',
      category: 'wanted-vehicle',
      basis: '单位禁入决定 2025-101',
      priority: 1,
      expiresAtMs: nowMs - 12 * day,
      approvedBy: '李芳',
    },
  ];
}

export function inventedAlarms(nowMs: number): Alarm[] {
  const [vehicle, person, notice] = inventedEntries(nowMs) as [WatchlistEntry, WatchlistEntry, WatchlistEntry];
  const sighting = (id: number, camera: number, agoMs: number, facts: SightingFacts): Sighting => ({
    ...inventedSighting(id, nowMs, facts),
    cameraId: `camera-${String(camera)}`,
    cameraName: places[camera]![0],
    seenAtMs: nowMs - agoMs,
    receivedAtMs: nowMs - agoMs,
  });
  const plate = (text: string, plateColour: 'blue' | 'green'): SightingFacts => ({
    kind: 'vehicle',
    plate: text,
    plateColour,
  });
  const base = {
    stepsDone: [] as number[],
    resolved: null,
    acknowledged: null,
    owner: null,
    escalation: null,
    notes: [],
    actionRuns: [],
  };
  return [
    {
      ...base,
      id: 12,
      state: 'open',
      kind: 'vehicle',
      priority: 1,
      subject: 'plate:鲁P12345',
      cause: {
        by: 'entry',
        entry: vehicle,
        hit: { entryId: 1, reason: 'plate-exact', matched: '鲁P12345', score: 1, reads: [], confirmed: false },
        also: [
          {
            entry: { ...vehicle, id: 3, category: 'police-notice', basis: '县公安局协查 2026-118' },
            hit: { entryId: 3, reason: 'plate-exact', matched: '鲁P12345', score: 1, reads: [], confirmed: false },
          },
        ],
      },
      procedure: vehicle.procedure,
      cameraId: 'camera-0',
      cameraName: '东门入口',
      raisedAtMs: nowMs - 9_000,
      lastSeenAtMs: nowMs - 2_000,
      count: 2,
      sightings: [
        sighting(490, 0, 2_000, plate('鲁P12345', 'blue')),
        sighting(485, 0, 9_000, plate('鲁P12345', 'blue')),
      ],
      stepsDone: [0],
      revision: 31,
    },
    {
      ...base,
      id: 11,
      state: 'acknowledged',
      kind: 'person',
      priority: 2,
      subject: 'entry:2',
      cause: {
        by: 'entry',
        entry: person,
        hit: {
          entryId: 2,
          reason: 'id-number-exact',
          matched: '3715••••••••••1234',
          score: 1,
          reads: [],
          confirmed: false,
        },
      },
      procedure: person.procedure,
      cameraId: 'camera-5',
      cameraName: '实验楼西侧',
      raisedAtMs: nowMs - 152_000,
      lastSeenAtMs: nowMs - 90_000,
      count: 4,
      sightings: [sighting(480, 5, 90_000, { kind: 'face', gender: 'male', name: '张某某', similarity: 0.94 })],
      acknowledged: { by: '王强', atMs: nowMs - 146_000 },
      revision: 30,
    },
    {
      ...base,
      id: 10,
      state: 'open',
      kind: 'vehicle',
      priority: 3,
      subject: 'plate:鲁PD16F35',
      cause: {
        by: 'entry',
        entry: notice,
        hit: { entryId: 3, reason: 'plate-exact', matched: '鲁PD16F35', score: 1, reads: [], confirmed: false },
      },
      procedure: notice.procedure,
      cameraId: 'camera-2',
      cameraName: '西门',
      raisedAtMs: nowMs - 412_000,
      lastSeenAtMs: nowMs - 412_000,
      count: 1,
      sightings: [sighting(470, 2, 412_000, plate('鲁PD16F35', 'green'))],
      revision: 28,
    },
    ...Array.from({ length: 14 }, (_, index): Alarm => {
      const raisedAtMs = nowMs - (index + 2) * 2_700_000;
      return {
        ...base,
        id: 9 - index > 0 ? 9 - index : 100 + index,
        state: 'resolved',
        kind: index % 3 === 0 ? 'person' : 'vehicle',
        priority: ((index % 3) + 1) as 1 | 2 | 3,
        subject: `resolved:${String(index)}`,
        cause: {
          by: 'entry',
          entry: index % 3 === 0 ? person : index % 2 === 0 ? notice : vehicle,
          hit: { entryId: 1, reason: 'plate-exact', matched: '鲁P12345', score: 1, reads: [], confirmed: false },
        },
        procedure: vehicle.procedure,
        cameraId: `camera-${String(index % 4)}`,
        cameraName: places[index % 4]![0],
        raisedAtMs,
        lastSeenAtMs: raisedAtMs + 20_000,
        count: 1 + (index % 4),
        sightings: [sighting(400 + index, index % 4, nowMs - raisedAtMs, plate('鲁P12345', 'blue'))],
        stepsDone: [0, 1, 2],
        acknowledged: { by: index % 2 === 0 ? '王强' : '赵敏', atMs: raisedAtMs + 4_000 + index * 700 },
        resolved: {
          by: index % 2 === 0 ? '王强' : '赵敏',
          atMs: raisedAtMs + 240_000,
          outcome: (['true-hit', 'false-match', 'true-hit', 'drill'] as const)[index % 4]!,
          note: index % 2 === 0 ? '驾驶人已劝离，已通知政教处' : '',
        },
        revision: 20 - index,
      };
    }),
  ];
}

export function inventedStatus(nowMs: number, live: number, total: number, simulated: boolean): StationStatus {
  return {
    unit: { name: '冠县第一中学', field: 'education', viidId: '37152500005030000001', keyTarget: false },
    nowMs,
    cameras: { live, total },
    county: inventedCounty('usual', nowMs),
    disk: { freeBytes: 1_930_000_000_000, daysLeft: 41.6, outlook: 'fine' },
    simulated,
  };
}

export function inventedDevices(nowMs: number): RecognitionDevice[] {
  const viid = places.slice(0, 4).map(([name], index): RecognitionDevice => ({
    source: 'viid',
    deviceId: `3715250000119000000${String(index + 1)}`,
    cameraId: `camera-${String(index)}`,
    cameraName: name,
    registered: index !== 2,
    registeredAtMs: index === 2 ? null : nowMs - 7_400_000,
    lastHeardAtMs: index === 2 ? nowMs - 900_000 : nowMs - 4_000 * (index + 1),
    sightings: 1284 - index * 311,
    clockDriftMs: [3_100, 120, null, -64_000][index]!,
    channel: index === 2 ? { state: 'unregistered' } : { state: 'listening', sinceMs: nowMs - 7_400_000 },
    viid: {
      state: index === 2 ? ('expired' as const) : ('registered' as const),
      expiresAtMs: index === 2 ? nowMs - 600_000 : nowMs + 290_000,
      told:
        index === 1
          ? null
          : { name, model: 'IPC-4K', place: name, ipAddress: '127.0.0.9', online: index !== 2, atMs: nowMs - 60_000 },
      dropped: { fields: 5120 * index, pictures: index, objects: index === 3 ? 12 : 0 },
      waiting: { awaited: 0, unclaimed: 0 },
      subscription: index === 0 ? { state: 'active' as const, untilMs: nowMs + 500_000_000 } : null,
    },
  }));
  const other = { registered: false, registeredAtMs: null, sightings: 12, clockDriftMs: 800 };
  return [
    ...viid,
    {
      ...{
        ...other,
        source: 'onvif',
        deviceId: 'onvif:127.0.0.1:8000',
        cameraId: 'camera-4',
        cameraName: places[4]![0],
      },
      ...{ lastHeardAtMs: nowMs - 9_000, channel: { state: 'listening', sinceMs: nowMs - 86_400_000 } },
    },
    {
      ...{
        ...other,
        source: 'isapi',
        deviceId: 'isapi:127.0.0.1:80/2',
        cameraId: 'camera-5',
        cameraName: places[5]![0],
      },
      lastHeardAtMs: nowMs - 140_000,
      channel: { state: 'waiting', retryAtMs: nowMs + 12_000, problem: 'unreachable' },
    },
  ];
}

export function inventedViews(cameras: number, nowMs: number): WallView[] {
  const of = (indexes: readonly number[]): (string | null)[] =>
    indexes.map((index) => (index < cameras ? `camera-${String(index)}` : null));
  const saved = { savedBy: 'chief1', savedAtMs: nowMs - day };
  return [
    { id: 1, name: '各大门', layout: 6, tiles: of([0, 1, 2, 3, 8]), patrolSeconds: 20, ...saved },
    { id: 2, name: '放学高峰', layout: 4, tiles: of([3, 7, 0, 4]), patrolSeconds: 30, ...saved },
    { id: 3, name: '夜间周界', layout: 9, tiles: of([5, 14, 6, 10, 11, 12]), patrolSeconds: null, ...saved },
  ];
}
