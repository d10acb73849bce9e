import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { reasonOf } from '../../system/app-error.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import { RtspAuthorization } from './rtsp-authorization.ts';
import type { RtspAddress } from './rtsp-address.ts';
import { RtspFailure, failureOfSocket, failureOfWire } from './rtsp-failure.ts';
import { WireParser, headerOf } from './wire-parser.ts';
import type { RtspRequest, RtspResponse, WireSink } from './wire-parser.ts';

export interface RtspTimeouts {
  connectMs: number;
  answerMs: number;
}

export interface ConnectionListener {
  /** The bytes are only good during the call. */
  onPacket(channel: number, bytes: Uint8Array, start: number, end: number): void;
  /** Called once, when the connection broke or was closed by the other side. */
  onBroken(failure: RtspFailure): void;
}

interface Asked {
  answered(response: RtspResponse): void;
  failed(failure: RtspFailure): void;
}

const readBufferBytes = 16 * 1024;
/** How long what comes may lie where it is while nobody waits for it. */
const restMs = 40;
/** Answers to a camera that asks without reading are dropped beyond this. */
const maxUnsentBytes = 64 * 1024;
const userAgent = 'Guardroom';

/** One TCP connection to a camera: requests and their answers, packets beside them. Nothing it reads makes it throw. */
export class RtspConnection implements WireSink {
  readonly #address: RtspAddress;
  readonly #timeouts: RtspTimeouts;
  readonly #clock: Clock;
  readonly #listener: ConnectionListener;
  readonly #authorization: RtspAuthorization;
  readonly #parser = new WireParser(this);
  readonly #asked = new Map<number, Asked>();
  #socket: Socket | null = null;
  #unhurried = false;
  #cancelRest: Cancel | null = null;
  #connected = false;
  #sequence = 0;
  #failure: RtspFailure | null = null;
  /** Settles open(). */
  #onceOpen: ((failure: RtspFailure | null) => void) | null = null;

  constructor(options: { address: RtspAddress; timeouts: RtspTimeouts; clock: Clock; listener: ConnectionListener }) {
    this.#address = options.address;
    this.#timeouts = options.timeouts;
    this.#clock = options.clock;
    this.#listener = options.listener;
    this.#authorization = new RtspAuthorization(options.address.credentials);
  }

  /** Address of the other side, once connected. */
  get remoteAddress(): string | null {
    return this.#socket?.remoteAddress ?? null;
  }

  /**
   * While nobody waits for what comes it is read in fewer, larger helpings: where small packets come often, most of what
   * they cost is being woken for each. Where few come it saves nothing, and costs a timer.
   */
  setUnhurried(unhurried: boolean): void {
    this.#unhurried = unhurried;
    if (!unhurried && this.#cancelRest !== null) this.#readOn();
  }

  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const { connectMs } = this.#timeouts;
      const cancel = this.#clock.after(connectMs, () => {
        this.#break(new RtspFailure('unreachable', `no connection within ${connectMs} ms`));
      });
      this.#onceOpen = (failure) => {
        cancel();
        this.#onceOpen = null;
        if (failure === null) resolve();
        else reject(failure);
      };
      const socket = connect({
        host: this.#address.host,
        port: this.#address.port,
        noDelay: true,
        // One buffer for every read of this connection: a packet is looked at where the kernel put it.
        onread: {
          buffer: new Uint8Array(readBufferBytes),
          callback: (count, buffer) => {
            this.#read(buffer, count);
            // A full buffer means that more lies there.
            if (!this.#unhurried || count === buffer.length || this.#failure !== null) return true;
            this.#cancelRest = this.#clock.after(restMs, () => this.#readOn());
            return false;
          },
        },
      });
      this.#socket = socket;
      socket.on('connect', () => {
        this.#connected = true;
        this.#onceOpen?.(null);
      });
      socket.on('error', (error) => this.#break(failureOfSocket(error, this.#connected)));
      socket.on('end', () => this.#break(new RtspFailure('closed', 'the camera closed the connection')));
      socket.on('close', () => this.#break(new RtspFailure('closed', 'the connection was closed')));
    });
  }

  /** Sends a request and, when the camera asks who we are, sends it again with the proof. */
  async request(method: string, url: string, headers: Readonly<Record<string, string>> = {}): Promise<RtspResponse> {
    // A first challenge, and one nonce that went stale on the way.
    for (let tries = 1; ; tries += 1) {
      const authorization = this.#authorization.headerFor(method, url);
      const response = await this.#ask(method, url, headers, authorization);
      if (response.status !== 401) {
        if (authorization !== null) this.#authorization.accepted();
        return response;
      }
      const challenges = response.headers.get('www-authenticate') ?? [];
      if (!this.#authorization.challenged(challenges, authorization !== null) || tries === 3) return response;
    }
  }

  /** Takes no more notice of the camera. */
  destroy(): void {
    this.#break(new RtspFailure('closed', 'closed by us'));
  }

  onPacket(channel: number, bytes: Uint8Array, start: number, end: number): void {
    this.#listener.onPacket(channel, bytes, start, end);
  }

  onMessage(message: RtspResponse | RtspRequest): void {
    if (message.kind === 'request') {
      this.#answer(message);
      return;
    }
    const sequence = Number(headerOf(message, 'cseq') ?? Number.NaN);
    // A camera that forgets CSeq can only mean the oldest request.
    const known = Number.isInteger(sequence) ? sequence : this.#asked.keys().next().value;
    if (known === undefined) return;
    const asked = this.#asked.get(known);
    // 1xx: the final answer is still to come.
    if (asked === undefined || message.status < 200) return;
    this.#asked.delete(known);
    asked.answered(message);
  }

  #ask(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>>,
    authorization: string | null,
  ): Promise<RtspResponse> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    this.#sequence += 1;
    const sequence = this.#sequence;
    const lines = [`${method} ${url} RTSP/1.0`, `CSeq: ${sequence}`, `User-Agent: ${userAgent}`];
    if (authorization !== null) lines.push(`Authorization: ${authorization}`);
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(this.#timeouts.answerMs, () => {
        this.#asked.delete(sequence);
        reject(new RtspFailure('no-answer', `${method} not answered within ${this.#timeouts.answerMs} ms`));
      });
      this.#asked.set(sequence, {
        answered: (response) => {
          cancel();
          resolve(response);
        },
        failed: (failure) => {
          cancel();
          reject(failure);
        },
      });
      this.#socket?.write(`${lines.join('\r\n')}\r\n\r\n`);
    });
  }

  /** Requests of the camera's own: answered so that it stays content, and otherwise without effect. */
  #answer(request: RtspRequest): void {
    const socket = this.#socket;
    if (socket === null || socket.writableLength > maxUnsentBytes) return;
    const understood = ['OPTIONS', 'GET_PARAMETER', 'SET_PARAMETER', 'ANNOUNCE', 'REDIRECT', 'TEARDOWN', 'PLAY_NOTIFY'];
    const status = understood.includes(request.method) ? '200 OK' : '501 Not Implemented';
    const lines = [`RTSP/1.0 ${status}`, `CSeq: ${(headerOf(request, 'cseq') ?? '0').slice(0, 32)}`];
    if (request.method === 'OPTIONS') lines.push('Public: OPTIONS, GET_PARAMETER, SET_PARAMETER, ANNOUNCE, REDIRECT');
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    // To be redirected or torn down is to begin anew: the address we were given tells where.
    if (request.method === 'REDIRECT' || request.method === 'TEARDOWN') {
      this.#break(new RtspFailure('closed', `the camera ended the session (${request.method})`));
    }
  }

  #readOn(): void {
    this.#cancelRest?.();
    this.#cancelRest = null;
    this.#socket?.resume();
  }

  #read(buffer: Uint8Array, count: number): void {
    if (this.#failure !== null) return;
    try {
      const fault = this.#parser.push(buffer, count);
      if (fault !== null) this.#break(failureOfWire(fault));
    } catch (error) {
      // No input is known to lead here; one that does costs this connection and nothing else.
      this.#break(new RtspFailure('protocol', `not understood: ${reasonOf(error)}`));
    }
  }

  #break(failure: RtspFailure): void {
    if (this.#failure !== null) return;
    this.#failure = failure;
    this.#cancelRest?.();
    this.#socket?.destroy();
    this.#onceOpen?.(failure);
    for (const asked of this.#asked.values()) asked.failed(failure);
    this.#asked.clear();
    this.#listener.onBroken(failure);
  }
}
