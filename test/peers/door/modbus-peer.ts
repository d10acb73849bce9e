/**
 * A Modbus TCP server with coils, written after the specifications and with no library: MODBUS Messaging on TCP/IP
 * Implementation Guide V1.0b (the MBAP header, section 3.1.3), MODBUS Application Protocol V1.1b3 (functions 1, 5 and 15,
 * sections 6.1, 6.5, 6.11; exceptions, section 7). What it does wrong, it does because a test asked for it.
 */
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

export interface ModbusPeerOptions {
  /** The only unit that answers; a server that is no gateway answers to all. */
  unit?: number;
  coils?: number;
  /** Before each answer, milliseconds. */
  slowMs?: number;
  /** Accepts, reads, and says nothing. */
  silent?: boolean;
  /** Answers every write with this exception. */
  refuses?: number;
  /** Answers every read with this exception: it does not let itself be asked. */
  hidesWith?: number;
  /** Says yes to writes and does nothing. */
  lies?: boolean;
  /** Echoes another coil than was written. */
  echoesWrong?: boolean;
  /** Reads show a write only at the second look. */
  lags?: boolean;
  /** Sent instead of an answer. */
  garbage?: Buffer;
  /** Closes after this many answers. */
  hangsUpAfter?: number;
}

export interface CoilWrite {
  unit: number;
  coil: number;
  on: boolean;
}

const exception = (fc: number, code: number): Buffer => Buffer.from([fc | 0x80, code]);

export class ModbusPeer {
  readonly options: ModbusPeerOptions;
  readonly coils: boolean[];
  /** Writes in order of arrival, refused and lied about included. */
  readonly writes: CoilWrite[] = [];
  /** Function codes in order of arrival. */
  readonly asked: number[] = [];
  /** What was not after the book: a test holds this empty. */
  readonly complaints: string[] = [];
  connections = 0;
  /** Questions that came while another was not answered yet. */
  overlaps = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #answering = 0;
  #unseen = new Map<number, boolean>();

  constructor(options: ModbusPeerOptions = {}) {
    this.options = { ...options };
    this.coils = Array.from({ length: options.coils ?? 16 }, () => false);
    this.#server = createServer((socket) => this.#serve(socket));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async start(port = 0): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    this.#sockets.add(socket);
    let received = Buffer.alloc(0);
    let answered = 0;
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 8) {
        const length = received.readUInt16BE(4);
        if (received.readUInt16BE(2) !== 0) this.complaints.push('a protocol that is not Modbus');
        if (length < 2 || length > 254) {
          this.complaints.push(`a length of ${length}`);
          socket.destroy();
          return;
        }
        if (received.length < 6 + length) return;
        const frame = received.subarray(0, 6 + length);
        received = received.subarray(6 + length);
        if (this.#answering > 0) this.overlaps += 1;
        this.#answering += 1;
        setTimeout(() => {
          this.#answering -= 1;
          const answer = this.#answer(frame);
          if (answer === null || socket.destroyed) return;
          socket.write(answer);
          answered += 1;
          if (answered === this.options.hangsUpAfter) socket.end();
        }, this.options.slowMs ?? 0);
      }
    });
  }

  #answer(frame: Buffer): Buffer | null {
    const unit = frame[6]!;
    const pdu = frame.subarray(7);
    this.asked.push(pdu[0]!);
    const { options } = this;
    const body = this.#perform(unit, pdu);
    if (options.silent === true) return null;
    if (options.unit !== undefined && unit !== options.unit) return null;
    if (options.garbage !== undefined) return options.garbage;
    const header = Buffer.alloc(7);
    frame.copy(header, 0, 0, 2);
    header.writeUInt16BE(0, 2);
    header.writeUInt16BE(body.length + 1, 4);
    header[6] = unit;
    return Buffer.concat([header, body]);
  }

  #perform(unit: number, pdu: Buffer): Buffer {
    const fc = pdu[0]!;
    switch (fc) {
      case 1:
        return this.#read(pdu);
      case 5:
        return this.#write(unit, pdu);
      case 15:
        return this.#writeMany(unit, pdu);
      default:
        return exception(fc, 1);
    }
  }

  #read(pdu: Buffer): Buffer {
    if (pdu.length !== 5) return exception(1, 3);
    const [start, quantity] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3)];
    if (this.options.hidesWith !== undefined) return exception(1, this.options.hidesWith);
    if (quantity < 1 || quantity > 2000) return exception(1, 3);
    if (start + quantity > this.coils.length) return exception(1, 2);
    const bytes = Buffer.alloc(Math.ceil(quantity / 8));
    for (let n = 0; n < quantity; n += 1) {
      const coil = start + n;
      const shown = this.#unseen.get(coil) ?? this.coils[coil]!;
      this.#unseen.delete(coil);
      if (shown) bytes[n >> 3]! |= 1 << (n & 7);
    }
    return Buffer.concat([Buffer.from([1, bytes.length]), bytes]);
  }

  #write(unit: number, pdu: Buffer): Buffer {
    if (pdu.length !== 5) return exception(5, 3);
    const [coil, value] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3)];
    if (value !== 0xff00 && value !== 0x0000) {
      this.complaints.push(`a coil value of ${value}`);
      return exception(5, 3);
    }
    this.writes.push({ unit, coil, on: value === 0xff00 });
    if (this.options.refuses !== undefined) return exception(5, this.options.refuses);
    if (coil >= this.coils.length) return exception(5, 2);
    this.#set(coil, value === 0xff00);
    const echo = Buffer.from(pdu);
    if (this.options.echoesWrong === true) echo.writeUInt16BE(coil + 1, 1);
    return echo;
  }

  #writeMany(unit: number, pdu: Buffer): Buffer {
    const [start, quantity, bytes] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3), pdu[5]!];
    if (quantity < 1 || quantity > 0x7b0 || bytes !== Math.ceil(quantity / 8) || pdu.length !== 6 + bytes)
      return exception(15, 3);
    if (start + quantity > this.coils.length) return exception(15, 2);
    for (let n = 0; n < quantity; n += 1) {
      const on = (pdu[6 + (n >> 3)]! & (1 << (n & 7))) !== 0;
      this.writes.push({ unit, coil: start + n, on });
      this.#set(start + n, on);
    }
    return pdu.subarray(0, 5);
  }

  #set(coil: number, on: boolean): void {
    if (this.options.lies === true) return;
    if (this.options.lags === true) this.#unseen.set(coil, this.coils[coil]!);
    this.coils[coil] = on;
  }
}
