/** A recognising camera's other half: registers by GA/T 1400 with Digest and posts what it "saw". */
import { createHash, randomBytes } from 'node:crypto';

export interface CapturePosterOptions {
  /** `http://127.0.0.1:18400` */
  receiver: string;
  deviceId: string;
  user: string;
  password: string;
}

export interface PictureFile {
  /** GA/T 1400 image Type: 01 vehicle full, 02 plate, 11 face, 14 scene. */
  type: string;
  bytes: Buffer;
  width: number;
  height: number;
}

/** `yyyyMMddHHmmss`, local time. */
export function viidTime(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return (
    `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}` +
    `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`
  );
}

export class CapturePoster {
  readonly #options: CapturePosterOptions;
  #registered = false;
  #serial = 0;

  constructor(options: CapturePosterOptions) {
    this.#options = options;
  }

  async postVehicle(
    plate: string,
    plateColour: string,
    pictures: readonly PictureFile[],
    box?: readonly number[],
    id: string = this.#objectId('02'),
  ): Promise<void> {
    const now = viidTime(new Date());
    await this.#post('/VIID/MotorVehicles', {
      MotorVehicleListObject: {
        MotorVehicleObject: [
          {
            ...{ MotorVehicleID: id, InfoKind: 1, SourceID: id.slice(0, 41), DeviceID: this.#options.deviceId },
            ...{ HasPlate: '1', PlateClass: '02', PlateColor: plateColour, PlateNo: plate, PlateReliability: '97' },
            ...{ VehicleColor: '5', VehicleClass: 'K33', LaneNo: 1, PassTime: now, MarkTime: now },
            ...corners(box),
            SubImageList: this.#images(pictures, id, now),
          },
        ],
      },
    });
  }

  async postFace(
    pictures: readonly PictureFile[],
    facts: Readonly<Record<string, unknown>> = {},
    box?: readonly number[],
  ): Promise<void> {
    const id = this.#objectId('06');
    const now = viidTime(new Date());
    await this.#post('/VIID/Faces', {
      FaceListObject: {
        FaceObject: [
          {
            ...{ FaceID: id, InfoKind: 1, SourceID: id.slice(0, 41), DeviceID: this.#options.deviceId },
            ...{ LocationMarkTime: now, FaceAppearTime: now, FaceDisAppearTime: now },
            ...corners(box),
            ...facts,
            SubImageList: this.#images(pictures, id, now),
          },
        ],
      },
    });
  }

  async keepAlive(): Promise<void> {
    await this.#post('/VIID/System/Keepalive', { KeepaliveObject: { DeviceID: this.#options.deviceId } });
  }

  async #post(path: string, body: unknown): Promise<void> {
    if (!this.#registered) await this.#register();
    const response = await this.#send(path, body);
    await response.arrayBuffer();
    if (response.status === 401) this.#registered = false;
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
  }

  async #register(): Promise<void> {
    const path = '/VIID/System/Register';
    const body = { RegisterObject: { DeviceID: this.#options.deviceId } };
    const first = await this.#send(path, body);
    await first.arrayBuffer();
    const challenge = first.headers.get('www-authenticate') ?? '';
    const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const { user, password } = this.#options;
    const [realm, nonce, cnonce] = [field('realm'), field('nonce'), randomBytes(8).toString('hex')];
    const response = md5(
      `${md5(`${user}:${realm}:${password}`)}:${nonce}:00000001:${cnonce}:auth:${md5(`POST:${path}`)}`,
    );
    const authorization =
      `Digest username="${user}", realm="${realm}", nonce="${nonce}", uri="${path}", qop=auth, nc=00000001, ` +
      `cnonce="${cnonce}", response="${response}", opaque="${field('opaque')}"`;
    const second = await this.#send(path, body, { Authorization: authorization });
    await second.arrayBuffer();
    if (!second.ok) throw new Error(`register: ${second.status}`);
    this.#registered = true;
  }

  #send(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.#options.receiver}${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/VIID+JSON;charset=UTF-8',
        'User-Identify': this.#options.deviceId,
        ...headers,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
  }

  /** 48 digits: device 20, kind of source 02, time 14, serial 5, kind of object 2, serial 5. */
  #objectId(kind: string): string {
    this.#serial = (this.#serial + 1) % 100_000;
    const serial = String(this.#serial).padStart(5, '0');
    return `${this.#options.deviceId}02${viidTime(new Date())}${serial}${kind}00001`;
  }

  #images(pictures: readonly PictureFile[], objectId: string, time: string): unknown {
    return {
      SubImageInfoObject: pictures.map(({ type, bytes, width, height }, index) => ({
        ...{ ImageID: `${objectId.slice(0, 36)}${String(index).padStart(5, '0')}`, EventSort: 10, Type: type },
        ...{ DeviceID: this.#options.deviceId, FileFormat: 'Jpeg', ShotTime: time, Width: width, Height: height },
        Data: bytes.toString('base64'),
      })),
    };
  }
}

function corners(box: readonly number[] | undefined): Record<string, number> {
  const [left, top, right, bottom] = box ?? [];
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) return {};
  return { LeftTopX: left, LeftTopY: top, RightBtmX: right, RightBtmY: bottom };
}
