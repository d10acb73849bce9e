import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bodyKindOf,
  contentTypeOf,
  fillBody,
  fillUrl,
  placeOf,
  saysState,
} from '../../../../main/alarms/actions/call-template.ts';
import type { CallFacts } from '../../../../main/alarms/actions/call-template.ts';

const facts: CallFacts = {
  alarmId: 12,
  cameraName: '东门 "入口" \\ <a&b>',
  subject: '鲁P12345',
  atMs: Date.UTC(2026, 10, 23, 6, 32),
  wanted: 'on',
};

test('the facts of the alarm stand in a JSON body as they are, whatever is in them', () => {
  const template = '{"n": {alarm}, "camera": "{camera}", "who": "{subject}", "at": "{time}", "state": "{state}"}';
  expect(JSON.parse(fillBody(template, 'json', facts))).toEqual({
    ...{ n: 12, camera: facts.cameraName, who: '鲁P12345', at: '2026-11-23T06:32:00.000Z', state: 'on' },
  });
});

test('a value that looks like a placeholder is not filled in again', () => {
  const nested = { ...facts, cameraName: '{subject}', subject: '{camera}' };
  expect(fillBody('{camera} {subject} {nobody}', 'text', nested)).toBe('{subject} {camera} {nobody}');
});

describe('no value breaks out of where it stands', () => {
  const anyText = fc.string({ unit: 'binary' });
  test('in JSON', () => {
    fc.assert(
      fc.property(anyText, anyText, (cameraName, subject) => {
        const body = fillBody('{"a":"{camera}","b":"{subject}"}', 'json', { ...facts, cameraName, subject });
        expect(JSON.parse(body)).toEqual({ a: cameraName, b: subject });
      }),
    );
  });
  test('in a form', () => {
    fc.assert(
      fc.property(anyText, (cameraName) => {
        const body = fillBody('a={camera}&b=2', 'form', { ...facts, cameraName });
        expect([...new URLSearchParams(body)]).toEqual([
          ['a', cameraName.toWellFormed()],
          ['b', '2'],
        ]);
      }),
    );
  });
  test('in XML', () => {
    fc.assert(
      fc.property(anyText, (cameraName) => {
        const body = fillBody('<a b="{camera}">{camera}</a>', 'xml', { ...facts, cameraName });
        expect(body.match(/[<>]/g)).toHaveLength(4);
        expect(body.match(/"/g)).toHaveLength(2);
      }),
    );
  });
  test('in text, where it stays on its line', () => {
    fc.assert(
      fc.property(anyText, (cameraName) => {
        expect(fillBody('a\n{camera}\nb', 'text', { ...facts, cameraName }).split(/[\n\r\u2028\u2029]/)).toHaveLength(
          3,
        );
      }),
    );
  });
});

test('an address takes the number of the alarm and the state, and nothing that could lead elsewhere', () => {
  expect(fillUrl('http://127.0.0.1/relay/{alarm}?turn={state}', facts).href).toBe('http://127.0.0.1/relay/12?turn=on');
  expect(fillUrl('http://127.0.0.1/a/{camera}/b', { ...facts, cameraName: '..' }).pathname).toBe('/a/%7Bcamera%7D/b');
  expect(fillUrl('http://127.0.0.1/{alarm}', { ...facts, alarmId: null }).pathname).toBe('/0');
});

test('what is said of an address leaves out its query', () => {
  expect(placeOf(new URL('https://127.0.0.1:8443/door?token=secret'))).toBe('https://127.0.0.1:8443/door');
});

test.each([
  ['application/json', 'json'],
  ['application/vnd.maker+json; charset=utf-8', 'json'],
  ['text/xml', 'xml'],
  ['application/soap+xml; charset=utf-8', 'xml'],
  ['application/x-www-form-urlencoded', 'form'],
  ['text/plain', 'text'],
  ['', 'text'],
])('a body of %s is escaped as %s', (type, kind) => {
  expect(bodyKindOf(type)).toBe(kind);
});

test('without a header the body says what it is', () => {
  expect(contentTypeOf({ headers: [], body: ' {"a":1}' })).toBe('application/json');
  expect(contentTypeOf({ headers: [], body: 'open {state}' })).toBe('text/plain; charset=utf-8');
  expect(contentTypeOf({ headers: [{ name: 'Content-Type', value: 'text/xml' }], body: '{}' })).toBe('text/xml');
});

test('a call that nowhere says the state is a push button', () => {
  expect(saysState({ url: 'http://127.0.0.1/pulse', body: '' })).toBe(false);
  expect(saysState({ url: 'http://127.0.0.1/{state}', body: '' })).toBe(true);
  expect(saysState({ url: 'http://127.0.0.1/', body: '{"on":"{state}"}' })).toBe(true);
});
