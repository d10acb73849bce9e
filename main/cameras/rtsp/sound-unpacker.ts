/** A unit of sound found in a packet; `ticks`: how far after the packet's timestamp it begins. */
export type UnitSink = (bytes: Uint8Array, ticks: number) => void;

/** Takes the payloads of one codec apart. Whatever they hold, it does not throw, and holds no more than a unit. */
export interface SoundUnpacker {
  /** Hands over copies. False: something in the payload could not be made sense of. */
  unpack(bytes: Uint8Array, start: number, end: number, packet: PacketFacts, sink: UnitSink): boolean;
  /** A packet is missing: what was begun cannot be finished. */
  forget(): void;
}

export interface PacketFacts {
  timestamp: number;
  marker: boolean;
}

/** More than any camera's: a second of G.711, a dozen AAC units. */
export const maxUnitBytes = 8192;

/** Parts of one unit, from one packet after the other. */
export class UnitParts {
  #parts: Uint8Array[] = [];
  #timestamp = 0;
  length = 0;

  /** Also when nothing was begun. */
  belongsTo(timestamp: number): boolean {
    return this.#parts.length === 0 || timestamp === this.#timestamp;
  }

  /** False when the unit becomes too large; all of it is forgotten then. */
  add(bytes: Uint8Array, start: number, end: number, timestamp: number): boolean {
    if (this.length + (end - start) > maxUnitBytes) {
      this.clear();
      return false;
    }
    this.#timestamp = timestamp;
    this.#parts.push(Uint8Array.from(bytes.subarray(start, end)));
    this.length += end - start;
    return true;
  }

  take(): Uint8Array {
    const whole = Buffer.concat(this.#parts);
    this.clear();
    return whole;
  }

  clear(): void {
    this.#parts = [];
    this.length = 0;
  }
}

/** G.711 (RFC 3551 4.5.14): the payload is samples, a byte each, and nothing else. */
export const g711Unpacker: SoundUnpacker = {
  unpack(bytes, start, end, _packet, sink) {
    if (end - start > maxUnitBytes) return false;
    if (end > start) sink(Uint8Array.from(bytes.subarray(start, end)), 0);
    return true;
  },
  forget: () => undefined,
};
