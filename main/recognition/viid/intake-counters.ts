/** What was left outside, by name: the only trace of it. */
const mostNames = 512;

export interface ViidCounters {
  /** Members dropped at the allow-list, by name as the device wrote it. */
  droppedFields: Readonly<Record<string, number>>;
  /** Pictures left out, by fault. */
  pictureFaults: Readonly<Record<string, number>>;
  /** Requests refused, by HTTP status. */
  refusals: Readonly<Record<string, number>>;
  /** Connections closed because there were too many. */
  connectionsRefused: number;
}

export class IntakeCounters {
  readonly #dropped = new Map<string, number>();
  readonly #pictureFaults = new Map<string, number>();
  readonly #refusals = new Map<string, number>();
  #connectionsRefused = 0;

  /** A name that is no name of the standard's kind could carry data itself: it is counted as `(other)`. */
  dropped(names: readonly string[]): void {
    for (const name of names) {
      const proper = /^[A-Za-z][A-Za-z0-9.]{0,63}$/.test(name);
      const known = proper && (this.#dropped.has(name) || this.#dropped.size < mostNames);
      count(this.#dropped, known ? name : '(other)');
    }
  }

  pictureFault(fault: string): void {
    count(this.#pictureFaults, fault);
  }

  refused(httpStatus: number): void {
    count(this.#refusals, String(httpStatus));
  }

  connectionRefused(): void {
    this.#connectionsRefused++;
  }

  snapshot(): ViidCounters {
    return {
      droppedFields: Object.fromEntries(this.#dropped),
      pictureFaults: Object.fromEntries(this.#pictureFaults),
      refusals: Object.fromEntries(this.#refusals),
      connectionsRefused: this.#connectionsRefused,
    };
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
