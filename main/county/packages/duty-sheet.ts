import type { SheetCell, SheetToWrite } from '../../system/xlsx-writer.ts';
import { wordDeed, wordMachine } from './duty-words.ts';
import type { DutyNames, WordedDeed } from './duty-words.ts';
import type { PackagePeriod, PackageRecords } from './package-sources.ts';
import { purposeWord } from './sheet-words.ts';

const headers: SheetToWrite['headers'] = [
  { text: '时间', width: 20, is: 'time' },
  { text: '人员', width: 20 },
  { text: '事项', width: 14 },
  { text: '对象', width: 18 },
  { text: '说明', width: 48 },
];

interface DutyRow extends WordedDeed {
  atMs: number;
  who: string;
}

/** Who did what on duty, and what the station did by itself, in the order of time. */
export function dutySheet(
  records: PackageRecords,
  period: PackagePeriod,
  names: DutyNames,
): Pick<SheetToWrite, 'name' | 'headers' | 'rows'> {
  const station = '值守站';
  async function* deeds(): AsyncGenerator<DutyRow> {
    for await (const record of records.deeds(period)) {
      const worded = wordDeed(record, names);
      const who = record.actor === 'station' ? station : names.whoIs(record.actor);
      if (worded !== null) yield { ...worded, atMs: record.atMs, who };
    }
  }
  async function* machine(): AsyncGenerator<DutyRow> {
    for await (const record of records.machine(period)) {
      yield { ...wordMachine(record), atMs: record.atMs, who: station };
    }
  }
  async function* looks(): AsyncGenerator<DutyRow> {
    for await (const { atMs, account, purpose, pictures } of records.looks(period)) {
      const detail = `一小时内 ${pictures} 张，用途：${purposeWord(purpose)}`;
      yield { atMs, who: names.whoIs(account), deed: '查看图片', subject: '', detail };
    }
  }
  async function* rows(): AsyncGenerator<SheetCell[]> {
    for await (const { atMs, who, deed, subject, detail } of byTime([deeds(), machine(), looks()])) {
      yield [new Date(atMs), who, deed, subject, detail];
    }
  }
  return { name: '值守记录', headers, rows: rows() };
}

/** Several that are each in order, as one in order. */
export async function* byTime<T extends { atMs: number }>(all: readonly AsyncIterator<T>[]): AsyncGenerator<T> {
  const heads: { from: AsyncIterator<T>; head: T }[] = [];
  for (const from of all) {
    const first = await from.next();
    if (first.done !== true) heads.push({ from, head: first.value });
  }
  while (heads.length > 0) {
    const next = heads.reduce((least, each) => (each.head.atMs < least.head.atMs ? each : least));
    yield next.head;
    const following = await next.from.next();
    if (following.done === true) heads.splice(heads.indexOf(next), 1);
    else next.head = following.value;
  }
}
