/** Packages of a real station's rooms, taken apart by programs that know nothing of it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import excel from 'exceljs';
import jpeg from 'jpeg-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MadePackage } from '#contract/package.ts';
import { packageManifest } from '#contract/package.ts';
import { summaryReport } from '#contract/summary.ts';
import { chief, demoPicture, layClip, openPackageSite, plate, stranger } from '../../builders/package-site.ts';
import type { PackageSite } from '../../builders/package-site.ts';

const run = promisify(execFile);

let directory: string;
let site: PackageSite;
let made: MadePackage;
let unpacked: string;
const alarmId = 1;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-packages-'));
  await layClip(directory, alarmId);
  site = await openPackageSite(directory);
  await site.seeCar(stranger, ['hall-2.jpg']);
  await site.seeCar(plate, ['hall-0.jpg', 'vehicle-0.jpg']);
  while (site.rooms.alarms.list().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await site.rooms.alarms.acknowledge(alarmId, 'guard1');
  const resolved = await site.rooms.alarms.resolve(alarmId, 'guard1', 'true-hit', `司机说是 ${stranger} 的车`);
  for (const action of ['session.sign-in', 'alarm.acknowledge', 'camera.change']) {
    await site.rooms.audit.append({ actor: 'guard1', action, subject: `alarm:${alarmId}`, facts: {} });
  }
  const facts = { outcome: 'true-hit' };
  await site.rooms.audit.append({ actor: 'guard1', action: 'alarm.resolve', subject: `alarm:${alarmId}`, facts });
  site.rooms.retrievals.record({
    account: 'guard1',
    digest: resolved.sightings[0]!.pictures[0]!.digest,
    purpose: 'alarm',
  });
  await site.rooms.retrievals.flush();
  made = await site.made((await site.make({ alarmIds: [alarmId], withOutbox: true })).id);
  unpacked = join(directory, 'unpacked');
  await mkdir(unpacked);
  if (made.state === 'ready') await run('unzip', ['-q', zipPath(made), '-d', unpacked], { env: utf8 });
});
afterAll(async () => {
  await site.stop();
  await rm(directory, { recursive: true });
});

const utf8 = { ...process.env, LC_ALL: 'C.UTF-8' };
const zipPath = ({ id }: MadePackage): string => join(directory, 'packages', `${id}.zip`);
const fileIn = (path: string): Promise<Buffer> => readFile(join(unpacked, path));
const manifest = async () => packageManifest.parse(JSON.parse((await fileIn('manifest.json')).toString()));

async function sheet(path: string): Promise<unknown[][]> {
  const workbook = new excel.Workbook();
  await workbook.xlsx.readFile(join(unpacked, path));
  const rows: unknown[][] = [];
  workbook.worksheets[0]!.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
  return rows;
}

test('a package is made, with what it should have and nothing else', async () => {
  expect(made).toMatchObject({
    ...{ state: 'ready', failure: null, remarks: [], alarms: 1, madeBy: 'chief1', madeByName: '李芳', receipt: null },
    progress: null,
  });
  const { files, key, unit, madeBy, reason } = await manifest();
  const paths = files.map(({ path }) => path);
  expect(paths.map((path) => path.replace(/\d{8}-\d{6}/, 'TIME'))).toEqual([
    ...['summary.json', '报警.xlsx', '设备.xlsx', '值守记录.xlsx'],
    ...['alarms/1/1-scene-TIME.jpg', 'alarms/1/2-scene-TIME.jpg', 'alarms/1/clip.mp4'],
    ...['messages.ndjson', 'public-key.pem', '说明.txt', 'SHA256SUMS'],
  ]);
  expect(key.fingerprint).toBe((await site.packages.key()).fingerprint);
  expect({ unit: unit.name, madeBy, reason }).toEqual({
    ...{ unit: '冠县第一中学', madeBy: { account: 'chief1', name: '李芳' }, reason: '公安机关调取' },
  });
  for (const { path, bytes, sha256 } of files) {
    const content = await fileIn(path);
    expect([content.length, createHash('sha256').update(content).digest('hex')], path).toEqual([bytes, sha256]);
  }
  const zip = await readFile(zipPath(made));
  expect([zip.length, createHash('sha256').update(zip).digest('hex')]).toEqual([made.bytes, made.digest]);
  expect(made.fileName).toMatch(/^数据包_冠县第一中学_\d{8}-\d{6}_\d{8}-\d{6}_1\.zip$/);
  expect(made.files).toBe(files.length + 2);
});

test('other programs unpack it: unzip, and Python by its own reading of the format', async () => {
  expect((await run('unzip', ['-t', zipPath(made)], { env: utf8 })).stdout).toContain('No errors detected');
  const script = 'import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);print(z.testzip());print("\\n".join(z.namelist()))';
  const { stdout } = await run('/usr/bin/python3', ['-c', script, zipPath(made)], { env: utf8 });
  const [bad, ...names] = stdout.trim().split('\n');
  expect(bad).toBe('None');
  expect(names).toContain('值守记录.xlsx');
  expect(names).toHaveLength(made.files!);
});

test('the commands of the notes check it with openssl and sha256sum alone', async () => {
  const notes = (await fileIn('说明.txt')).toString();
  const commands = [...new Set(notes.split('\n').filter((line) => line.startsWith('  ')))].map((line) => line.trim());
  expect(commands).toHaveLength(4);
  const documented = await readFile(join(import.meta.dirname, '../../../docs/packages.md'), 'utf8');
  for (const command of commands) expect(documented).toContain(command);
  const results = [];
  for (const command of commands)
    results.push((await run('bash', ['-c', command], { cwd: unpacked, env: utf8 })).stdout);
  const [signature, sums, files, fingerprint] = results;
  expect(signature).toContain('Signature Verified Successfully');
  expect(sums).toBe('SHA256SUMS: OK\n');
  expect(files!.trim().split('\n')).toHaveLength(made.files! - 3);
  expect(
    files!
      .trim()
      .split('\n')
      .every((line) => line.endsWith(': OK')),
  ).toBe(true);
  expect(fingerprint!.slice(0, 64)).toBe((await site.packages.key()).fingerprint);
});

test('the sheet of alarms has Chinese headers, real dates, and whom only where approved', async () => {
  const [headers, ...rows] = await sheet('报警.xlsx');
  const row = Object.fromEntries(headers!.map((header, n) => [header, rows[0]![n]]));
  expect(rows).toHaveLength(1);
  expect(row).toMatchObject({
    ...{
      编号: 1,
      级别: expect.stringMatching(/^[一二三]级$/) as string,
      类别: '单位禁入',
      对象: plate,
      摄像机: '东门',
    },
    ...{ 状态: '已办结', 接警人: '王强（guard1）', 办结人: '王强（guard1）', 结论: '属实' },
    ...{ 依据: '单位禁入决定 2026-014', 次数: 1 },
  });
  expect(row['发生时间']).toBeInstanceOf(Date);
  // The date of a sheet has no zone: its wall clock is ours.
  const { raisedAtMs } = (await site.rooms.alarms.find(alarmId))!;
  const wall = raisedAtMs - new Date(raisedAtMs).getTimezoneOffset() * 60_000;
  expect(Math.abs((row['发生时间'] as Date).getTime() - wall)).toBeLessThan(1000);
  expect(row['响应时间（秒）']).toBeGreaterThanOrEqual(0);
});

test('the other sheets: cameras with their state, and who did what on duty', async () => {
  const [, camera] = await sheet('设备.xlsx');
  expect(camera!.slice(0, 2)).toEqual(['东门', '出入口']);
  const [, ...rows] = await sheet('值守记录.xlsx');
  const told = rows.map(([at, who, deed, subject, detail]) => {
    expect(at).toBeInstanceOf(Date);
    return [who, deed, subject ?? '', detail ?? ''];
  });
  expect(told).toContainEqual(['王强（guard1）', '接警', '报警 1', '']);
  expect(told).toContainEqual(['王强（guard1）', '办结', '报警 1', '结论：属实']);
  expect(told).toContainEqual(['王强（guard1）', '查看图片', '', '一小时内 1 张，用途：报警处置']);
  expect(told.map(([, deed]) => deed)).not.toContain('camera.change');
  const times = rows.map(([at]) => (at as Date).getTime());
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('nothing of a car that is on no list is in it: no plate in any file, no picture', async () => {
  for (const name of await readdir(unpacked, { recursive: true })) {
    if (!/\.(json|ndjson|txt|xlsx)$/.test(name)) continue;
    const text = name.endsWith('.xlsx') ? JSON.stringify(await sheet(name)) : (await fileIn(name)).toString();
    expect(text, name).not.toContain(stranger);
  }
  expect(await readdir(join(unpacked, 'alarms'))).toEqual(['1']);
});

test('the summary is of the period, and the outbox holds what the county has not acknowledged', async () => {
  const summary = summaryReport.parse(JSON.parse((await fileIn('summary.json')).toString()));
  expect(summary).toMatchObject({ period: { kind: 'on-demand' }, sightings: { vehicle: 2 }, alarms: { raised: 1 } });
  const lines = (await fileIn('messages.ndjson')).toString().trim().split('\n');
  const schemas = lines.map((line) => (JSON.parse(line) as { schema: string }).schema);
  expect(schemas).toContain('guardroom/summary');
});

/** Mean brightness of a picture, and how far its pixels stray from what they were. */
async function difference(path: string, original: Buffer): Promise<{ changed: number; same: number }> {
  const [after, before] = [
    jpeg.decode(await fileIn(path), { useTArray: true }),
    jpeg.decode(original, { useTArray: true }),
  ];
  expect([after.width, after.height]).toEqual([before.width, before.height]);
  let changed = 0;
  for (let at = 0; at < before.data.length; at += 4)
    if (Math.abs(before.data[at]! - after.data[at]!) > 40) changed += 1;
  return { changed, same: before.data.length / 4 - changed };
}

test('the watermark is in the pixels of each picture, everywhere, and leaves the picture to be seen', async () => {
  const pictures = (await manifest()).files.filter(({ path }) => path.endsWith('.jpg'));
  for (const [n, name] of ['hall-0.jpg', 'vehicle-0.jpg'].entries()) {
    const { changed, same } = await difference(pictures[n]!.path, await demoPicture(name));
    expect(changed / (changed + same), name).toBeGreaterThan(0.01);
    expect(changed / (changed + same), name).toBeLessThan(0.3);
  }
});

test('the clip keeps every frame, and none is as black as it was', async () => {
  const path = join(unpacked, 'alarms/1/clip.mp4');
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-count_frames', '-select_streams', 'v', '-show_entries', 'stream=nb_read_frames,codec_name'],
    ...['-of', 'csv=p=0', path],
  ]);
  expect(stdout.trim()).toBe('h264,40');
  const gray = await run('ffmpeg', ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'], {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
  });
  const frame = 640 * 360;
  for (let n = 0; n < 40; n += 1) {
    const bright = gray.stdout.subarray(n * frame, (n + 1) * frame).filter((luma) => luma > 80).length;
    expect(bright, `frame ${n}`).toBeGreaterThan(1000);
  }
});

test('whose pictures and clips went into it is in the retrieval register, with the reason', async () => {
  const looks = (await site.rooms.retrievals.latest(20)).filter(({ reason }) => reason === '公安机关调取');
  expect(looks.map(({ account, purpose }) => [account, purpose])).toEqual(Array(3).fill(['chief1', 'alarm']));
});

test('a package that cannot be is refused with what is wrong', async () => {
  const day = 86_400_000;
  const nowMs = Date.now();
  await expect(site.make({ fromMs: nowMs - 40 * day })).rejects.toMatchObject({ code: 'bad-input' });
  await expect(site.make({ fromMs: nowMs, toMs: nowMs - day })).rejects.toMatchObject({ code: 'bad-input' });
  await expect(site.make({ fromMs: nowMs + day, toMs: nowMs + 2 * day })).rejects.toMatchObject({ code: 'bad-input' });
  await expect(site.make({ alarmIds: [99] })).rejects.toMatchObject({
    ...{ code: 'bad-input', facts: { paths: 'alarmIds' } },
  });
  const before = await site.packages.list(null, 100);
  expect(before).toHaveLength(1);
});

test('one is made at a time, three wait, and a fifth is refused', async () => {
  const asked = await Promise.all(Array.from({ length: 4 }, () => site.make({ reason: '留存' })));
  await expect(site.make()).rejects.toMatchObject({ code: 'unavailable' });
  for (const { id } of asked) expect(await site.made(id)).toMatchObject({ state: 'ready' });
  await expect(site.make().then(({ id }) => site.made(id))).resolves.toMatchObject({ state: 'ready' });
  const left = await readdir(join(directory, 'packages'));
  expect(left.filter((name) => !/^\d+\.zip$/.test(name))).toEqual([]);
});

test('the key is the same for every package, and nowhere on the disk readable', async () => {
  const { publicKey } = await site.packages.key();
  expect(publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  expect((await site.packages.key()).publicKey).toBe(publicKey);
  for (const name of (await readdir(directory)).filter((file) => file.startsWith('guardroom.sqlite3'))) {
    expect((await readFile(join(directory, name))).includes('PRIVATE KEY')).toBe(false);
  }
  expect(chief.account).toBe(made.madeBy);
});
