/**
 * An element as xml2js gives it, read by name. The library's own flattening turns text into numbers and dates, so that
 * firmware `5.10` becomes 5.1 and a long serial number loses its last digits; here text stays text.
 */
export class XmlNode {
  readonly #raw: unknown;

  constructor(raw: unknown) {
    this.#raw = raw;
  }

  /** The first child of the name; an empty one when there is none. */
  child(...names: readonly string[]): XmlNode {
    return names.reduce<XmlNode>((node, name) => node.children(name)[0] ?? new XmlNode(undefined), this);
  }

  children(name: string): XmlNode[] {
    const found = member(this.#raw, name);
    return Array.isArray(found) ? found.map((raw) => new XmlNode(raw)) : [];
  }

  get exists(): boolean {
    return this.#raw !== undefined;
  }

  /** Empty when there is none. */
  get text(): string {
    const text = typeof this.#raw === 'string' ? this.#raw : member(this.#raw, '_');
    return typeof text === 'string' ? text.trim() : '';
  }

  /** Finite, or null. */
  get number(): number | null {
    const text = this.text;
    const value = Number(text);
    return text !== '' && Number.isFinite(value) ? value : null;
  }

  attribute(name: string): string | null {
    const value = member(member(this.#raw, '$'), name);
    return typeof value === 'string' ? value : null;
  }
}

function member(raw: unknown, name: string): unknown {
  return typeof raw === 'object' && raw !== null && Object.hasOwn(raw, name)
    ? (raw as Record<string, unknown>)[name]
    : undefined;
}
