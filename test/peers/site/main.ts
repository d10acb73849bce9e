/**
 * The simulated site: nine cameras, two of which recognise, and a county that comes and goes.
 *
 *   node dist/site/main.js --work DIR [--barred-every SECONDS] [--county-up SECONDS --county-down SECONDS]
 *
 * Writes the provision file that describes it, prints one line of JSON, and runs until it is stopped or its parent goes.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { CameraSimulator } from '../camera/camera-simulator.ts';
import { CapturePoster, viidTime } from '../camera/capture-poster.ts';
import type { PictureFile } from '../camera/capture-poster.ts';
import { readFootage } from '../camera/footage.ts';
import { CountyPeer } from '../county/county-peer.ts';
import { UpperPlatform } from '../county/upper-platform.ts';
import type { Answered } from '../county/upper-platform.ts';

const { values } = parseArgs({
  options: {
    work: { type: 'string' },
    'barred-every': { type: 'string', default: '60' },
    'county-up': { type: 'string', default: '90' },
    'county-down': { type: 'string', default: '45' },
  },
});
const work = resolve(values.work ?? '.');

// test/peers/site/main.ts stands three folders below the top, dist/site/main.js two.
const here = dirname(fileURLToPath(import.meta.url));
const resources = resolve(here, here.includes(join('test', 'peers')) ? '../../..' : '../..', 'resources', 'demo');

const framesPerSecond = 12;
const unitId = '37152500005030000001';
const cameraAccount = { user: 'operator', password: 'simulated-camera' };
const countyAccount = { user: 'unit', password: 'simulated-county' };
/** The county's own side: it orders and subscribes at the station. */
const platform = { id: '37152500005030000000', user: 'county', password: 'simulated-platform' };
const countySecret = 'simulated-county-secret';

const cameras = [
  { scene: 'east-in', name: '东门入口', point: 'gate' },
  { scene: 'east-out', name: '东门出口', point: 'gate' },
  { scene: 'west', name: '西门', point: 'gate' },
  { scene: 'south', name: '南门外道路', point: 'public' },
  { scene: 'hall', name: '教学楼大厅', point: 'key-part' },
  { scene: 'playground', name: '操场高点', point: 'commanding-height' },
  { scene: 'canteen', name: '食堂', point: 'crowd' },
  { scene: 'shed', name: '车棚', point: 'public' },
  { scene: 'north-wall', name: '北围墙', point: 'perimeter' },
] as const;

const devices = {
  gateIn: { id: '37152500001190000001', camera: '东门入口' },
  gateOut: { id: '37152500001190000002', camera: '东门出口' },
  hall: { id: '37152500001190000003', camera: '教学楼大厅' },
} as const;

const accounts = [
  { account: 'guard1', name: '王强', role: 'guard', password: 'guardroom-guard' },
  { account: 'chief1', name: '李芳', role: 'chief', password: 'guardroom-chief' },
  { account: 'admin1', name: '赵敏', role: 'admin', password: 'guardroom-admin' },
] as const;

/** As drawn by footage/draw.ts, in its order; the first is barred. GA/T 1400 colours: 5 blue, 6 yellow, 9 green. */
const plates = [
  { plate: '鲁P12345', colour: '5' },
  { plate: '鲁P1A205', colour: '5' },
  { plate: '鲁PD16F35', colour: '9' },
  { plate: '鲁P1Q875', colour: '5' },
  { plate: '鲁P19025', colour: '5' },
  { plate: '鲁PA8C52', colour: '6' },
  { plate: '鲁P17795', colour: '5' },
  { plate: '鲁P6K271', colour: '5' },
] as const;
const facesDrawn = 8;
/** A listed person; the number is nobody's, its check digit is right. */
const listedPerson = { idNumber: '371525199001010017', name: '周某' };
const listedFace = 6;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function inDays(days: number): string {
  const day = new Date(Date.now() + days * 86_400_000);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
}

async function startCameras(): Promise<CameraSimulator> {
  const streams = await Promise.all(
    cameras.flatMap(({ scene }) =>
      (['main', 'sub'] as const).map(async (stream) => ({
        path: `/${scene}/${stream}`,
        footage: await readFootage(join(resources, `${scene}-${stream}.h264`), framesPerSecond),
      })),
    ),
  );
  return new CameraSimulator({ streams, ...cameraAccount });
}

function describe(rtspPort: number, viidPort: number, county: CountyPeer): string {
  const address = (scene: string, stream: string): string =>
    `rtsp://${cameraAccount.user}:${cameraAccount.password}@127.0.0.1:${rtspPort}/${scene}/${stream}`;
  return stringify({
    unit: { name: '冠县第一中学（模拟现场）', field: 'education', viidId: unitId, keyTarget: false },
    accounts,
    cameras: cameras.map(({ scene, name, point }) => ({
      name,
      main: address(scene, 'main'),
      sub: address(scene, 'sub'),
      point,
    })),
    recognition: {
      viid: {
        listen: `127.0.0.1:${viidPort}`,
        devices: Object.values(devices).map((device) => ({ ...device, ...cameraAccount })),
        platforms: [{ ...platform, name: '冠县视图库（模拟）' }],
      },
    },
    watchlist: [
      {
        ...{ kind: 'vehicle', plate: plates[0].plate, category: 'barred', priority: 1 },
        ...{ basis: '单位禁入决定 2026-014', expires: inDays(40), approvedBy: '李芳' },
        procedure: ['道闸保持关闭', '通知门岗核对驾驶人证件', '强行进入时拨打校区派出所'],
      },
      {
        ...{
          kind: 'person',
          idNumber: listedPerson.idNumber,
          name: listedPerson.name,
          category: 'barred',
          priority: 2,
        },
        ...{ basis: '单位禁入决定 2026-021', expires: inDays(120), approvedBy: '李芳' },
      },
    ],
    county: {
      viid: { url: county.origin, id: unitId, ...countyAccount, platform: platform.id },
      summaries: { url: county.summariesUrl, secret: countySecret, every: '10m' },
    },
  });
}

async function picture(name: string, type: string, width: number, height: number): Promise<PictureFile> {
  return { type, bytes: await readFile(join(resources, name)), width, height };
}

/** Runs `act` again and again; what fails (the station is not up yet, or restarts) is tried at the next turn. */
function everySeconds(seconds: number, act: () => Promise<void>): void {
  let busy = false;
  setInterval(() => {
    if (busy) return;
    busy = true;
    act()
      .catch(() => undefined)
      .finally(() => (busy = false));
  }, seconds * 1000);
}

async function postCaptures(viidPort: number): Promise<void> {
  const receiver = `http://127.0.0.1:${viidPort}`;
  const poster = ({ id }: { id: string }): CapturePoster =>
    new CapturePoster({ receiver, deviceId: id, ...cameraAccount });
  const [gateIn, gateOut, hall] = [poster(devices.gateIn), poster(devices.gateOut), poster(devices.hall)];
  const vehicles = await Promise.all(
    plates.map(async (_plate, n) => [
      await picture(`vehicle-${n}.jpg`, '01', 960, 540),
      await picture(`plate-${n}.jpg`, '02', 240, 80),
    ]),
  );
  const faces = await Promise.all(
    Array.from({ length: facesDrawn }, async (_face, n) => [
      await picture(`hall-${n}.jpg`, '14', 960, 540),
      await picture(`face-${n}.jpg`, '11', 240, 300),
    ]),
  );
  const car = [362, 254, 622, 460];
  let passed = 0;
  everySeconds(7, async () => {
    passed += 1;
    const n = 1 + (passed % (plates.length - 1));
    const { plate, colour } = plates[n] ?? plates[1];
    const leaving = n % 3 === 1;
    await (leaving ? gateOut : gateIn).postVehicle(plate, colour, vehicles[n] ?? [], leaving ? undefined : car);
  });
  const postBarred = (): Promise<void> => gateIn.postVehicle(plates[0].plate, plates[0].colour, vehicles[0] ?? [], car);
  const barredEvery = Number(values['barred-every']);
  setTimeout(() => void postBarred().catch(() => undefined), 8_000);
  everySeconds(barredEvery, postBarred);
  let seen = 0;
  everySeconds(5, async () => {
    seen += 1;
    const n = seen % facesDrawn;
    if (n === listedFace) return;
    await hall.postFace(faces[n] ?? [], { GenderCode: String(1 + (n % 2)), AgeLowerLimit: 20 + n, AgeUpLimit: 26 + n });
  });
  // A turnstile that reads identity cards says who came in; the listed person comes every few minutes.
  everySeconds(barredEvery * 4, () =>
    hall.postFace(faces[listedFace] ?? [], { IDType: '111', IDNumber: listedPerson.idNumber, Name: listedPerson.name }),
  );
  everySeconds(60, async () => {
    await Promise.allSettled([gateIn.keepAlive(), gateOut.keepAlive(), hall.keepAlive()]);
  });
}

/** Subscribes to devices, their status and hits, and orders a car to be looked out for, until the station has taken both. */
function order(viidPort: number): void {
  const upper = new UpperPlatform({ receiver: `http://127.0.0.1:${viidPort}`, ...platform });
  const now = viidTime(new Date());
  const until = viidTime(new Date(Date.now() + 30 * 86_400_000));
  const taken = ({ statuses }: Answered): boolean => statuses.some(({ code }) => code === 0);
  let [subscribed, ordered] = [false, false];
  everySeconds(5, async () => {
    if (!subscribed) {
      const subscription = {
        ...{ SubscribeID: `37152500005003${now}00001`, Title: '设备、状态与命中', SubscribeDetail: '3,4,13' },
        ...{ ResourceURI: unitId, ResourceClass: 4, BeginTime: now, EndTime: until, ReportInterval: 5, OperateType: 0 },
      };
      subscribed = taken(await upper.subscribe(subscription));
    }
    if (!ordered) {
      const disposition = {
        ...{ DispositionID: `37152500005001${now}00001`, Title: '协查车辆', DispositionCategory: '2' },
        ...{
          TargetFeature: '(3=鲁P7D207)',
          PriorityLevel: 2,
          ApplicantName: '值班室',
          ApplicantOrg: '冠县公安局（模拟）',
        },
        ...{
          BeginTime: now,
          EndTime: until,
          CreateTime: now,
          OperateType: 0,
          DispositionStatus: 0,
          Reason: '协查通报',
        },
      };
      ordered = taken(await upper.dispose(disposition));
    }
  });
}

function comeAndGo(county: CountyPeer): void {
  const [upMs, downMs] = [Number(values['county-up']) * 1000, Number(values['county-down']) * 1000];
  const goDown = (): void => void setTimeout(() => void county.down().then(goUp), upMs);
  const goUp = (): void => void setTimeout(() => void county.up().then(goDown), downMs);
  goDown();
}

await mkdir(work, { recursive: true });
const [simulator, viidPort] = [await startCameras(), await freePort()];
const rtspPort = await simulator.start();
const county = new CountyPeer({ port: await freePort(), secret: countySecret, account: countyAccount });
await county.up();
const provision = join(work, 'simulated-site.yaml');
await writeFile(provision, describe(rtspPort, viidPort, county), { mode: 0o600 });
await postCaptures(viidPort);
order(viidPort);
comeAndGo(county);
process.stdout.write(`${JSON.stringify({ ready: true, provision, accounts })}\n`);

const end = (): void => process.exit(0);
process.once('SIGTERM', end);
process.once('SIGINT', () => undefined);
process.stdin.resume();
process.stdin.once('end', end);
process.stdin.once('close', end);
