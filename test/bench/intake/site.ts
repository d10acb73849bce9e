/** A station that takes captures, and the program that posts them. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import sqlite3 from 'sqlite3';
import { freePort, makeSite, startStationProcess } from '../../peers/station/station-process.ts';
import type { StationProcess } from '../../peers/station/station-process.ts';
import type { Cleanup } from '../harness/cleanup.ts';
import { guard } from '../harness/station.ts';
import type { ClientAsked, ClientSaid } from './capture-client.ts';

export const deviceCount = 16;
export const devices = Array.from({ length: deviceCount }, (_, index) => ({
  id: `3715250000119${String(index + 1).padStart(7, '0')}`,
  user: 'cam',
  password: `a camera ${index + 1}`,
}));

/** What a station that takes captures is told besides the rest. */
export async function captureProvision(): Promise<object> {
  return { recognition: { viid: { listen: `127.0.0.1:${await freePort()}`, devices } } };
}

export interface CaptureSite {
  directory: string;
  dataDirectory: string;
  acknowledgedFile: string;
  start(wrapper?: readonly string[]): Promise<StationProcess>;
  remove(): Promise<void>;
}

export async function makeCaptureSite(cleanup: Cleanup): Promise<CaptureSite> {
  const site = await makeSite({
    unit: { name: '冠县第一中学', field: 'education' },
    accounts: [{ ...guard, name: '王强', role: 'guard' }],
    ...(await captureProvision()),
  });
  const remove = cleanup.add(() => site.remove());
  return {
    ...site,
    acknowledgedFile: join(site.directory, 'acknowledged'),
    remove,
    async start(wrapper) {
      const station = await startStationProcess({ ...site, ...(wrapper && { wrapper }) });
      const watched = cleanup.watch(station.process.pid ?? -1);
      station.process.once('exit', () => watched.forget());
      return station;
    },
  };
}

export interface CaptureClient {
  pid: number;
  said: Promise<ClientSaid>;
}

export function startClient(asked: Omit<ClientAsked, 'devices'>, cleanup: Cleanup): CaptureClient {
  const script = join(import.meta.dirname, 'capture-client.ts');
  const child = spawn(process.execPath, [script, JSON.stringify({ ...asked, devices })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const watched = cleanup.watch(child.pid ?? -1);
  const said = new Promise<ClientSaid>((done, fail) => {
    createInterface({ input: child.stdout }).on('line', (line) => done(JSON.parse(line) as ClientSaid));
    child.once('exit', (code) => {
      watched.forget();
      fail(new Error(`the capture client ended with ${code}`));
    });
  });
  return { pid: child.pid ?? -1, said };
}

/** The plain receiver, in a directory of its own. */
export async function startPlainIntake(
  cleanup: Cleanup,
): Promise<{ receiver: string; pid: number; stop(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-plain-'));
  const script = join(import.meta.dirname, '..', 'plain', 'plain-intake.ts');
  const child = spawn(process.execPath, [script, directory], { stdio: ['pipe', 'pipe', 'inherit'] });
  const watched = cleanup.watch(child.pid ?? -1);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = cleanup.add(async () => {
    child.kill('SIGTERM');
    await ended;
    watched.forget();
    await rm(directory, { recursive: true, force: true });
  });
  const receiver = await new Promise<string>((done) => {
    createInterface({ input: child.stdout }).on('line', (line) =>
      done((JSON.parse(line) as { receiver: string }).receiver),
    );
  });
  return { receiver, pid: child.pid ?? -1, stop };
}

export async function acknowledgedIds({ acknowledgedFile }: CaptureSite): Promise<string[]> {
  return (await readFile(acknowledgedFile, 'utf8').catch(() => '')).split('\n').filter((id) => id !== '');
}

/** Read from outside, by SQLite itself. */
export function readRows<Row>(file: string, sql: string): Promise<Row[]> {
  const database = new sqlite3.Database(file, sqlite3.OPEN_READONLY);
  return new Promise((done, fail) => {
    database.all<Row>(sql, (error, rows) => {
      database.close();
      if (error === null) done(rows);
      else fail(error);
    });
  });
}
