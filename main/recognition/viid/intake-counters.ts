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

/** What one device sent that was not kept, since the station started. */
export interface DroppedOfDevice {
  /** Members that are not on the allow-list. */
  fields: number;
  pictures: number;
  /** Objects of which nothing is on the allow-list, or that could not be read. */
  objects: number;
}

export class IntakeCounters {
  readonly #dropped = new Map<string, number>();
  readonly #pictureFaults = new Map<string, number>();
  readonly #refusals = new Map<string, number>();
  /** Of devices of the directory only. */
  readonly #devices = new Map<string, DroppedOfDevice>();
  #connectionsRefused = 0;

  /** A name that is no name of the standard's kind could carry data itself: it is counted as `(other)`. */
  dropped(deviceId: string, names: readonly string[]): void {
    this.#of(deviceId).fields += names.length;
    for (const name of names) {
      const proper = /^[A-Za-z][A-Za-z0-9.]{0,63}$/.test(name);
      const known = proper && (this.#dropped.has(name) || this.#dropped.size < mostNames);
      count(this.#dropped, known ? name : '(other)');
    }
  }

  pictureFault(deviceId: string, fault: string): void {
    this.#of(deviceId).pictures += 1;
    count(this.#pictureFaults, fault);
  }

  objectDropped(deviceId: string): void {
    this.#of(deviceId).objects += 1;
  }

  refused(httpStatus: number): void {
    count(this.#refusals, String(httpStatus));
  }

  connectionRefused(): void {
    this.#connectionsRefused++;
  }

  ofDevice(deviceId: string): DroppedOfDevice {
    return { ...(this.#devices.get(deviceId) ?? nothing) };
  }

  snapshot(): ViidCounters {
    return {
      droppedFields: Object.fromEntries(this.#dropped),
      pictureFaults: Object.fromEntries(this.#pictureFaults),
      refusals: Object.fromEntries(this.#refusals),
      connectionsRefused: this.#connectionsRefused,
    };
  }

  #of(deviceId: string): DroppedOfDevice {
    const counts = this.#devices.get(deviceId) ?? { ...nothing };
    this.#devices.set(deviceId, counts);
    return counts;
  }
}

const nothing: DroppedOfDevice = { fields: 0, pictures: 0, objects: 0 };

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
