import { UnitParts } from './sound-unpacker.ts';
import type { SoundUnpacker } from './sound-unpacker.ts';

/** AAC as `MP4A-LATM` with its configuration in the SDP (RFC 6416 section 6.1): lengths and units by turns. */
export class LatmUnpacker implements SoundUnpacker {
  readonly #subFrames: number;
  readonly #ticksPerUnit: number;
  readonly #begun = new UnitParts();

  constructor(options: { subFrames: number; ticksPerUnit: number }) {
    this.#subFrames = options.subFrames;
    this.#ticksPerUnit = options.ticksPerUnit;
  }

  forget(): void {
    this.#begun.clear();
  }

  /** The marker is on the last packet of an AudioMuxElement. */
  unpack(...[bytes, start, end, { timestamp, marker }, sink]: Parameters<SoundUnpacker['unpack']>): boolean {
    const nothingCut = this.#begun.belongsTo(timestamp);
    if (!nothingCut) this.#begun.clear();
    if (!this.#begun.add(bytes, start, end, timestamp)) return false;
    if (!marker) return nothingCut;
    const element = this.#begun.take();
    let at = 0;
    for (let n = 0; n < this.#subFrames; n += 1) {
      let size = 0;
      let step: number | undefined;
      do {
        step = element[at];
        size += step ?? 0;
        at += 1;
      } while (step === 255);
      if (step === undefined || at + size > element.length) return false;
      if (size > 0) sink(element.subarray(at, at + size), n * this.#ticksPerUnit);
      at += size;
    }
    return nothingCut;
  }
}
