/** XML as spreadsheet programs write it, token by token as its text comes. Names are without their prefix. */

export type XmlToken =
  | { is: 'open'; name: string; attributes: ReadonlyMap<string, string>; empty: boolean }
  | { is: 'close'; name: string }
  /** Whole: never part of a text, but a comment may stand between two. */
  | { is: 'text'; text: string };

/** Longer than any tag or cell that a spreadsheet program writes. */
const longestToken = 1024 * 1024;

/** All tokens of each piece. Throws SyntaxError at a document type, which nobody needs and which can name what explodes. */
export async function* readXml(pieces: AsyncIterable<string>): AsyncGenerator<XmlToken[]> {
  let waiting = '';
  for await (const piece of pieces) {
    waiting += piece;
    const tokens: XmlToken[] = [];
    waiting = waiting.slice(takeTokens(waiting, tokens));
    if (waiting.length > longestToken) throw new SyntaxError('a tag or text is too long');
    yield tokens;
  }
  if (waiting.trim() !== '') throw new SyntaxError('the text ends in the middle');
}

/** How far it came: the rest is the beginning of something. */
function takeTokens(xml: string, tokens: XmlToken[]): number {
  let at = 0;
  for (;;) {
    const start = xml.indexOf('<', at);
    if (start < 0) return at;
    const aside = asideAt(xml, start);
    const end = aside === null ? endOfTag(xml, start) : aside.end;
    if (end < 0) return at;
    if (start > at) tokens.push({ is: 'text', text: unescaped(xml.slice(at, start)) });
    if (aside === null) takeTag(xml.slice(start, end), tokens);
    else if (aside.text !== null) tokens.push({ is: 'text', text: aside.text });
    at = end;
  }
}

/** What begins like a tag and is none; `end` -1: it does not end here. */
function asideAt(xml: string, start: number): { end: number; text: string | null } | null {
  const upTo = (closing: string): number => {
    const end = xml.indexOf(closing, start);
    return end < 0 ? -1 : end + closing.length;
  };
  if (xml.startsWith('<?', start)) return { end: upTo('?>'), text: null };
  if (!xml.startsWith('<!', start)) return null;
  if (xml.startsWith('<!--', start)) return { end: upTo('-->'), text: null };
  if (xml.startsWith('<![CDATA[', start)) {
    const end = upTo(']]>');
    return { end, text: end < 0 ? null : xml.slice(start + 9, end - 3) };
  }
  if (xml.length - start < 9) return { end: -1, text: null };
  throw new SyntaxError('a document type');
}

/** A `>` within quotes ends no tag. */
function endOfTag(xml: string, start: number): number {
  let quote = '';
  for (let at = start + 1; at < xml.length; at++) {
    const character = xml.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '>') return at + 1;
    else if (character === '"' || character === "'") quote = character;
  }
  return -1;
}

const attributeShape = /([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const noAttributes: ReadonlyMap<string, string> = new Map();

function takeTag(tag: string, tokens: XmlToken[]): void {
  const name = local(/^<\/?([^\s/>]+)/.exec(tag)?.[1] ?? '');
  if (tag.startsWith('</')) {
    tokens.push({ is: 'close', name });
    return;
  }
  const attributes = tag.includes('=')
    ? new Map([...tag.matchAll(attributeShape)].map(([, key = '', a, b]) => [local(key), unescaped(a ?? b ?? '')]))
    : noAttributes;
  const empty = tag.endsWith('/>');
  tokens.push({ is: 'open', name, attributes, empty });
  if (empty) tokens.push({ is: 'close', name });
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code);
    },
  );
}
