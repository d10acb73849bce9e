import type { StreamFormat } from '../frames.ts';
import type { NalCodec } from './nal-codec.ts';

const maxSetBytes = 4096;
const maxSets = 64;
const nothing = new Uint8Array(0);

/** The parameter sets in force, as the bytes that go in front of a key frame and the format they describe. */
export class ParameterSets {
  readonly #codec: NalCodec;
  /** Newest last. */
  readonly #sets = new Map<string, Uint8Array>();
  #prefix: Uint8Array | null = null;
  #format: StreamFormat | null = null;
  #described = false;
  /** Changed since the prefix was last handed out. */
  #changed = false;

  constructor(codec: NalCodec) {
    this.#codec = codec;
  }

  /** Copies the NAL unit, if it says anything new. */
  keep(nal: Uint8Array): void {
    if (nal.length > maxSetBytes || this.#isInForce(nal)) return;
    const name = this.#codec.parameterSetName(nal);
    if (name === null || (this.#sets.size >= maxSets && !this.#sets.has(name))) return;
    this.#sets.delete(name);
    this.#sets.set(name, Uint8Array.from(nal));
    this.#prefix = null;
    this.#described = false;
    this.#changed = true;
  }

  format(): StreamFormat | null {
    if (!this.#described) {
      this.#described = true;
      this.#format = this.#codec.describe(this.#sets);
    }
    return this.#format;
  }

  /** What goes in front of the next frame: everything for a key frame, for another only when something changed. */
  takePrefix(key: boolean): Uint8Array {
    if (!key && !this.#changed) return nothing;
    this.#changed = false;
    this.#prefix ??= this.#build();
    return this.#prefix;
  }

  /** Most cameras repeat their sets before every key frame. */
  #isInForce(nal: Uint8Array): boolean {
    for (const known of this.#sets.values()) {
      if (known.length === nal.length && Buffer.compare(known, nal) === 0) return true;
    }
    return false;
  }

  #build(): Uint8Array {
    const ordered = [...this.#sets].sort(([a], [b]) => (a < b ? -1 : 1));
    return Buffer.concat(ordered.flatMap(([, nal]) => [startCode, nal]));
  }
}

const startCode = Uint8Array.of(0, 0, 0, 1);
