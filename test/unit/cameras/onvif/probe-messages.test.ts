import { expect, test } from 'vitest';
import { FoundDevices } from '../../../../main/cameras/onvif/discovery.ts';
import { probedTypes, probeMessage, readProbeAnswer } from '../../../../main/cameras/onvif/probe-messages.ts';
import { probeMatches } from '../../../peers/onvif/discovery-peer.ts';

const id = '6f1f0a3c-0000-4000-8000-000000000001';
const answer = (more: Partial<Parameters<typeof probeMatches>[1]> = {}, relatesTo = `uuid:${id}`): Buffer =>
  Buffer.from(
    probeMatches(relatesTo, {
      endpoint: 'urn:uuid:camera',
      address: 'http://127.0.0.5:8080/onvif/device_service',
      scopes: ['onvif://www.onvif.org/name/%E4%B8%9C%E9%97%A8', 'onvif://www.onvif.org/location/gate/2'],
      ...more,
    }),
  );

test('a probe names its type with the namespace it belongs to', () => {
  for (const type of probedTypes) {
    const message = probeMessage(id, type);
    expect(message).toContain(`xmlns:${type.prefix}="${type.namespace}"`);
    expect(message).toContain(`<d:Types>${type.prefix}:${type.name}</d:Types>`);
    expect(message).toContain(id);
  }
});

test('a device is what it says it is, at the host it answered from', () => {
  expect(readProbeAnswer(answer(), '127.0.0.1', [id])).toEqual([
    {
      endpoint: 'urn:uuid:camera',
      host: '127.0.0.1',
      port: 8080,
      path: '/onvif/device_service',
      name: '东门',
      hardware: null,
      location: 'gate/2',
      hosts: ['127.0.0.5'],
    },
  ]);
});

test('of several addresses the one on the answering host is taken', () => {
  const address = 'http://127.0.0.5/a https://127.0.0.1/b http://127.0.0.1:81/c nonsense';
  expect(readProbeAnswer(answer({ address }), '127.0.0.1', [id])?.[0]).toMatchObject({ port: 81, path: '/c' });
});

test('answers to nobody’s question, without an address, or of garbage are none', () => {
  expect(readProbeAnswer(answer({}, 'uuid:something-else'), '127.0.0.1', [id])).toBeNull();
  expect(readProbeAnswer(answer({ address: 'https://127.0.0.1/only' }), '127.0.0.1', [id])).toBeNull();
  expect(readProbeAnswer(answer({ endpoint: '' }), '127.0.0.1', [id])).toBeNull();
  for (const text of ['', id, `<x>${id}</x>`, `<!DOCTYPE a>${id}`, `${id}${'<'.repeat(60_000)}`])
    expect(readProbeAnswer(Buffer.from(text), '127.0.0.1', [id])).toBeNull();
  expect(readProbeAnswer(answer().subarray(0, 500), '127.0.0.1', [id])).toBeNull();
});

test('a device that answers several times is one device', () => {
  const found = new FoundDevices();
  found.messageIds.push(id);
  const address = 'http://127.0.0.1/onvif http://127.0.0.2/onvif';
  found.take(answer({ address }), '127.0.0.1');
  found.take(answer({ address }), '127.0.0.1');
  found.take(answer({ address }), '127.0.0.2');
  expect(found.list().map(({ host }) => host)).toEqual(['127.0.0.1']);
});

test('two devices that were given the same name are two all the same', () => {
  const found = new FoundDevices();
  found.messageIds.push(id);
  found.take(answer({ address: 'http://127.0.0.1/onvif' }), '127.0.0.1');
  found.take(answer({ address: 'http://127.0.0.2/onvif' }), '127.0.0.2');
  expect(found.list().map(({ host }) => host)).toEqual(['127.0.0.1', '127.0.0.2']);
});

test('a flood of devices fills the list and no more, and what was left out is counted', () => {
  const found = new FoundDevices();
  found.messageIds.push(id);
  for (let n = 0; n < 600; n += 1) found.take(answer({ endpoint: `urn:uuid:${n}` }), '127.0.0.1');
  found.take(Buffer.from('garbage'), '127.0.0.1');
  expect(found.list()).toHaveLength(512);
  expect(found.ignored).toBe(600 - 512 + 1);
});
