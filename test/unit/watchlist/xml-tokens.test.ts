import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readXml } from '../../../main/watchlist/xml-tokens.ts';
import type { XmlToken } from '../../../main/watchlist/xml-tokens.ts';

async function* inPieces(xml: string, cuts: readonly number[]): AsyncGenerator<string> {
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    yield xml.slice(from, Math.min(cut, xml.length));
    from = Math.min(cut, xml.length);
  }
  yield xml.slice(from);
}

async function tokensOf(xml: string, cuts: readonly number[] = []): Promise<XmlToken[]> {
  const all: XmlToken[] = [];
  for await (const tokens of readXml(inPieces(xml, cuts))) all.push(...tokens);
  return all;
}

const xml = `<?xml version="1.0"?>
<x:row r='2' note="a&gt;b>c"><c/><!-- <v>9</v> --><v>&#x9C81;P&amp;&#49;</v><v><![CDATA[a<b]]></v></x:row>`;

test('tags, attributes, texts; prefixes, comments and declarations are no part of them', async () => {
  const tokens = await tokensOf(xml);
  expect(tokens.filter(({ is }) => is === 'text').map((token) => token)).toContainEqual({ is: 'text', text: '鲁P&1' });
  expect(tokens).toContainEqual({ is: 'text', text: 'a<b' });
  const row = tokens.find((token) => token.is === 'open');
  expect(row).toMatchObject({ name: 'row', empty: false });
  expect([...(row?.is === 'open' ? row.attributes : [])]).toEqual([
    ['r', '2'],
    ['note', 'a>b>c'],
  ]);
  expect(tokens.filter(({ is }) => is === 'close')).toHaveLength(4);
});

test('cut anywhere, it says the same', async () => {
  const whole = await tokensOf(xml);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(xml.length), { maxLength: 6 }), async (cuts) => {
      expect(await tokensOf(xml, cuts)).toEqual(whole);
    }),
  );
});

test.each([
  ['one that explodes', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ['one cut off', '<row><c r="A1"'],
  ['one without an end', `<a ${'x'.repeat(1_100_000)}`],
])('%s is refused', async (_what, text) => {
  await expect(tokensOf(text)).rejects.toBeInstanceOf(SyntaxError);
});
