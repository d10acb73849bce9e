/** What the stand-in has taken in, each key once, in the order in which it was first applied. */
export interface Applied {
  /** Idempotency key; for GA/T 1400 the NotificationID. */
  key: string;
  way: 'json' | 'viid';
  /** `summary`, `alarm` or `notification`. */
  kind: string;
  body: unknown;
  atMs: number;
}

export class Receipts {
  readonly applied: Applied[] = [];
  /** Messages that came again under a key already applied. */
  repeats = 0;
  readonly #keys = new Set<string>();

  apply(message: Omit<Applied, 'atMs'>): 'applied' | 'repeat' {
    const name = `${message.way} ${message.key}`;
    if (this.#keys.has(name)) {
      this.repeats += 1;
      return 'repeat';
    }
    this.#keys.add(name);
    this.applied.push({ ...message, atMs: Date.now() });
    return 'applied';
  }
}
