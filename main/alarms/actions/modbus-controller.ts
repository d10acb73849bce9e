/**
 * A coil behind Modbus TCP: written with function 5 (Modbus Application Protocol V1.1b3, section 6.5), then read back with
 * function 1 (6.1). The package writes and reads the frames; the socket, its time and its bytes are ours.
 */
import { Socket } from 'node:net';
import { ModbusTCPClient } from 'jsmodbus';
import type { ActionFailure } from '#contract/action.ts';
import type { Clock } from '../../system/clock.ts';
import { codeOf, done, notSent, pause } from './controller.ts';
import type { CoilTarget, Controller, Order, Outcome } from './controller.ts';

/** Three answers of the longest frame (260 bytes) are more than anybody is asked for. */
const mostBytes = 3 * 260;
/** A controller that mirrors what it did needs a cycle for it. */
const lookAgainAfterMs = 150;

/** Section 7. */
const exceptions: Readonly<Record<number, { failure: ActionFailure; name: string; repeatable?: true }>> = {
  1: { failure: 'refused', name: 'illegal function' },
  2: { failure: 'not-found', name: 'illegal data address' },
  3: { failure: 'refused', name: 'illegal data value' },
  4: { failure: 'refused', name: 'device failure' },
  5: { failure: 'refused', name: 'acknowledged, not done yet' },
  6: { failure: 'refused', name: 'device busy', repeatable: true },
  10: { failure: 'unreachable', name: 'no path behind the gateway' },
  11: { failure: 'unreachable', name: 'no answer behind the gateway', repeatable: true },
};

export class ModbusController implements Controller<CoilTarget> {
  readonly #clock: Clock;

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  async put(target: CoilTarget, order: Order): Promise<Outcome> {
    const { facts, signal } = order;
    const where = placeOf(target);
    const wanted = facts.wanted === 'on';
    return this.#connected(target, order, async (line) => {
      const echo = await line.write(target.coil, wanted);
      if (echo.outcome === 'exception') return refusedBy(echo.code, where);
      if (echo.outcome === 'lost') return lost(echo.reason, where, signal);
      if (echo.coil !== target.coil || echo.on !== wanted)
        return lying(`${where}: it answered for coil ${echo.coil} ${onOff(echo.on)}`);
      const said = `${where} ← ${facts.wanted}`;
      let back = await line.read(target.coil);
      if (back.outcome === 'value' && back.on !== wanted) {
        await pause(this.#clock, lookAgainAfterMs, signal);
        back = await line.read(target.coil);
      }
      // It said yes; that it cannot be asked again does not make it a no.
      if (back.outcome !== 'value')
        return done(`${said}, not read back: ${back.outcome === 'lost' ? back.reason : nameOf(back.code)}`);
      return back.on === wanted
        ? done(`${said}, read back`)
        : lying(`${said}: it said yes, and reads ${onOff(back.on)}`);
    });
  }

  async probe(target: CoilTarget, order: Order): Promise<Outcome> {
    const where = placeOf(target);
    return this.#connected(target, order, async (line) => {
      const read = await line.read(target.coil);
      const would = `would write ${where} ← ${order.facts.wanted}`;
      if (read.outcome === 'value') return done(`${would}; it is ${onOff(read.on)}`);
      if (read.outcome === 'lost') return lost(read.reason, where, order.signal);
      return read.code === 1 ? done(`${would}; it does not let itself be read`) : refusedBy(read.code, where);
    });
  }

  async #connected(
    { host, port, unit }: CoilTarget,
    { withinMs, signal }: Order,
    job: (line: Line) => Promise<Outcome>,
  ): Promise<Outcome> {
    const socket = new Socket();
    const line = new Line(socket, unit, withinMs);
    const onAbort = (): void => void socket.destroy();
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    try {
      const failed = await opened(socket, host, port);
      if (failed !== null)
        return notSent(signal.aborted ? 'timeout' : 'unreachable', `${host}:${port}: ${failed}`, true);
      return await job(line);
    } finally {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
    }
  }
}

type Answer<T> = T | { outcome: 'exception'; code: number } | { outcome: 'lost'; reason: string };

/** One connection, one question at a time. */
class Line {
  readonly #client: ModbusTCPClient;
  #bytes = 0;
  /** An exception's code that the package does not know. */
  #unknownCode: number | null = null;

  constructor(socket: Socket, unit: number, withinMs: number) {
    // The time is kept by whoever opened the socket: closing it ends the question. The package's own patience only ends later.
    this.#client = new ModbusTCPClient(socket, unit, withinMs + 1000);
    // The package reads in a listener, and throws there at what it does not know: uncaught, that would end the station.
    const readers = socket.listeners('data');
    socket.removeAllListeners('data');
    socket.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length;
      try {
        if (this.#bytes <= mostBytes) for (const read of readers) read.call(socket, chunk);
        else socket.destroy();
      } catch {
        // MBAP header of seven bytes, function with its highest bit set, code.
        if ((chunk[7] ?? 0) > 0x80) this.#unknownCode = chunk[8] ?? null;
        socket.destroy();
      }
    });
    // What went wrong is told to whoever asked, when the socket closes.
    socket.on('error', () => undefined);
  }

  write(coil: number, on: boolean): Promise<Answer<{ outcome: 'echo'; coil: number; on: boolean }>> {
    return this.#answer(async () => {
      const { response } = await this.#client.writeSingleCoil(coil, on);
      return { outcome: 'echo', coil: response.body.address, on: response.body.value };
    });
  }

  read(coil: number): Promise<Answer<{ outcome: 'value'; on: boolean }>> {
    return this.#answer(async () => {
      const { response } = await this.#client.readCoils(coil, 1);
      const bits = response.body.valuesAsBuffer;
      if (bits.length !== 1) return { outcome: 'lost', reason: `${bits.length} bytes for one coil` };
      return { outcome: 'value', on: ((bits[0] ?? 0) & 1) === 1 };
    });
  }

  async #answer<T>(ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
    try {
      return await ask();
    } catch (error) {
      if (!isRequestError(error)) throw error;
      const code = error.err === 'ModbusException' ? error.response?.body?.code : this.#unknownCode;
      if (code !== undefined && code !== null) return { outcome: 'exception', code };
      return { outcome: 'lost', reason: error.message };
    }
  }
}

/** What the package rejects with; it is no Error. */
interface RequestError {
  err: string;
  message: string;
  response?: { body?: { code?: number } };
}

function isRequestError(thrown: unknown): thrown is RequestError {
  return typeof thrown === 'object' && thrown !== null && 'err' in thrown && 'message' in thrown;
}

/** Null when it is open; what went wrong otherwise. */
function opened(socket: Socket, host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    let reason = 'closed';
    socket.once('error', (error) => (reason = codeOf(error)));
    socket.once('close', () => resolve(reason));
    socket.once('connect', () => resolve(null));
    if (socket.destroyed) resolve(reason);
    else socket.setNoDelay(true).connect({ host, port });
  });
}

const onOff = (on: boolean): string => (on ? 'on' : 'off');
const placeOf = ({ host, port, unit, coil }: CoilTarget): string => `${host}:${port} unit ${unit} coil ${coil}`;
const nameOf = (code: number): string => `exception ${code}, ${exceptions[code]?.name ?? 'of the maker'}`;

function refusedBy(code: number, where: string): Outcome {
  const { failure, repeatable = false } = exceptions[code] ?? { failure: 'refused' };
  return notSent(failure, `${where}: ${nameOf(code)}`, repeatable);
}

/** Writing the same state twice is harmless, whether the first was heard or not. */
function lost(reason: string, where: string, signal: AbortSignal): Outcome {
  const failure = signal.aborted ? 'timeout' : 'unreachable';
  return { outcome: 'failed', failure, detail: `${where}: ${reason}`, perhapsMoved: true, repeatable: true };
}

/** Not said again: it would only be told yes once more. */
function lying(detail: string): Outcome {
  return { outcome: 'failed', failure: 'lying', detail, perhapsMoved: true, repeatable: false };
}
