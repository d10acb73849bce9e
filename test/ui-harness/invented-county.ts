/** The county link in its states, as `?county=four` in the address asks for them. */
import type { CountyDestination, CountyLink, CountyTest, OutboxItem, OutboxKind } from '#contract/county.ts';
import type { PlatformSubscription } from '#contract/subscription.ts';

export const countyStates = ['usual', 'up', 'off', 'never', 'refusing', 'plain', 'four', 'clock'] as const;
export type CountyState = (typeof countyStates)[number];

const hour = 3_600_000;
const day = 86_400_000;
const none: Record<OutboxKind, number> = { test: 0, alarm: 0, status: 0, summary: 0, capture: 0 };

const summaries = (nowMs: number): CountyDestination => ({
  name: 'summaries',
  way: 'json',
  title: null,
  address: 'https://127.0.0.1:8443/guardroom/summaries',
  transport: 'tls',
  link: 'up',
  lastAcknowledgement: '200 {"acknowledged":"summary:37152500005030000001:1795776000000:1795779600000"}',
  unacknowledged: 0,
  unacknowledgedByKind: none,
  unacknowledgedBytes: 0,
  clockDriftMs: 400,
  registration: null,
  lastAcknowledgedAtMs: nowMs - 12_000,
  oldestUnacknowledgedAtMs: null,
  setAside: 0,
  nextTryAtMs: null,
  lastFailure: null,
});

const cascade = (nowMs: number): CountyDestination => ({
  ...summaries(nowMs),
  name: 'viid',
  way: 'viid',
  address: 'http://127.0.0.1:8080',
  transport: 'loopback',
  lastAcknowledgement: '200 {"ResponseStatusObject":{"StatusCode":"0","StatusString":"正常"}}',
  lastAcknowledgedAtMs: nowMs - 41_000,
  registration: { sinceMs: nowMs - 2_140_000, renewAtMs: nowMs + 1_460_000 },
});

const cascadeDown = (nowMs: number, beganMs: number): CountyDestination => ({
  ...cascade(nowMs),
  link: 'down',
  lastAcknowledgedAtMs: beganMs - 722_000,
  unacknowledged: 3,
  unacknowledgedByKind: { ...none, alarm: 1, status: 1, capture: 1 },
  unacknowledgedBytes: 184_220,
  oldestUnacknowledgedAtMs: beganMs - 640_000,
  setAside: 1,
  clockDriftMs: -93_000,
  registration: { sinceMs: null, renewAtMs: null },
  nextTryAtMs: beganMs + 41_000,
  lastFailure: { reason: 'refused', detail: 'connect ECONNREFUSED 127.0.0.1:8080', atMs: beganMs - 9_000 },
});

const never = (nowMs: number, beganMs: number): CountyDestination => ({
  ...summaries(nowMs),
  link: 'down',
  lastAcknowledgedAtMs: null,
  lastAcknowledgement: null,
  clockDriftMs: null,
  unacknowledged: 1,
  unacknowledgedByKind: { ...none, summary: 1 },
  unacknowledgedBytes: 2_412,
  oldestUnacknowledgedAtMs: beganMs - 96_000,
  nextTryAtMs: beganMs + 27_000,
  lastFailure: {
    reason: 'bad-reply',
    detail:
      '200 <!doctype html><html><head><title>网络认证登录</title><meta charset="utf-8"></head><body><form action="/portal/login"',
    atMs: beganMs - 3_000,
  },
});

function destinationsOf(state: CountyState, nowMs: number, beganMs: number): CountyDestination[] {
  switch (state) {
    case 'off':
      return [];
    case 'up':
      return [summaries(nowMs), cascade(nowMs)];
    case 'never':
      return [never(nowMs, beganMs)];
    case 'plain':
      return [
        {
          ...cascade(nowMs),
          ...{
            name: 'viid:education',
            title: '县教体局安保平台',
            address: 'http://127.0.9.40:8120',
            transport: 'plain',
          },
        },
      ];
    case 'clock':
      return [
        { ...never(nowMs, beganMs), clockDriftMs: 412_000 },
        { ...cascade(nowMs), clockDriftMs: -7_400 },
      ];
    case 'refusing': {
      const waits = { ...none, alarm: 31, status: 204, summary: 71, capture: 18_402 };
      return [
        { ...never(nowMs, beganMs), lastAcknowledgedAtMs: nowMs - 3 * day, lastAcknowledgement: '204' },
        {
          ...cascadeDown(nowMs, beganMs),
          ...{ unacknowledged: 18_708, unacknowledgedByKind: waits, unacknowledgedBytes: 7_800_000_000 },
          ...{ oldestUnacknowledgedAtMs: nowMs - 3 * day, lastAcknowledgedAtMs: nowMs - 3 * day },
          lastFailure: {
            ...{ reason: 'unauthorised', atMs: beganMs - 61_000 },
            detail: 'registration refused: 401 {"ResponseStatusObject":{"StatusCode":4,"StatusString":"注册失败"}}',
          },
        },
      ];
    }
    case 'four':
      return [
        summaries(nowMs),
        cascadeDown(nowMs, beganMs),
        {
          ...cascade(nowMs),
          ...{
            name: 'viid:education',
            title: '县教体局安保平台',
            address: 'http://127.0.9.40:8120',
            transport: 'plain',
          },
          ...{ unacknowledged: 1_284, unacknowledgedByKind: { ...none, status: 12, capture: 1_272 } },
          ...{ unacknowledgedBytes: 412_400_000, oldestUnacknowledgedAtMs: nowMs - 94_000, clockDriftMs: 6_100 },
        },
        {
          ...never(nowMs, beganMs),
          ...{ name: 'viid:street', way: 'viid', title: '街道综治中心视频图像信息联网平台（试运行）' },
          ...{
            address: 'https://127.0.9.41:18443/street/video-cascade',
            registration: { sinceMs: null, renewAtMs: null },
          },
          lastFailure: {
            reason: 'tls',
            detail: 'certificate changed: 3f9c…a1 where 77b0…04 is pinned',
            atMs: beganMs - 30_000,
          },
        },
      ];
    default:
      return [summaries(nowMs), cascadeDown(nowMs, beganMs)];
  }
}

export function inventedCounty(state: CountyState, nowMs: number, beganMs = nowMs): CountyLink {
  const destinations = destinationsOf(state, nowMs, beganMs);
  const acknowledged = destinations.flatMap(({ lastAcknowledgedAtMs }) => lastAcknowledgedAtMs ?? []);
  return {
    link: destinations.length === 0 ? 'off' : destinations.some(({ link }) => link === 'down') ? 'down' : 'up',
    unacknowledged: destinations.reduce((sum, { unacknowledged }) => sum + unacknowledged, 0),
    lastAcknowledgedAtMs: acknowledged.length === 0 ? null : Math.max(...acknowledged),
    destinations,
    refusing: state === 'refusing' ? ['capture', 'summary'] : [],
    holdsDays: state === 'refusing' ? 0.4 : state === 'four' ? 63 : state === 'never' ? null : 4_210,
  };
}

export function inventedSubscriptions(state: CountyState, nowMs: number): PlatformSubscription[] {
  if (state === 'off' || state === 'up' || state === 'never') return [];
  const common = {
    ...{ platformId: '37152500005030000099', platformName: '县公安视图库', resources: [], otherTopics: [] },
    ...{ beginsAtMs: nowMs - 30 * day, endsAtMs: nowMs + 335 * day, receiveAddress: null, pictures: null },
    ...{ problem: null, postedAtMs: nowMs - 30 * day, state: 'active' as const },
  };
  return [
    {
      ...{ ...common, subscriptionId: '371525000050300000990320261127080000001', title: '布控命中抓拍' },
      ...{ topics: ['faces', 'motor-vehicles'], pictures: ['11', '14', '02'], reportIntervalSeconds: 5 },
      ...{ lastNotifiedAtMs: nowMs - 700_000, notifications: 41 },
    },
    {
      ...{ ...common, subscriptionId: '371525000050300000990320261127080000002', title: '设备目录与在线状态' },
      ...{ topics: ['devices', 'device-status'], reportIntervalSeconds: 60, endsAtMs: null },
      ...{ lastNotifiedAtMs: nowMs - 48_000, notifications: 20_418 },
    },
    {
      ...{ ...common, subscriptionId: 'street-9', platformId: '37152500005030000077', platformName: '街道综治中心' },
      ...{ title: null, topics: ['persons', 'faces', 'motor-vehicles', 'non-motor-vehicles'], otherTopics: ['5', '6'] },
      ...{ receiveAddress: 'http://127.0.44.9:9000/notify', problem: 'foreign-address', resources: ['a', 'b', 'c'] },
      ...{ reportIntervalSeconds: 1, lastNotifiedAtMs: null, notifications: 0 },
    },
    {
      ...{ ...common, subscriptionId: 'old-1', title: '去年的专项行动', topics: ['motor-vehicles'], state: 'expired' },
      ...{
        reportIntervalSeconds: 3600,
        endsAtMs: nowMs - 9 * day,
        lastNotifiedAtMs: nowMs - 9 * day,
        notifications: 310,
      },
    },
  ];
}

export function inventedOutbox(state: CountyState, nowMs: number): OutboxItem[] {
  if (state === 'never') return [];
  const calm = state === 'up' || state === 'plain';
  const kinds: readonly OutboxKind[] = ['alarm', 'status', 'capture', 'summary', 'alarm', 'summary'];
  return Array.from({ length: 12 }, (_, index): OutboxItem => {
    const kind = kinds[index % kinds.length]!;
    const waits = !calm && index < 3;
    const refused = !calm && index === 4;
    return {
      id: 240 - index,
      destination: kind === 'summary' ? 'summaries' : 'viid',
      kind,
      key: `${kind}:37152500005030000001:${String(240 - index)}:raised`,
      createdAtMs: nowMs - 640_000 - index * 0.7 * hour * (index > 6 ? 6 : 1),
      bytes: kind === 'capture' ? 184_300 : kind === 'summary' ? 2_412 : 1_080,
      attempts: waits ? 5 : 1,
      state: refused ? 'set-aside' : waits ? 'waiting' : 'acknowledged',
      acknowledgedAtMs: waits || refused ? null : nowMs - 500_000 - index * 0.7 * hour * (index > 6 ? 6 : 1),
      failure: waits
        ? 'refused: connect ECONNREFUSED 127.0.0.1:8080'
        : refused
          ? 'rejected: 400 {"ResponseStatusObject":{"StatusCode":4,"StatusString":"NotificationID 格式错误，应为 33 位"}}'
          : null,
    };
  });
}

/** Takes a moment; what comes of it is by the state of the destination. */
export async function inventedTest(link: CountyLink, name: string): Promise<CountyTest> {
  const destination = link.destinations.find((each) => each.name === name);
  const up = destination?.link === 'up';
  await new Promise((resolve) => setTimeout(resolve, up ? 350 : 3_200));
  if (up) {
    const words = '200 {"acknowledged":"test:37152500005030000001:8c1f"}';
    return { destination: name, outcome: 'acknowledged', words, reason: null, tookMs: 84 };
  }
  const failure = destination?.lastFailure ?? null;
  return name === 'viid'
    ? { destination: name, outcome: 'waiting', words: '', reason: null, tookMs: 20_000 }
    : {
        destination: name,
        outcome: 'failed',
        words: failure?.detail ?? '',
        reason: failure?.reason ?? null,
        tookMs: 3_180,
      };
}
