/**
 * The XML cameras send, read within bounds: elements, attributes, text, CDATA, the five entities XML has of its own and
 * character references. No document type, so no entities to expand (SOAP 1.2 part 1, section 5 forbids it; ISAPI has
 * no use for it). Names are compared without their prefix; a prefix is only kept so that an element can be sent back.
 */

/** Elements within elements; ONVIF needs about 15. */
const deepest = 48;
/** Elements of one document; a pull of 100 notifications stays below 4,000. */
const mostElements = 20_000;
const mostAttributes = 64;

export class XmlError extends Error {
  constructor(reason: string) {
    super(`not XML: ${reason}`);
    this.name = 'XmlError';
  }
}

export class XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** Of the prefix it was written with; null when the prefix is bound to nothing. */
  readonly namespace: string | null;
  /** By the name as written. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[] = [];
  ownText = '';

  constructor(name: string, namespace: string | null, attributes: ReadonlyMap<string, string>) {
    this.name = name;
    this.namespace = namespace;
    this.attributes = attributes;
  }

  /** The first element reached by these names, each a child of the one before. */
  child(...names: readonly string[]): XmlElement | null {
    return names.reduce<XmlElement | null>(
      (at, name) => at?.children.find((one) => one.name.toLowerCase() === name.toLowerCase()) ?? null,
      this,
    );
  }

  childrenNamed(name: string): XmlElement[] {
    return this.children.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  }

  /** Everything below it, in order of the document. */
  *all(): Generator<XmlElement, void, void> {
    for (const child of this.children) {
      yield child;
      yield* child.all();
    }
  }

  /** Of itself, without that of its children; trimmed. */
  get text(): string {
    return this.ownText.trim();
  }

  /** By its name without prefix. */
  attribute(name: string): string | null {
    for (const [written, value] of this.attributes) if (localName(written) === name) return value;
    return null;
  }
}

const localName = (written: string): string => written.slice(written.indexOf(':') + 1);

/** Name, then attributes, then perhaps a slash: what stands between `<` and `>`. */
const nameAtStart = /^[A-Za-z_\u0080-\uffff][\w.\-:\u0080-\uffff]{0,127}/;
const attribute = /\s+([A-Za-z_\u0080-\uffff][\w.\-:\u0080-\uffff]{0,127})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;

/** The outermost element. Throws XmlError. */
export function parseXml(xml: string): XmlElement {
  return new Reader(xml.replace(/^\ufeff/, '')).read();
}

interface Open {
  element: XmlElement;
  written: string;
  namespaces: ReadonlyMap<string, string>;
}

class Reader {
  readonly #xml: string;
  readonly #open: Open[] = [];
  #root: XmlElement | null = null;
  #elements = 0;

  constructor(xml: string) {
    this.#xml = xml;
  }

  read(): XmlElement {
    const xml = this.#xml;
    let at = 0;
    while (at < xml.length) {
      const tag = xml.indexOf('<', at);
      this.#text(xml.slice(at, tag < 0 ? undefined : tag));
      if (tag < 0) break;
      at = this.#markup(tag);
    }
    const [unclosed] = this.#open;
    if (unclosed !== undefined) throw new XmlError(`<${unclosed.element.name}> is not closed`);
    if (this.#root === null) throw new XmlError('no element');
    return this.#root;
  }

  /** What begins at a `<`; returns where it ends. */
  #markup(at: number): number {
    const xml = this.#xml;
    if (xml.startsWith('<!--', at)) return this.#after('-->', at + 4);
    if (xml.startsWith('<?', at)) return this.#after('?>', at + 2);
    if (xml.startsWith('<![CDATA[', at)) {
      const end = this.#after(']]>', at + 9);
      this.#add(xml.slice(at + 9, end - 3));
      return end;
    }
    if (xml.startsWith('<!', at)) throw new XmlError('a document type declaration');
    const end = this.#tagEnd(at);
    const inside = xml.slice(at + 1, end);
    if (inside.startsWith('/')) this.#close(inside.slice(1).trim());
    else this.#begin(inside);
    return end + 1;
  }

  #after(mark: string, from: number): number {
    const at = this.#xml.indexOf(mark, from);
    if (at < 0) throw new XmlError(`no ${mark}`);
    return at + mark.length;
  }

  /** The `>` that ends a tag: not one within quotes. */
  #tagEnd(at: number): number {
    const marks = /["'>]/g;
    marks.lastIndex = at;
    for (let mark = marks.exec(this.#xml); mark !== null; mark = marks.exec(this.#xml)) {
      if (mark[0] === '>') return mark.index;
      const closing = this.#xml.indexOf(mark[0], mark.index + 1);
      if (closing < 0) break;
      marks.lastIndex = closing + 1;
    }
    throw new XmlError('a tag without end');
  }

  #begin(inside: string): void {
    const written = nameAtStart.exec(inside)?.[0];
    if (written === undefined) throw new XmlError('a tag without name');
    if (this.#open.length >= deepest) throw new XmlError('nested too deep');
    if (++this.#elements > mostElements) throw new XmlError('too many elements');
    const attributes = new Map<string, string>();
    let at = written.length;
    for (;;) {
      attribute.lastIndex = at;
      const found = attribute.exec(inside);
      if (found === null) break;
      if (attributes.size >= mostAttributes) throw new XmlError('too many attributes');
      attributes.set(found[1] ?? '', undoEntities(found[2] ?? found[3] ?? ''));
      at = attribute.lastIndex;
    }
    const rest = inside.slice(at).trim();
    if (rest !== '' && rest !== '/') throw new XmlError(`a malformed tag <${written}>`);
    const namespaces = bound(attributes, this.#open.at(-1)?.namespaces ?? new Map<string, string>());
    const prefix = written.includes(':') ? written.slice(0, written.indexOf(':')) : '';
    const element = new XmlElement(localName(written), namespaces.get(prefix) ?? null, attributes);
    const parent = this.#open.at(-1)?.element;
    if (parent !== undefined) parent.children.push(element);
    else if (this.#root === null) this.#root = element;
    else throw new XmlError('a second outermost element');
    if (rest === '') this.#open.push({ element, written, namespaces });
  }

  #close(written: string): void {
    const opened = this.#open.pop();
    if (opened?.written !== written) throw new XmlError('a closing tag that does not fit');
  }

  #text(raw: string): void {
    if (raw.trim() !== '') this.#add(undoEntities(raw));
  }

  #add(text: string): void {
    const within = this.#open.at(-1)?.element;
    if (within === undefined) throw new XmlError('text outside the outermost element');
    within.ownText += text;
  }
}

function bound(
  attributes: ReadonlyMap<string, string>,
  outer: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const declared = [...attributes].filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (declared.length === 0) return outer;
  return new Map([...outer, ...declared.map(([name, uri]) => [name === 'xmlns' ? '' : name.slice(6), uri] as const)]);
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function undoEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return entities[name] ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** For text and for attribute values. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
