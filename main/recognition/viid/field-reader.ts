/** A JSON object, as opposed to a list, a text or null. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What devices write when they have nothing to say. */
const placeholders = new Set(['', 'null', 'undefined', 'unknown', 'n/a', '-', '--', '未知', '无', '空']);

/** Characters no text of a record may carry: controls (NUL too), zero-width and direction marks that could disguise it. */
const unwanted = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** One line of harmless text of at most `maxLength` UTF-16 units, or null when nothing is said. */
export function readText(value: unknown, maxLength = 256): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value !== 'string') return null;
  // Cut first: what is thrown away need not be looked at, however long.
  const clean = value
    .slice(0, maxLength * 4)
    .replace(unwanted, '')
    .trim()
    .slice(0, maxLength)
    .replace(/[\ud800-\udbff]$/, '')
    .toWellFormed();
  return placeholders.has(clean.toLowerCase()) ? null : clean;
}

export function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.length > 40) return null;
  const text = value.trim();
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : null;
}

/**
 * The members of an untrusted object, asked for one by one: what nobody asks for does not get in.
 * Names are compared without regard to case (`Similaritydegree`, `SimilarityDegree`).
 */
export class FieldReader {
  readonly #fields = new Map<string, { name: string; value: unknown }>();
  readonly #asked = new Set<string>();

  constructor(object: Record<string, unknown>) {
    for (const [name, value] of Object.entries(object)) {
      const key = name.toLowerCase();
      if (!this.#fields.has(key)) this.#fields.set(key, { name, value });
    }
  }

  value(name: string): unknown {
    const key = name.toLowerCase();
    this.#asked.add(key);
    return this.#fields.get(key)?.value ?? null;
  }

  text(name: string, maxLength = 256): string | null {
    return readText(this.value(name), maxLength);
  }

  number(name: string): number | null {
    return readNumber(this.value(name));
  }

  /** Null as well when outside the bounds. */
  integer(name: string, least: number, most: number): number | null {
    const number = this.number(name);
    if (number === null) return null;
    const whole = Math.round(number);
    return whole >= least && whole <= most ? whole : null;
  }

  /** Names of members that say something and that nobody has asked for. */
  unasked(): string[] {
    const names: string[] = [];
    for (const [key, { name, value }] of this.#fields) {
      if (!this.#asked.has(key) && value !== null && value !== '') names.push(name);
    }
    return names;
  }
}
