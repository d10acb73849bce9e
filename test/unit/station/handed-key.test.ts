import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { parseStationArguments } from '../../../main/station/arguments.ts';
import { receiveKey } from '../../../main/station/handed-key.ts';
import type { KeyPort } from '../../../main/station/handed-key.ts';
import { FakeClock } from '../../builders/fake-clock.ts';

const hex = 'ab'.repeat(32);
const key = Buffer.from(hex, 'hex');

function from(source: 'parent' | 'stdin' | null, port?: KeyPort) {
  const clock = new FakeClock();
  const stdin = new PassThrough();
  return { clock, stdin, received: receiveKey(source, { port, stdin: () => stdin, clock }) };
}

test('no key is waited for unless one was announced', async () => {
  expect(await from(null).received).toBeNull();
  expect(parseStationArguments(['--data', 'x'])).toMatchObject({ arguments: { keyFrom: null } });
  expect(parseStationArguments(['--data', 'x', '--key-from', 'stdin'])).toMatchObject({
    arguments: { keyFrom: 'stdin' },
  });
  expect(parseStationArguments(['--data', 'x', '--key-from', hex])).toMatchObject({ outcome: 'invalid' });
});

test('a key comes as the first line of stdin, in pieces or whole, with or without an end', async () => {
  const whole = from('stdin');
  whole.stdin.write(`${hex}\nand more`);
  expect(await whole.received).toEqual(key);
  const pieces = from('stdin');
  pieces.stdin.write(hex.slice(0, 20));
  pieces.stdin.end(hex.slice(20));
  expect(await pieces.received).toEqual(key);
});

test('a key comes as a message of the parent; other messages are not it', async () => {
  let listener: (event: { data: unknown }) => void = () => undefined;
  const { received } = from('parent', { on: (_event, given) => void (listener = given) });
  for (const data of ['stop', null, 7, {}, { key: 5 }]) listener({ data });
  listener({ data: { key: hex } });
  expect(await received).toEqual(key);
});

test('what is no key is refused, and not repeated', async () => {
  const { stdin, received } = from('stdin');
  const almost = `${hex.slice(1)}x`;
  stdin.end(`${almost}\n`);
  const error = await received.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'unavailable' });
  expect(String(error)).not.toContain(almost);
  await expect(from('parent').received).rejects.toMatchObject({ code: 'unavailable' });
});

test('a key that never comes is not waited for for ever', async () => {
  const { clock, received } = from('stdin');
  const refused = expect(received).rejects.toThrow('no key was handed over');
  clock.advance(15_000);
  await refused;
});
