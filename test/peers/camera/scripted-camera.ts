/** An RTSP server whose every answer a test may write. What is not written, it answers as a good camera would. */
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

export interface Asked {
  method: string;
  url: string;
  headers: ReadonlyMap<string, string>;
  /** 1 for the first request of its method on any connection. */
  nth: number;
  socket: Socket;
}

/** Header lines after the status line, without CSeq; `silent`: no answer at all. */
export type Answer = { status: string; headers?: readonly string[]; body?: string } | 'silent';

export class ScriptedCamera {
  readonly asked: Asked[] = [];
  readonly sockets = new Set<Socket>();
  readonly #playing = new Set<Socket>();
  /** Null: answer as usual. */
  answer: (asked: Asked) => Answer | null = () => null;
  sdp = 'v=0\r\ns=x\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n';
  sessionHeader = 'Session: 4711;timeout=60';
  readonly #server: Server;

  constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }
  url(path = '/main', who = ''): string {
    return `rtsp://${who}127.0.0.1:${this.port}${path}`;
  }
  methods(): string[] {
    return this.asked.map(({ method }) => method);
  }
  /** An interleaved packet to everyone connected. */
  send(packet: Uint8Array, channel = 0): void {
    for (const socket of this.sockets) socket.write(interleaved(packet, channel));
  }
  /** The same, to those only who have asked for it. */
  sendPlaying(packet: Uint8Array): void {
    // A viewer that does not read loses packets, not our memory.
    for (const socket of this.#playing) if (socket.writableLength < 4_000_000) socket.write(interleaved(packet, 0));
  }

  #serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.#playing.delete(socket);
    });
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        this.#take(text.slice(0, end), socket);
        text = text.slice(end + 4);
      }
    });
  }

  #take(head: string, socket: Socket): void {
    const [first = '', ...lines] = head.split('\r\n');
    if (first.startsWith('RTSP/')) return;
    const [method = '', url = ''] = first.split(' ');
    const headers = new Map(
      lines.map((line) => [line.split(':')[0]!.toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const nth = 1 + this.asked.filter((other) => other.method === method).length;
    const asked = { method, url, headers, nth, socket };
    this.asked.push(asked);
    const answer = this.answer(asked) ?? this.#usual(method);
    if (answer === 'silent') return;
    const body = answer.body ?? '';
    const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
    const cseq = `CSeq: ${headers.get('cseq') ?? '0'}`;
    if (method === 'PLAY' && answer.status.startsWith('200')) this.#playing.add(socket);
    socket.write([`RTSP/1.0 ${answer.status}`, cseq, ...(answer.headers ?? []), ...length, '', body].join('\r\n'));
  }

  #usual(method: string): Answer {
    switch (method) {
      case 'OPTIONS':
        return { status: '200 OK', headers: ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER'] };
      case 'DESCRIBE':
        return { status: '200 OK', headers: ['Content-Type: application/sdp'], body: this.sdp };
      case 'SETUP':
        return {
          status: '200 OK',
          headers: [this.sessionHeader, 'Transport: RTP/AVP/TCP;unicast;interleaved=0-1'],
        };
      default:
        return { status: '200 OK', headers: [this.sessionHeader] };
    }
  }
}

function interleaved(packet: Uint8Array, channel: number): Buffer {
  return Buffer.concat([Uint8Array.of(0x24, channel, packet.length >> 8, packet.length & 255), packet]);
}
