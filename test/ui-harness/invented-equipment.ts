/** Accounts, health, ONVIF sides, clips: what the screens beside the wall show. All invented. */
import type { Account } from '#contract/access.ts';
import type { CameraWithState } from '#contract/api.ts';
import type { Clip, Snapshot } from '#contract/clip.ts';
import type { CameraHealth, HealthHistory, OnlineTime, StreamHealth } from '#contract/health.ts';
import type { LinkedCamera, OnvifFacts, OnvifInspection, OnvifProfile } from '#contract/onvif.ts';

const dayMs = 86_400_000;

export function inventedAccounts(nowMs: number): Account[] {
  const people: readonly (readonly [string, string, Account['role'], boolean, boolean])[] = [
    ['admin1', '陈立', 'admin', true, false],
    ['chief1', '李芳', 'chief', true, false],
    ['guard1', '王强', 'guard', false, false],
    ['liuyang', '刘洋', 'guard', false, false],
    ['zhaomin', '赵敏', 'guard', false, true],
  ];
  return people.map(([account, name, role, provisioned, disabled], index) => ({
    ...{ account, name, role, provisioned, disabled },
    createdAtMs: nowMs - (400 - index * 60) * dayMs,
  }));
}

const online = (rate: number | null): OnlineTime => ({
  rate,
  knownMs: rate === null ? 0 : dayMs,
  liveMs: rate === null ? 0 : rate * dayMs,
});

function inventedStreamHealth(stream: 'main' | 'sub', index: number, live: boolean, nowMs: number): StreamHealth {
  return {
    stream,
    viewers: live ? 1 : 0,
    framesPerSecond: live ? 25 - (index % 3) * 5 : 0,
    kilobitsPerSecond: live ? (stream === 'main' ? 3_900 : 612) + index * 17 : 0,
    frames: 184_220,
    lostPackets: index % 4 === 1 ? 412 : 0,
    droppedFrames: index % 4 === 1 ? 38 : 0,
    reconnects: index % 3,
    lastError: live ? null : { reason: 'no-answer', detail: 'ETIMEDOUT', atMs: nowMs - 386_000 },
    ring: {
      seconds: live ? 41.6 : 0,
      bytes: live ? 19_800_000 : 0,
      capacitySeconds: 60,
      capacityBytes: 33_554_432,
      crowdedOut: 0,
    },
  };
}

export function inventedHealth(cameras: readonly CameraWithState[], nowMs: number): CameraHealth[] {
  return cameras.map(({ camera, main, sub }, index) => {
    const state = sub ?? main;
    const live = state?.state === 'live';
    return {
      cameraId: camera.id,
      cameraName: camera.name,
      condition: live ? 'live' : state?.state === 'stale' ? 'stale' : 'offline',
      reason: live ? null : 'no-answer',
      sinceMs: nowMs - 386_000,
      online: {
        day: online(live ? 1 - (index % 5) / 2_300 : 0.93),
        week: online(live ? 0.9991 : 0.962),
        month: online(index % 4 === 0 ? null : 0.9987),
      },
      streams: [
        ...(main === null ? [] : [inventedStreamHealth('main', index, live, nowMs)]),
        ...(sub === null ? [] : [inventedStreamHealth('sub', index, live, nowMs)]),
      ],
      events:
        index % 6 === 2
          ? { is: 'silent', lastEventAtMs: nowMs - 9_000_000, silentForMs: 9_000_000, expectedWithinMs: 1_800_000 }
          : index % 2 === 0
            ? { is: 'fine', lastEventAtMs: nowMs - 42_000, expectedWithinMs: 1_800_000 }
            : { is: 'none' },
    };
  });
}

export function inventedHistory({ fromMs, toMs }: { fromMs: number; toMs: number }): HealthHistory {
  const at = (share: number): number => fromMs + (toMs - fromMs) * share;
  const pieces = [
    ['live', null, 0.08, 0.41],
    ['offline', 'no-answer', 0.41, 0.425],
    ['live', null, 0.425, 0.62],
    ['stale', null, 0.62, 0.63],
    ['live', null, 0.63, 0.81],
    ['offline', 'refused', 0.81, 0.86],
    ['live', null, 0.86, 1],
  ] as const;
  return {
    online: online(0.928),
    intervals: pieces.map(([condition, reason, from, to]) => ({
      ...{ condition, reason },
      ...{ fromMs: at(from), toMs: at(to) },
    })),
    truncated: false,
  };
}

const facts = (nowMs: number): OnvifFacts => ({
  ...{ host: '127.0.1.4', port: 80, manufacturer: 'Stand-in', model: 'Dome 4', firmware: '5.7.21', serial: 'SN-0004' },
  ...{ clockDriftMs: -4_200, ptz: true, imaging: true, snapshot: true, relayOutputs: 1, checkedAtMs: nowMs - 95_000 },
});
const profile = (token: string, width: number, height: number): OnvifProfile => ({
  ...{ token, name: token, source: 'VideoSource_1', encoding: 'H264', width, height },
  ...{ frameRate: 25, bitrateKbps: 4096, ptz: true },
});

export function inventedLinked(nowMs: number): LinkedCamera[] {
  return [
    { cameraId: 'camera-3', facts: facts(nowMs) },
    { cameraId: 'camera-2', facts: { ...facts(nowMs), ptz: false } },
  ];
}

export function inventedInspection(nowMs: number): OnvifInspection {
  const main = profile('Profile_1', 1920, 1080);
  const sub = profile('Profile_2', 640, 360);
  return {
    outcome: 'inspected',
    facts: facts(nowMs),
    sources: ['VideoSource_1'],
    profiles: [main, sub],
    main: { profile: main, address: 'rtsp://127.0.1.4:554/main' },
    sub: { profile: sub, address: 'rtsp://127.0.1.4:554/sub' },
  };
}

const clipPlaces = ['东门入口', '西门', '南门', '教学楼大厅', '操场高点'] as const;

export function inventedClips(nowMs: number): Clip[] {
  return Array.from({ length: 14 }, (_, index) => {
    const cutAtMs = nowMs - 12_000 - index * 2_700_000;
    const common = {
      id: 40 - index,
      cameraId: `camera-${String(index % 5)}`,
      cameraName: clipPlaces[index % clipPlaces.length]!,
      stream: 'main' as const,
      reason: index % 3 === 0 ? ('key' as const) : ('alarm' as const),
      by: index % 3 === 0 ? 'guard1' : 'station',
      alarmIds: index % 3 === 0 ? [] : [12 - (index % 4)],
      cutAtMs,
    };
    if (index === 0) return { ...common, state: 'recording', untilMs: cutAtMs + 20_000 };
    if (index === 5) return { ...common, state: 'failed', failure: 'no-pictures', detail: 'no frame in 20 s' };
    return {
      ...common,
      state: 'ready',
      fromMs: cutAtMs - 10_400,
      toMs: cutAtMs + 20_000 + index * 900,
      frames: 760,
      bytes: 14_200_000 + index * 431_000,
      digest: hexOf(index + 7),
      codec: index === 4 ? 'hvc1.1.6.L120.B0' : 'avc1.64001f',
      width: 1920,
      height: 1080,
      missingMs: index === 2 ? 1_400 : 0,
      shortened: index === 2 ? 'format-changed' : null,
    };
  });
}

const hexOf = (seed: number): string => (seed * 2654435761).toString(16).padStart(8, '0').slice(0, 8).repeat(8);

export function inventedSnapshots(nowMs: number): Snapshot[] {
  return Array.from({ length: 7 }, (_, index) => ({
    id: 21 - index,
    cameraId: `camera-${String(index % 5)}`,
    cameraName: clipPlaces[index % clipPlaces.length]!,
    by: 'guard1',
    takenAtMs: nowMs - 400_000 - index * 5_100_000,
    storedAtMs: nowMs - 399_800 - index * 5_100_000,
    ...{ width: 1920, height: 1080, bytes: 412_000, digest: hexOf(index + 70) },
  }));
}
