import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeXml, parseXml, XmlError } from '../../../main/recognition/xml.ts';

describe('what cameras send', () => {
  test('elements by their local names, attributes, text, CDATA, entities', () => {
    const root = parseXml(
      '\ufeff<?xml version="1.0"?><!-- hi --><s:A xmlns:s="urn:s" xmlns="urn:d" x=\'1 &gt; 0\'>' +
        '<B y="a>b">&lt;&#37;&#x9C81;&amp;&nbsp;</B><s:C/><![CDATA[<raw>]]></s:A>',
    );
    expect(root).toMatchObject({ name: 'A', namespace: 'urn:s' });
    expect(root.attribute('x')).toBe('1 > 0');
    expect(root.child('b')?.attribute('y')).toBe('a>b');
    expect(root.child('B')).toMatchObject({ namespace: 'urn:d', text: '<%鲁&&nbsp;' });
    expect(root.child('C', 'D')).toBeNull();
    expect(root.text).toBe('<raw>');
    expect([...root.all()].map(({ name }) => name)).toEqual(['B', 'C']);
  });

  test('text that was escaped comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[\u0000-\u001f]/.test(text));
        expect(parseXml(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`).ownText.trim()).toBe(text.trim());
      }),
    );
  });
});

describe('what is refused', () => {
  test.each([
    ['an entity bomb', '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'],
    ['an external entity', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['a declaration inside', '<a><!ELEMENT b ANY></a>'],
    ['nothing', ''],
    ['no element', '<?xml version="1.0"?>'],
    ['half a document', '<a><b></b>'],
    ['half a tag', '<a b="c'],
    ['tags that do not fit', '<a><b></a></b>'],
    ['two outermost elements', '<a/><b/>'],
    ['text around it', 'x<a/>'],
    ['an attribute without quotes', '<a b=c/>'],
    ['nesting beyond measure', '<a>'.repeat(60) + '</a>'.repeat(60)],
    ['elements beyond measure', `<a>${'<b/>'.repeat(20_001)}</a>`],
    ['attributes beyond measure', `<a ${Array.from({ length: 80 }, (_, n) => `b${n}="1"`).join(' ')}/>`],
  ])('%s', (_what, xml) => {
    expect(() => parseXml(xml)).toThrow(XmlError);
  });

  test('whatever comes, it is XML or an XmlError', () => {
    const good = '<a x="1"><b>&amp;</b><c y=\'2\'/><![CDATA[d]]><!-- e --></a>';
    const piece = fc.constantFrom(
      ...'<>&;"\'/!?[]-= \n\0a:'.split(''),
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '&#0;',
      '&#x110000;',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))), fc.nat(good.length), (pieces, at) => {
        try {
          parseXml(good.slice(0, at) + pieces.join('') + good.slice(at));
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
