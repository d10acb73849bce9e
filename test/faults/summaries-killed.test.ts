import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CountyOutboxTable } from '../../main/storage/county-outbox-table.ts';
import { CountyReportTable } from '../../main/storage/county-report-table.ts';
import { openDatabase } from '../../main/storage/database.ts';
import { silentLog } from '../../main/system/log.ts';

const periods = 600;
const kills = 6;
const fromMs = Date.UTC(2026, 10, 23);
const toMs = fromMs + periods * 1_000;

test('killed again and again while making up for periods, every one is written once, with its message', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-killed-'));
  const start = () =>
    spawn(process.execPath, [join(import.meta.dirname, 'summary-writer.ts'), directory, `${fromMs}`, `${toMs}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const database = await openDatabase(directory, silentLog);
  const store = new CountyReportTable(database);
  let writer = start();
  try {
    const killedAt: number[] = [];
    for (let killed = 0; killed < kills; killed++) {
      const share = fromMs + Math.floor(((killed + 1) * periods) / (kills + 1)) * 1_000;
      while (((await store.writtenUntilMs('interval')) ?? 0) < share) await new Promise((r) => setTimeout(r, 5));
      const ended = once(writer, 'exit');
      writer.kill('SIGKILL');
      await ended;
      killedAt.push((await store.writtenUntilMs('interval'))!);
      writer = start();
    }
    expect(killedAt.every((atMs) => atMs < toMs)).toBe(true);
    for await (const chunk of writer.stdout) if (String(chunk).includes('done')) break;
    const summaries = await store.page(null, null, 10 * periods);
    expect(summaries.map((summary) => summary.fromMs).reverse()).toEqual(
      Array.from({ length: periods }, (_, n) => fromMs + n * 1_000),
    );
    const waiting = await new CountyOutboxTable(database).waiting('summaries', {
      ...{ after: null, messages: 10 * periods, bytes: Infinity },
    });
    expect(waiting.map(({ key }) => key)).toEqual(
      [...summaries]
        .reverse()
        .map((summary) => expect.stringContaining(`:${summary.fromMs}:${summary.toMs}`) as string),
    );
    for (const { id } of summaries.slice(0, 50)) {
      const found = (await store.find(id))!;
      const message = waiting.find(({ key }) => key.endsWith(`:${found.summary.fromMs}:${found.summary.toMs}`));
      expect(Buffer.from(message!.body).equals(Buffer.from(found.body))).toBe(true);
    }
  } finally {
    writer.kill('SIGKILL');
    await database.close();
    await rm(directory, { recursive: true, force: true });
  }
});
