/** What the stand-in has taken in, each key once, in the order in which it was first applied. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export interface Applied {
  /** Idempotency key; for GA/T 1400 the NotificationID, or the ApeID. */
  key: string;
  way: 'json' | 'viid';
  /** `summary`, `alarm`, `test`; `notification`, `subscribe-notification`, `ape`. */
  kind: string;
  body: unknown;
  atMs: number;
}

export class Receipts {
  readonly applied: Applied[] = [];
  /** Messages that came again under a key already applied. */
  repeats = 0;
  readonly #keys = new Set<string>();
  readonly #file: string | null;

  /** `file`: kept there too, a line each, so that a stand-in that was killed knows what it had applied. Bodies are not. */
  constructor(file: string | null = null) {
    this.#file = file;
    if (file === null || !existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue;
      const applied = JSON.parse(line) as Omit<Applied, 'body'>;
      this.#keys.add(`${applied.way} ${applied.key}`);
      this.applied.push({ ...applied, body: null });
    }
  }

  apply(message: Omit<Applied, 'atMs'>): 'applied' | 'repeat' {
    const name = `${message.way} ${message.key}`;
    if (this.#keys.has(name)) {
      this.repeats += 1;
      return 'repeat';
    }
    const { key, way, kind } = message;
    const atMs = Date.now();
    // Written down before it is acknowledged, as one that keeps its word does.
    if (this.#file !== null) appendFileSync(this.#file, `${JSON.stringify({ key, way, kind, atMs })}\n`);
    this.#keys.add(name);
    this.applied.push({ ...message, body: this.#file === null ? message.body : null, atMs });
    return 'applied';
  }
}
