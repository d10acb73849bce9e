/** The list of one device: what it was asked for and has not answered is asked again until it is. */
import type { Clock } from '../../../system/clock.ts';
import type { Log } from '../../../system/log.ts';
import { reasonOf } from '../../../system/app-error.ts';
import type { DeviceAddress, DeviceHttp, DeviceReply } from '../subscribe/device-http.ts';
import { SubscriptionLane } from '../subscribe/subscription-lane.ts';
import { decideCopies, newDispositionId } from './list-copy.ts';
import type { ListCopy, ListCopyStore, WantedCopy } from './list-copy.ts';
import { writeKeep, writeTakeBack } from './listed-object.ts';

/** So many in a row, and the device itself is in trouble; fewer, and it is what it was sent. */
const mostFailures = 3;

export interface DeviceListOptions {
  deviceId: string;
  address: DeviceAddress;
  serverId: string;
  copies: readonly ListCopy[];
  store: Pick<ListCopyStore, 'save'>;
  http: Pick<DeviceHttp, 'send'>;
  /** Nothing is left to be asked. */
  onDone: () => void;
  clock: Clock;
  log: Log;
  random: () => number;
}

export class DeviceList {
  readonly #options: DeviceListOptions;
  readonly #copies: Map<number, ListCopy>;
  readonly #lane: SubscriptionLane;
  /** The object that each wanted entry is on the wire. */
  #objects: ReadonlyMap<number, Record<string, unknown>> = new Map();
  /** Answered before, but to be asked again: the device may have forgotten. */
  readonly #again = new Set<number>();
  /** What failed last time waits behind the others. */
  #failed = new Set<number>();
  #saving: Promise<void> = Promise.resolve();

  constructor(options: DeviceListOptions) {
    this.#options = options;
    this.#copies = new Map(options.copies.map((copy) => [copy.entryId, copy]));
    const { clock, random, log, deviceId } = options;
    this.#lane = new SubscriptionLane({
      ...{ clock, random },
      attempt: (signal) => this.#ask(signal),
      onSettled: (reply) => {
        if (reply.outcome === 'acknowledged') options.onDone();
        else log.warn('VIID device does not take its list', { deviceId, reason: reply.reason });
      },
    });
  }

  /** What it should have from now on. */
  want(wanted: readonly (WantedCopy & { object: Record<string, unknown> })[]): void {
    const { deviceId, serverId, clock } = this.#options;
    this.#objects = new Map(wanted.map(({ entryId, object }) => [entryId, object]));
    const nowMs = clock.nowMs();
    const changed = decideCopies(wanted, this.#copies, {
      ...{ deviceId, nowMs, newId: (entryId: number) => newDispositionId(serverId, nowMs, entryId) },
    });
    for (const copy of changed) this.#copies.set(copy.entryId, copy);
    if (changed.length > 0) this.#save(changed);
    const open = this.#open().length;
    // A device that is away is asked when its time comes, when it registers, or when there is something new to ask.
    if (changed.length > 0 || (open > 0 && this.#lane.state.state === 'idle')) this.#lane.tryNow();
    else if (open === 0) this.#options.onDone();
  }

  /** It registered: it may have lost what it held, and may take now what it refused. */
  registered(): void {
    for (const { entryId, asked, answer } of this.#copies.values()) {
      if (answer === 'refused' || (answer === 'done' && asked === 'keep')) this.#again.add(entryId);
    }
    if (this.#open().length > 0) this.#lane.tryNow();
  }

  async stop(): Promise<void> {
    await this.#lane.stop();
    await this.#saving;
  }

  /** What is taken back goes first: it must not be enforced any longer. */
  #open(): ListCopy[] {
    const rank = ({ entryId, asked }: ListCopy): number =>
      (this.#failed.has(entryId) ? 2 : 0) + (asked === 'keep' ? 1 : 0);
    return [...this.#copies.values()]
      .filter(({ answer, entryId }) => answer === 'awaited' || this.#again.has(entryId))
      .sort((a, b) => rank(a) - rank(b));
  }

  async #ask(signal: AbortSignal): Promise<DeviceReply> {
    // What a device was asked for must be known, to be taken back one day.
    await this.#saving;
    let inARow = 0;
    let failure: DeviceReply | null = null;
    const failed = new Set<number>();
    for (const { entryId } of this.#open()) {
      // It may have been decided otherwise meanwhile.
      const copy = this.#copies.get(entryId);
      if (copy === undefined || signal.aborted) continue;
      const reply = await this.#send(copy, signal);
      if (reply.outcome === 'failed') {
        failure = reply;
        failed.add(entryId);
        if (++inARow >= mostFailures) break;
        continue;
      }
      inARow = 0;
      await this.#answered(copy, reply);
    }
    this.#failed = failed;
    return failure ?? { outcome: 'acknowledged' };
  }

  async #answered(copy: ListCopy, reply: Exclude<DeviceReply, { outcome: 'failed' }>): Promise<void> {
    if (this.#copies.get(copy.entryId) !== copy) return;
    this.#again.delete(copy.entryId);
    const answer = reply.outcome === 'refused' ? 'refused' : 'done';
    const detail = reply.outcome === 'refused' ? reply.reason.slice(0, 200) : '';
    const answered: ListCopy = { ...copy, answer, detail, atMs: this.#options.clock.nowMs() };
    this.#copies.set(copy.entryId, answered);
    this.#save([answered]);
    await this.#saving;
  }

  async #send(copy: ListCopy, signal: AbortSignal): Promise<DeviceReply> {
    const { http, address, clock } = this.#options;
    const { dispositionId, asked, entryId } = copy;
    const path = '/VIID/Dispositions';
    const id = encodeURIComponent(dispositionId);
    if (asked === 'keep') {
      const object = this.#objects.get(entryId);
      if (object === undefined) return { outcome: 'failed', reason: 'no longer wanted' };
      const body = writeKeep(dispositionId, object);
      // A device that has it refuses to take it again, and wants it changed.
      const first = await http.send(address, 'POST', path, body, signal);
      const reply = first.outcome === 'refused' ? await http.send(address, 'PUT', path, body, signal) : first;
      return reply.outcome === 'refused' ? first : reply;
    }
    const body = writeTakeBack(dispositionId, clock.nowMs());
    const put = await http.send(address, 'PUT', `${path}/${id}`, body, signal);
    if (put.outcome !== 'refused') return put;
    const deleted = await http.send(address, 'DELETE', `${path}?IDList=${id}`, null, signal);
    if (deleted.outcome !== 'refused') return deleted;
    // A device that has none of it has given it back as well as any.
    return put.missing === true || deleted.missing === true ? { outcome: 'acknowledged' } : put;
  }

  /** In order; one that could not be written is asked for again after the next start. */
  #save(copies: readonly ListCopy[]): void {
    const { store, log, deviceId } = this.#options;
    this.#saving = this.#saving
      .then(() => store.save(copies))
      .catch((error: unknown) => log.warn('list copies not stored', { deviceId, reason: reasonOf(error) }));
  }
}
