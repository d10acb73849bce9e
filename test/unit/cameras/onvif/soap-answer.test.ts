import { expect, test } from 'vitest';
import { OnvifFailure } from '../../../../main/cameras/onvif/onvif-failure.ts';
import { maxSoapBytes, readSoapBody, refuseXml } from '../../../../main/cameras/onvif/soap-answer.ts';
import { envelope, fault } from '../../../peers/onvif/soap.ts';

function problemOf(xml: string, status = 200): string {
  try {
    readSoapBody(xml, status);
    return 'none';
  } catch (error) {
    return error instanceof OnvifFailure ? error.problem : `not translated: ${String(error)}`;
  }
}

test('text stays as the device wrote it: no number loses a digit or a zero', () => {
  const body = readSoapBody(
    envelope(
      '<tds:R><tds:Firmware>5.10</tds:Firmware><tds:Serial token="007">12345678901234567890</tds:Serial></tds:R>',
    ),
  ).child('R');
  expect(body.child('firmware').text || body.child('Firmware').text).toBe('5.10');
  const serial = body.child('serial');
  expect([serial.text, serial.attribute('token')]).toEqual(['12345678901234567890', '007']);
  expect(body.child('absent', 'deeper').exists).toBe(false);
});

test('faults are told apart by their codes', () => {
  const problem = (...codes: string[]): string => problemOf(fault('Sender', codes, 'words'), 400);
  expect(problem('ter:NotAuthorized')).toBe('wrong-password');
  expect(problem('wsse:FailedAuthentication')).toBe('wrong-password');
  expect(problem('wsse:MessageExpired')).toBe('clock-off');
  expect(problem('ter:ActionNotSupported')).toBe('not-supported');
  expect(problem('ter:ActionNotSupported', 'ter:PTZNotSupported')).toBe('not-supported');
  expect(problem('ter:InvalidArgVal', 'ter:NoToken')).toBe('refused');
  expect(problem()).toBe('refused');
  expect(problemOf(fault('Sender', ['ter:InvalidArgVal'], 'Timeout is not supported'))).toBe('refused');
});

test('where a device gives no code its words count', () => {
  expect(problemOf(fault('Sender', [], 'Sender not Authorized'))).toBe('wrong-password');
  expect(problemOf(fault('Sender', ['ter:NotAuthorized'], 'Security token time stamp expired'))).toBe('clock-off');
  expect(problemOf(fault('Receiver', [], 'Optional Action Not Implemented'))).toBe('not-supported');
});

test('what a device writes into a fault reaches the screen short and on one line', () => {
  try {
    readSoapBody(fault('Sender', ['ter:InvalidArgVal'], `a\nb\u0007${'x'.repeat(5000)}`));
    expect.unreachable();
  } catch (error) {
    const { message } = error as OnvifFailure;
    expect(message.length).toBeLessThanOrEqual(200);
    expect(message).not.toMatch(/[\x00-\x1f]/);
  }
});

test('what is no SOAP message is no ONVIF, and a 401 means the password', () => {
  for (const text of ['', 'hello', '<html><body>Login</body></html>', '{"a":1}', '<a>', envelope('').slice(0, 300)])
    expect(problemOf(text), text).toBe('not-onvif');
  expect(problemOf('<html><h1>Unauthorized</h1></html>', 401)).toBe('wrong-password');
});

test('a document type is refused before anything reads it', () => {
  const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>${envelope('<tds:R>&b;</tds:R>')}`;
  expect(refuseXml(laughs)).toContain('document type');
  expect(problemOf(laughs)).toBe('not-onvif');
  expect(problemOf(`<!doctype x SYSTEM "file:///etc/hosts">${envelope('<a/>')}`)).toBe('not-onvif');
});

test('an undeclared entity is not resolved into anything', () => {
  expect(problemOf(envelope('<tds:R>&xxe;</tds:R>'))).toBe('not-onvif');
});

test('depth, namespaces without end, and brackets without end are refused', () => {
  expect(refuseXml(envelope('<a>'.repeat(100) + '</a>'.repeat(100)))).toContain('deep');
  expect(refuseXml('xmlns'.repeat(100_000))).not.toBeNull();
  expect(refuseXml(`<a ${'xmlns="u" '.repeat(20_000)}/>`)).not.toBeNull();
  expect(refuseXml('</<a'.repeat(maxSoapBytes / 4))).not.toBeNull();
  expect(refuseXml(envelope('<a/>'.repeat(1000)))).toBeNull();
});
