/** Cameras that do not exist: an RTSP server (RFC 2326, TCP interleaved, Digest) that loops drawn footage in real time. */
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Footage } from './footage.ts';
import { RtpPacketiser } from './rtp.ts';

export interface SimulatedStream {
  /** `/east-in/main` */
  path: string;
  footage: Footage;
}
export interface CameraSimulatorOptions {
  streams: readonly SimulatedStream[];
  user: string;
  password: string;
  host?: string;
  port?: number;
}

const realm = 'simulated camera';
const videoClockHz = 90_000;
const sessionTimeoutSeconds = 60;

export class CameraSimulator {
  readonly #options: CameraSimulatorOptions;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();

  constructor(options: CameraSimulatorOptions) {
    this.#options = options;
    this.#server = createServer((socket) => {
      const connection = new Connection(socket, options);
      this.#connections.add(connection);
      socket.once('close', () => {
        connection.end();
        this.#connections.delete(connection);
      });
      socket.on('error', () => undefined);
    });
  }

  start(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.port ?? 0, this.#options.host ?? '127.0.0.1', () =>
        resolve((this.#server.address() as AddressInfo).port),
      );
    });
  }

  stop(): Promise<void> {
    for (const connection of this.#connections) connection.end();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

class Connection {
  readonly #socket: Socket;
  readonly #options: CameraSimulatorOptions;
  readonly #nonce = randomBytes(16).toString('hex');
  readonly #session = randomBytes(8).toString('hex');
  #received = Buffer.alloc(0);
  #stream: SimulatedStream | null = null;
  #channel = 0;
  #playing: NodeJS.Timeout | null = null;

  constructor(socket: Socket, options: CameraSimulatorOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
  }

  end(): void {
    if (this.#playing !== null) clearInterval(this.#playing);
    this.#playing = null;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      // RTCP of the viewer, interleaved: not needed here.
      if (this.#received[0] === 0x24) {
        if (this.#received.length < 4) return;
        const length = 4 + this.#received.readUInt16BE(2);
        if (this.#received.length < length) return;
        this.#received = this.#received.subarray(length);
        continue;
      }
      const end = this.#received.indexOf('\r\n\r\n');
      if (end < 0) {
        if (this.#received.length > 64 * 1024) this.end();
        return;
      }
      const head = this.#received.subarray(0, end).toString('utf8');
      const bodyLength = Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0);
      if (this.#received.length < end + 4 + bodyLength) return;
      this.#received = this.#received.subarray(end + 4 + bodyLength);
      this.#answer(head);
    }
  }

  #answer(head: string): void {
    const [request = ''] = head.split('\r\n');
    const [method = '', uri = ''] = request.split(' ');
    const header = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
    const reply = (status: string, headers: readonly string[] = [], body = ''): void => {
      const lines = [`RTSP/1.0 ${status}`, `CSeq: ${header('cseq')}`, ...headers];
      if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
      this.#socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    };
    if (method === 'OPTIONS') {
      reply('200 OK', ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN']);
      return;
    }
    if (!this.#provesPassword(method, header('authorization'))) {
      reply('401 Unauthorized', [`WWW-Authenticate: Digest realm="${realm}", nonce="${this.#nonce}"`]);
      return;
    }
    const session = `Session: ${this.#session};timeout=${sessionTimeoutSeconds}`;
    switch (method) {
      case 'DESCRIBE': {
        const stream = this.#find(uri);
        if (stream === null) reply('404 Not Found');
        else reply('200 OK', ['Content-Type: application/sdp', `Content-Base: ${uri}/`], describe(stream.footage));
        return;
      }
      case 'SETUP': {
        this.#stream = this.#find(uri.replace(/\/track1$/, ''));
        if (this.#stream === null) reply('404 Not Found');
        else if (!/TCP/i.test(header('transport'))) reply('461 Unsupported Transport');
        else {
          this.#channel = Number(/interleaved=(\d+)/.exec(header('transport'))?.[1] ?? 0);
          const transport = `RTP/AVP/TCP;unicast;interleaved=${this.#channel}-${this.#channel + 1}`;
          reply('200 OK', [`Transport: ${transport}`, session]);
        }
        return;
      }
      case 'PLAY':
        reply('200 OK', [session, 'Range: npt=now-']);
        this.#play();
        return;
      case 'GET_PARAMETER':
        reply('200 OK', [session]);
        return;
      case 'TEARDOWN':
        reply('200 OK', [session]);
        this.end();
        return;
      default:
        reply('501 Not Implemented');
    }
  }

  #find(uri: string): SimulatedStream | null {
    const path = URL.canParse(uri) ? new URL(uri).pathname.replace(/\/$/, '') : uri;
    return this.#options.streams.find((stream) => stream.path === path) ?? null;
  }

  #provesPassword(method: string, authorization: string): boolean {
    const field = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(authorization)?.[1] ?? '';
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const { user, password } = this.#options;
    const right = md5(`${md5(`${user}:${realm}:${password}`)}:${this.#nonce}:${md5(`${method}:${field('uri')}`)}`);
    return field('username') === user && field('nonce') === this.#nonce && field('response') === right;
  }

  #play(): void {
    const stream = this.#stream;
    if (stream === null || this.#playing !== null) return;
    const { framesPerSecond, pictures } = stream.footage;
    const packetiser = new RtpPacketiser({
      ssrc: randomBytes(4).readUInt32BE(),
      payloadType: 96,
      firstSequence: randomBytes(2).readUInt16BE(),
    });
    const startedMs = performance.now();
    // Everyone who looks at a camera sees the same moment of its loop.
    const offset = Math.floor((Date.now() / 1000) * framesPerSecond) % pictures.length;
    let next = 0;
    while (pictures[(offset + next) % pictures.length]?.key !== true) next += 1;
    const first = next;
    this.#playing = setInterval(
      () => {
        const due = first + Math.floor(((performance.now() - startedMs) / 1000) * framesPerSecond);
        while (next <= due) {
          const picture = pictures[(offset + next) % pictures.length];
          const timestamp = Math.round(((next - first) * videoClockHz) / framesPerSecond);
          // A viewer that does not read loses pictures, not our memory.
          if (picture !== undefined && this.#socket.writableLength < 4_000_000) {
            for (const packet of packetiser.picture(picture.nals, timestamp)) this.#send(packet);
          }
          next += 1;
        }
      },
      1000 / framesPerSecond / 2,
    );
  }

  #send(packet: Buffer): void {
    const frame = Buffer.alloc(4);
    frame[0] = 0x24;
    frame[1] = this.#channel;
    frame.writeUInt16BE(packet.length, 2);
    this.#socket.write(Buffer.concat([frame, packet]));
  }
}

function describe(footage: Footage): string {
  const sets = `${footage.sps.toString('base64')},${footage.pps.toString('base64')}`;
  const profile = footage.sps.subarray(1, 4).toString('hex');
  return [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=simulated camera',
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'm=video 0 RTP/AVP 96',
    `a=rtpmap:96 H264/${videoClockHz}`,
    `a=fmtp:96 packetization-mode=1;profile-level-id=${profile};sprop-parameter-sets=${sets}`,
    `a=framerate:${footage.framesPerSecond}`,
    'a=control:track1',
    '',
  ].join('\r\n');
}
