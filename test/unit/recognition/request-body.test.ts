import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { BodyMemory, receiveBody } from '../../../main/recognition/viid/request-body.ts';

const pieces = (...texts: string[]) => Readable.from(texts.map((text) => Buffer.from(text)));

test('a body within bounds is kept whole', async () => {
  const memory = new BodyMemory(100);
  const body = await receiveBody(pieces('ab', 'cd'), 4, (bytes) => memory.take(bytes));
  expect(body).toEqual({ state: 'whole', bytes: Buffer.from('abcd') });
  expect(memory.heldBytes).toBe(4);
});

test('one too large is read to its end but not kept', async () => {
  const stream = pieces('abc', 'def', 'ghi');
  expect(await receiveBody(stream, 4, () => true)).toEqual({ state: 'too-large' });
  expect(stream.readableEnded).toBe(true);
});

test('when memory is full a body is refused until another is given back', async () => {
  const memory = new BodyMemory(4);
  const receive = () => receiveBody(pieces('abc'), 10, (bytes) => memory.take(bytes));
  expect((await receive()).state).toBe('whole');
  expect((await receive()).state).toBe('no-room');
  memory.give(3);
  expect((await receive()).state).toBe('whole');
});

test('a peer that breaks off is an error, not a short body', async () => {
  const stream = new Readable({ read: () => undefined });
  stream.push('half');
  const received = receiveBody(stream, 10, () => true);
  stream.destroy(new Error('aborted'));
  await expect(received).rejects.toThrow('aborted');
});
