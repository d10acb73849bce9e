/** Packages in every state. All invented. */
import type { MadePackage, PackageRequest } from '#contract/package.ts';

const hour = 3_600_000;
const digest = (seed: number): string =>
  Array.from({ length: 64 }, (_, place) => ((place * 7 + seed * 11 + ((place * place) % 5)) % 16).toString(16)).join(
    '',
  );

const key = {
  publicKey:
    '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n',
  fingerprint: digest(3),
};

export class InventedPackages {
  #made: MadePackage[];

  constructor(nowMs: number, size: 'usual' | 'none') {
    const day = new Date(nowMs).setHours(0, 0, 0, 0);
    const common = {
      ...{ madeBy: 'chief1', madeByName: '李芳', progress: null, failure: null, remarks: [], receipt: null },
      ...{ withOutbox: false, alarms: 0, files: null, bytes: null, digest: null, manifestDigest: null },
    };
    const whole = (seed: number) => ({ digest: digest(seed), manifestDigest: digest(seed + 1) });
    const all: MadePackage[] = [
      {
        ...common,
        ...{ id: 5, fromMs: day, toMs: nowMs - hour, reason: '县局案件 2026-118 调取', alarms: 6 },
        ...{ madeAtMs: nowMs - 20_000, state: 'making', progress: 0.42, fileName: 'guardroom-package-5.zip' },
      },
      {
        ...common,
        ...whole(1),
        ...{ id: 4, fromMs: day - 24 * hour, toMs: day, alarms: 12, withOutbox: true, files: 87, bytes: 184_220_131 },
        reason:
          '校门口 11 月 26 日下午连续发生的三起外来车辆强行闯入事件，县教育局与派出所联合核查，要求提供当日全部报警记录、所涉车辆抓拍图片及前后片段，并附网络中断期间没有报上去的消息',
        ...{ madeAtMs: nowMs - 3 * hour, state: 'ready', fileName: 'guardroom-37152500005030000001-20261126-4.zip' },
        remarks: ['clips-not-watermarked', 'pictures-gone'],
        receipt: {
          ...{ number: 'GX-2026-00417', receivedAtMs: nowMs - 2 * hour, by: '冠县平台值班室', signed: true },
          ...{ acknowledged: 31, importedBy: '李芳', importedAtMs: nowMs - hour },
        },
      },
      {
        ...common,
        ...whole(5),
        ...{ id: 3, fromMs: day - 8 * 24 * hour, toMs: day - 24 * hour, reason: '每周留存', files: 9, bytes: 412_300 },
        ...{ madeAtMs: day - 20 * hour, state: 'ready', fileName: 'guardroom-37152500005030000001-20261125-3.zip' },
      },
      {
        ...common,
        ...{
          id: 2,
          fromMs: day - 30 * 24 * hour,
          toMs: day,
          reason: '月度留存',
          alarms: 200,
          madeAtMs: day - 30 * hour,
        },
        ...{ state: 'failed', failure: 'disk-full', fileName: 'guardroom-package-2.zip' },
      },
      {
        ...common,
        ...whole(7),
        ...{ id: 1, fromMs: day - 60 * 24 * hour, toMs: day - 53 * 24 * hour, reason: '每周留存', files: 9 },
        ...{ madeAtMs: day - 53 * 24 * hour, state: 'gone', bytes: 398_112, fileName: 'guardroom-package-1.zip' },
        receipt: {
          ...{ number: 'GX-2026-00301', receivedAtMs: day - 52 * 24 * hour, by: '冠县平台值班室', signed: false },
          ...{ acknowledged: 0, importedBy: '李芳', importedAtMs: day - 52 * 24 * hour },
        },
      },
    ];
    this.#made = size === 'none' ? [] : all;
  }

  query(path: string, input: unknown): unknown {
    if (path === 'packages.key') return key;
    if (path === 'packages.list') return this.#made;
    const { id } = input as { id: number };
    return this.#made.find((each) => each.id === id);
  }

  /** Undefined: no receipt of ours. */
  mutate(path: string, input: unknown, nowMs: number): unknown {
    if (path !== 'packages.make') return undefined;
    const { alarmIds, ...asked } = input as PackageRequest;
    const id = this.#made.length + 1;
    const made: MadePackage = {
      ...{ ...asked, id, alarms: alarmIds.length, madeBy: 'chief1', madeByName: '李芳', madeAtMs: nowMs },
      ...{ state: 'making', progress: 0, failure: null, fileName: `guardroom-package-${String(id)}.zip`, bytes: null },
      ...{ digest: null, manifestDigest: null, files: null, remarks: [], receipt: null },
    };
    this.#made = [made, ...this.#made];
    return made;
  }
}
