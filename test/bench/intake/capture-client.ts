/**
 * The intake bench's cameras, a program of its own: registers devices with Digest and posts captures as fast as it is
 * answered, or at a rate. Nothing of it is the station's code.
 *
 * Run with one JSON argument, `ClientAsked`. Each acknowledged object ID goes to `acknowledgedFile`, one a line, before
 * the next post of its connection; at the end one line of JSON, `ClientSaid`, to stdout.
 */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';

export interface ClientAsked {
  receiver: string;
  devices: readonly { id: string; user: string; password: string }[];
  kind: 'faces' | 'vehicles';
  connectionsPerDevice: number;
  objectsPerPost: number;
  /** Objects a second of all devices together; null: as fast as they are acknowledged. */
  perSecond: number | null;
  seconds: number;
  pictureBytes: number;
  acknowledgedFile: string;
  /** Told apart from other runs on the same data. */
  run: string;
}

export interface ClientSaid {
  acknowledged: number;
  posts: number;
  /** Answers that were no 2xx, by status; 0: no answer. */
  refused: Record<string, number>;
  seconds: number;
  /** From the first byte of a post to its answer, milliseconds; as the whole run saw it. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

const asked = JSON.parse(process.argv[2] ?? '{}') as ClientAsked;
const host = new URL(asked.receiver);
const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

interface Reply {
  status: number;
  challenge: string;
}

function post(path: string, deviceId: string, body: Buffer | string, authorization?: string): Promise<Reply> {
  return new Promise((done, fail) => {
    const sent = request({
      agent,
      method: 'POST',
      ...{ hostname: host.hostname, port: host.port, path },
      headers: {
        'content-type': 'application/VIID+JSON;charset=UTF-8',
        'content-length': Buffer.byteLength(body),
        'user-identify': deviceId,
        ...(authorization === undefined ? {} : { authorization }),
      },
    });
    sent.on('error', fail);
    sent.on('response', (answer) => {
      answer.on('error', fail);
      answer.on('end', () =>
        done({ status: answer.statusCode ?? 0, challenge: answer.headers['www-authenticate'] ?? '' }),
      );
      answer.resume();
    });
    sent.end(body);
  });
}

async function register({ id, user, password }: ClientAsked['devices'][number]): Promise<void> {
  const path = '/VIID/System/Register';
  const body = JSON.stringify({ RegisterObject: { DeviceID: id } });
  const { challenge, status } = await post(path, id, body);
  if (status === 200) return;
  const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const cnonce = randomBytes(8).toString('hex');
  const proof = [md5(`${user}:${field('realm')}:${password}`), field('nonce'), '00000001', cnonce, 'auth'];
  const response = md5([...proof, md5(`POST:${path}`)].join(':'));
  const answer = await post(
    path,
    id,
    body,
    `Digest username="${user}", realm="${field('realm')}", nonce="${field('nonce')}", uri="${path}", qop=auth, ` +
      `nc=00000001, cnonce="${cnonce}", response="${response}", opaque="${field('opaque')}"`,
  );
  if (answer.status !== 200) throw new Error(`${id} could not register: ${answer.status}`);
}

const two = (n: number): string => String(n).padStart(2, '0');
const now = new Date();
const wireTime =
  `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}` +
  `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;

/** What each post changes in its body: kept at one length, so that only its bytes are overwritten. */
const idMark = '@@@@@@@@@@@@@@@@@@@@@@@@';
const pictureMark = 'MARKMARKMARKMARK';
const jpegStart = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49]);

/** Base64 of a JPEG's first bytes, a mark, and noise as pictures are: nothing of it can be compressed. */
function pictureText(): string {
  const noise = randomBytes(Math.max(0, asked.pictureBytes - jpegStart.length - 12));
  return jpegStart.toString('base64') + pictureMark + noise.toString('base64');
}

function bodyTemplate(deviceId: string): Buffer {
  const pictures = (types: readonly string[]): object[] =>
    asked.pictureBytes === 0
      ? []
      : types.map((Type) => ({
          ...{ ImageID: `${deviceId}-${Type}`, EventSort: 10, DeviceID: deviceId, Type, FileFormat: 'Jpeg' },
          ...{ ShotTime: wireTime, Width: 1920, Height: 1080, Data: pictureText() },
        }));
  const common = { InfoKind: 1, SourceID: deviceId, DeviceID: deviceId };
  const corners = { LeftTopX: 100, LeftTopY: 100, RightBtmX: 300, RightBtmY: 400 };
  const each = Array.from({ length: asked.objectsPerPost }, () => idMark);
  const faces = each.map((FaceID) => ({
    ...{ FaceID, ...common, ...corners, FaceAppearTime: wireTime, GenderCode: '1', AgeUpLimit: 40, AgeLowerLimit: 30 },
    SubImageList: { SubImageInfoObject: pictures(['14', '11']) },
  }));
  const vehicles = each.map((MotorVehicleID) => ({
    ...{ MotorVehicleID, ...common, ...corners, HasPlate: '1', PlateClass: '02', PlateColor: '5', PassTime: wireTime },
    // The plate's last digits are the mark's.
    ...{ PlateNo: `鲁P${idMark.slice(-5)}`, PlateReliability: '97', VehicleColor: '2', VehicleClass: 'K33' },
  }));
  return Buffer.from(
    JSON.stringify(
      asked.kind === 'faces'
        ? { FaceListObject: { FaceObject: faces } }
        : { MotorVehicleListObject: { MotorVehicleObject: vehicles } },
    ),
  );
}

/** Where a mark stands in the body, every time. */
function placesOf(body: Buffer, mark: string): number[] {
  const places: number[] = [];
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) places.push(at);
  return places;
}

const acknowledged = openSync(asked.acknowledgedFile, 'a');
const latencies: number[] = [];
const refused: Record<string, number> = {};
const counts = { acknowledged: 0, posts: 0, started: 0 };
let stopped = false;
const startedMs = performance.now();

async function connection(device: ClientAsked['devices'][number], number: number): Promise<void> {
  const body = bodyTemplate(device.id);
  const ids = placesOf(body, `"${idMark}"`).map((at) => at + 1);
  const plates = placesOf(body, `鲁P${idMark.slice(-5)}`).map((at) => at + Buffer.byteLength('鲁P'));
  const pictures = placesOf(body, pictureMark);
  const path = asked.kind === 'faces' ? '/VIID/Faces' : '/VIID/MotorVehicles';
  for (let n = 0; !stopped; n++) {
    const own = ids.map((_, index) => {
      const serial = String(n * asked.objectsPerPost + index).padStart(10, '0');
      return `${asked.run}-${device.id.slice(-4)}-${two(number)}-${serial}`.padEnd(idMark.length, 'x');
    });
    for (const [index, at] of ids.entries()) body.write(own[index] ?? '', at, 'latin1');
    for (const [index, at] of plates.entries()) {
      body.write(String((n * 7919 + index * 104_729 + number) % 100_000).padStart(5, '0'), at, 'latin1');
    }
    for (const at of pictures) body.write(randomBytes(12).toString('base64'), at, 'latin1');
    if (asked.perSecond !== null) await due();
    if (performance.now() - startedMs > asked.seconds * 1000) return;
    const sentMs = performance.now();
    counts.posts += 1;
    let status = 0;
    try {
      ({ status } = await post(path, device.id, body));
    } catch {
      // The receiver is gone: this run is over.
      stopped = true;
    }
    latencies.push(performance.now() - sentMs);
    if (status >= 200 && status < 300) {
      counts.acknowledged += own.length;
      writeSync(acknowledged, `${own.join('\n')}\n`);
    } else refused[status] = (refused[status] ?? 0) + 1;
  }
}

/** Waits for the turn of the next post at the asked rate. */
async function due(): Promise<void> {
  const turnMs = startedMs + (counts.started++ * asked.objectsPerPost * 1000) / (asked.perSecond ?? 1);
  const waitMs = turnMs - performance.now();
  if (waitMs > 0) await new Promise((done) => setTimeout(done, waitMs));
}

await Promise.all(asked.devices.map(register));
await Promise.all(
  asked.devices.flatMap((device) =>
    Array.from({ length: asked.connectionsPerDevice }, (_, number) => connection(device, number)),
  ),
);
closeSync(acknowledged);
const sorted = latencies.toSorted((a, b) => a - b);
const rank = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
const said: ClientSaid = {
  acknowledged: counts.acknowledged,
  posts: counts.posts,
  refused,
  seconds: (performance.now() - startedMs) / 1000,
  ...{ p50Ms: rank(0.5), p99Ms: rank(0.99), maxMs: rank(1) },
};
process.stdout.write(`${JSON.stringify(said)}\n`);
agent.destroy();
