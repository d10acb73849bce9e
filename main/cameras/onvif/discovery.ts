/**
 * The search for cameras on one interface. Our own probe: the package's takes the interface by its name only and does
 * not set where multicast leaves, believes any datagram, keeps without bound, and one datagram of garbage ends the
 * whole process by an event nobody listens to.
 */
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { AppError, reasonOf } from '../../system/app-error.ts';
import { seconds } from '../../system/clock.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import { discoveryGroup, discoveryPort, probedTypes, probeMessage, readProbeAnswer } from './probe-messages.ts';
import type { ProbeAnswer } from './probe-messages.ts';

export interface SearchOptions {
  /** The local address to search from. */
  interfaceAddress: string;
  clock: Clock;
  group?: string;
  port?: number;
  durationMs?: number;
}

export interface SearchResult {
  devices: ProbeAnswer[];
  ignored: number;
}

/** Devices wait up to 500 ms before they answer (WS-Discovery, APP_MAX_DELAY); slow ones need a few seconds. */
const searchMs = seconds(4);
/** UDP loses; the question is asked again at these times. */
const askAtMs = [0, 300, 1000];
const maxDevices = 512;
/** Datagrams looked at in one search. */
const maxDatagrams = 5000;

export async function searchDevices(options: SearchOptions): Promise<SearchResult> {
  const { interfaceAddress, clock, group = discoveryGroup, port = discoveryPort, durationMs = searchMs } = options;
  const found = new FoundDevices();
  const socket = createSocket({ type: 'udp4', reuseAddr: false });
  const timers: Cancel[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('message', (datagram, { address }) => found.take(datagram, address));
      socket.bind(0, interfaceAddress, () => {
        try {
          // Without this the system's default route decides, whatever the socket is bound to.
          socket.setMulticastInterface(interfaceAddress);
          socket.setMulticastTTL(4);
          // Bytes; a few hundred cameras answer within half a second.
          socket.setRecvBufferSize(1024 * 1024);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(reasonOf(error)));
          return;
        }
        const ask = (): void => {
          for (const type of probedTypes) {
            const messageId = randomUUID();
            found.messageIds.push(messageId);
            // A lost question is asked again; that none got out is seen by nothing being found.
            socket.send(probeMessage(messageId, type), port, group, () => undefined);
          }
        };
        timers.push(...askAtMs.map((atMs) => clock.after(atMs, ask)), clock.after(durationMs, resolve));
      });
    });
  } catch (error) {
    throw new AppError('unavailable', `no search from ${interfaceAddress}: ${reasonOf(error)}`, { cause: error });
  } finally {
    for (const cancel of timers) cancel();
    socket.close();
  }
  return { devices: found.list(), ignored: found.ignored };
}

/** What was heard in one search, each device once. */
export class FoundDevices {
  ignored = 0;
  readonly messageIds: string[] = [];
  readonly #devices = new Map<string, ProbeAnswer[]>();
  #count = 0;
  #datagrams = 0;

  take(datagram: Uint8Array, from: string): void {
    this.#datagrams += 1;
    const answers = this.#datagrams > maxDatagrams ? null : readProbeAnswer(datagram, from, this.messageIds);
    if (answers === null) this.ignored += 1;
    else for (const answer of answers) this.#keep(answer);
  }

  list(): ProbeAnswer[] {
    return [...this.#devices.values()].flat();
  }

  #keep(answer: ProbeAnswer): void {
    const sameName = this.#devices.get(answer.endpoint) ?? [];
    // A device with two addresses answers from both and names both. Two cheap cameras of one batch may share a name.
    const known = sameName.some(({ host, hosts }) => host === answer.host || hosts.includes(answer.host));
    if (known) return;
    if (this.#count === maxDevices) {
      this.ignored += 1;
      return;
    }
    this.#count += 1;
    this.#devices.set(answer.endpoint, [...sameName, answer]);
  }
}
