/**
 * The other side of the intake bench: each post is parsed and its objects are inserted, one statement each in
 * autocommit with its pictures as BLOBs; then it is answered. What one writes first, and what stays durable too.
 *
 * Run with the directory as its argument. Prints `{"receiver": URL}`; ends when stdin closes.
 */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';

interface PlainObject {
  FaceID?: string;
  MotorVehicleID?: string;
  DeviceID: string;
  PlateNo?: string;
  SubImageList?: { SubImageInfoObject: { Data: string }[] };
}

const database = new sqlite3.Database(join(process.argv[2] ?? '.', 'plain.sqlite3'));
const run = (sql: string, values: readonly unknown[] = []): Promise<void> =>
  new Promise((done, fail) => database.run(sql, values, (error) => (error === null ? done() : fail(error))));

await run('PRAGMA journal_mode = WAL');
await run('PRAGMA synchronous = FULL');
await run(
  `CREATE TABLE captures (
    id INTEGER PRIMARY KEY, device TEXT, object TEXT UNIQUE, plate TEXT, at INTEGER, facts TEXT, scene BLOB, close BLOB
  )`,
);

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function keep(object: PlainObject): Promise<void> {
  const { SubImageList, ...facts } = object;
  const id = object.FaceID ?? object.MotorVehicleID ?? '';
  const [scene = null, close = null] = (SubImageList?.SubImageInfoObject ?? []).map(({ Data }) =>
    Buffer.from(Data, 'base64'),
  );
  await run(
    'INSERT OR IGNORE INTO captures (device, object, plate, at, facts, scene, close) VALUES (?, ?, ?, ?, ?, ?, ?)',
    [object.DeviceID, id, object.PlateNo ?? null, Date.now(), JSON.stringify(facts), scene, close],
  );
}

const server = createServer((request, response) => {
  const answer = async (): Promise<void> => {
    const body = JSON.parse((await bodyOf(request)).toString('utf8')) as {
      FaceListObject?: { FaceObject: PlainObject[] };
      MotorVehicleListObject?: { MotorVehicleObject: PlainObject[] };
    };
    const objects = body.FaceListObject?.FaceObject ?? body.MotorVehicleListObject?.MotorVehicleObject ?? [];
    for (const object of objects) await keep(object);
    response.setHeader('content-type', 'application/json').end('{}');
  };
  answer().catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    response.writeHead(500).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ receiver: `http://127.0.0.1:${port}` })}\n`);
});

const end = (): void => process.exit(0);
process.stdin.on('end', end).on('error', end).resume();
process.on('SIGTERM', end);
