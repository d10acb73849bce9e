import { outboxKind } from '#contract/county.ts';
import type { OutboxKind } from '#contract/county.ts';
import { AppError } from '../system/app-error.ts';
import type { Log } from '../system/log.ts';
import { urgencyOf } from './outbox-store.ts';
import type { OutboxCounts } from './outbox-store.ts';

/** The disk the outbox is on. */
export interface OutboxDisk {
  /** Null: not known. */
  freeBytes(): number | null;
}

const mib = 1024 * 1024;
const gib = 1024 * mib;

/**
 * How much of each kind may wait or be set aside for one destination. Summaries can be made again from the journal,
 * states are told anew, captures stay in the journal. Alarms and tests are taken without limit.
 */
const mostWaiting: Partial<Record<OutboxKind, { messages: number; bytes: number }>> = {
  status: { messages: 100_000, bytes: gib },
  summary: { messages: 200_000, bytes: gib },
  capture: { messages: 20_000, bytes: 2 * gib },
};

/** A kind is refused while less than this is free. What a person or an alarm writes is refused by the disk only. */
const leastFree: Partial<Record<OutboxKind, number>> = { status: 512 * mib, summary: gib, capture: 2 * gib };
/** Taken again with this much more, so that it does not flutter. */
const moreFree = 1.1;

/** What the outbox has no room for: refused with an error, counted, and said once. */
export class OutboxLimits {
  readonly #disk: OutboxDisk;
  readonly #log: Log;
  /** Kinds the disk is too full for, by what is free. */
  readonly #short = new Set<OutboxKind>();
  /** Kinds that could not be written although they were let through. */
  readonly #unwritten = new Set<OutboxKind>();
  /** Refused since the kind was last taken. */
  readonly #refused = new Map<OutboxKind, number>();

  constructor(options: { disk: OutboxDisk; log: Log }) {
    this.#disk = options.disk;
    this.#log = options.log;
  }

  /** Least urgent first. */
  get refusing(): OutboxKind[] {
    return outboxKind.options.filter((kind) => this.#short.has(kind) || this.#unwritten.has(kind)).reverse();
  }

  /** Looks at the disk. Gives whether something is refused or taken that was not before. */
  look(): boolean {
    const before = this.refusing.join();
    const free = this.#disk.freeBytes();
    for (const kind of outboxKind.options) {
      const least = leastFree[kind];
      if (least === undefined || free === null) continue;
      if (free < least) this.#short.add(kind);
      else if (free >= least * moreFree) this.#short.delete(kind);
    }
    // A write that succeeds tells it as well; without one, plenty of room does.
    if (free !== null && free >= (leastFree.status ?? 0) * moreFree) this.#unwritten.clear();
    const after = this.refusing;
    if (after.join() === before) return false;
    this.#log.warn(after.length === 0 ? 'the outbox takes everything again' : 'the disk is full for the outbox', {
      refusing: after.join(' '),
      freeBytes: free ?? 'unknown',
    });
    return true;
  }

  /** Throws `disk-full`, or `unavailable` when too much of the kind waits already. */
  check(kind: OutboxKind, counts: OutboxCounts | null): void {
    this.look();
    if (this.#short.has(kind)) {
      this.#countRefused(kind, 'the disk is nearly full');
      throw new AppError('disk-full', `the disk has no room for a ${kind} of the county's`);
    }
    const most = mostWaiting[kind];
    if (most !== undefined && counts !== null) {
      if (counts.byKind[kind] >= most.messages || counts.bytesByKind[kind] >= most.bytes) {
        this.#countRefused(kind, 'too much of this kind waits');
        throw new AppError('unavailable', `too many messages of the kind ${kind} wait for the county`);
      }
    }
    const refused = this.#refused.get(kind);
    if (refused === undefined) return;
    this.#refused.delete(kind);
    this.#log.info('the outbox takes this kind again', { kind, refused });
  }

  wrote(): void {
    this.#unwritten.clear();
  }

  /** The disk took none of these: nor would it take anything less urgent. */
  couldNotWrite(kinds: readonly OutboxKind[]): void {
    const most = Math.min(...kinds.map(urgencyOf));
    const fresh = outboxKind.options.filter((kind) => urgencyOf(kind) >= most && !this.#unwritten.has(kind));
    if (fresh.length === 0) return;
    for (const kind of fresh) this.#unwritten.add(kind);
    this.#log.error('the disk is full: the outbox could not be written', { refusing: this.refusing.join(' ') });
  }

  #countRefused(kind: OutboxKind, reason: string): void {
    const refused = this.#refused.get(kind);
    this.#refused.set(kind, (refused ?? 0) + 1);
    if (refused === undefined) this.#log.warn('the outbox refuses messages', { kind, reason });
  }
}
