import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { HttpTarget } from '../../../../main/alarms/actions/call-template.ts';
import { HttpController } from '../../../../main/alarms/actions/http-controller.ts';
import { makeCertificate } from '../../../peers/door/https-peer.ts';
import type { Certificate, DoorHttpPeer } from '../../../peers/door/https-peer.ts';
import { aDoorServer, anOrder, shortMs } from './doors.ts';

const controller = new HttpController();
let own: Certificate;
let other: Certificate;
beforeAll(async () => {
  [own, other] = [await makeCertificate(), await makeCertificate()];
});

function callTo(peer: DoorHttpPeer, given: Partial<HttpTarget> = {}): HttpTarget {
  return {
    ...{
      kind: 'http',
      method: 'POST',
      url: `${peer.origin}/door?turn={state}`,
      headers: [],
      body: '',
      certificate: null,
    },
    ...given,
  };
}

test('a call says what was written, with the facts filled in', async () => {
  const peer = await aDoorServer();
  const body = '{"alarm": {alarm}, "camera": "{camera}", "who": "{subject}", "state": "{state}"}';
  const target = callTo(peer, { headers: [{ name: 'X-Key', value: 'top secret' }], body });
  const outcome = await controller.put(target, anOrder('off'));
  expect(outcome).toEqual({ outcome: 'done', detail: `POST ${peer.origin}/door: HTTP 204` });
  const [call] = peer.heard;
  expect(call).toMatchObject({ method: 'POST', url: '/door?turn=off' });
  expect(call!.headers).toMatchObject({ 'x-key': 'top secret', 'content-type': 'application/json' });
  expect(JSON.parse(call!.body)).toEqual({ alarm: 12, camera: '东门 "1"', who: '鲁P12345', state: 'off' });
});

test('a GET has no body, whatever was written', async () => {
  const peer = await aDoorServer();
  await controller.put(callTo(peer, { method: 'GET', body: 'x' }), anOrder());
  expect(peer.heard).toMatchObject([{ method: 'GET', body: '' }]);
});

test('a push button is never pushed for off', async () => {
  const peer = await aDoorServer();
  const button = callTo(peer, { url: `${peer.origin}/push` });
  expect(await controller.put(button, anOrder('off'))).toMatchObject({ outcome: 'failed', failure: 'refused' });
  expect(peer.connections).toBe(0);
  expect(await controller.put(button, anOrder('on'))).toMatchObject({ outcome: 'done' });
});

test.each([
  [200, null],
  [301, 'refused'],
  [307, 'refused'],
  [401, 'wrong-password'],
  [403, 'wrong-password'],
  [404, 'not-found'],
  [500, 'refused'],
  [503, 'refused'],
])('HTTP %i is told as %s, and not asked again', async (status, failure) => {
  const [peer, elsewhere] = [await aDoorServer(), await aDoorServer()];
  peer.answer = (_call, response) => response.writeHead(status, { location: `${elsewhere.origin}/there` }).end('x');
  const outcome = await controller.put(callTo(peer), anOrder());
  if (failure === null) expect(outcome).toMatchObject({ outcome: 'done' });
  else expect(outcome).toMatchObject({ outcome: 'failed', failure, repeatable: false, perhapsMoved: false });
  expect(peer.heard).toHaveLength(1);
  expect(elsewhere.connections).toBe(0);
});

test('a server that is away is unreachable, and may be called again', async () => {
  const peer = await aDoorServer();
  const target = callTo(peer);
  await peer.stop();
  expect(await controller.put(target, anOrder())).toMatchObject({
    failure: 'unreachable',
    repeatable: true,
    perhapsMoved: false,
  });
});

test('one that heard the call and does not answer may have moved, and is not called again', async () => {
  const peer = await aDoorServer();
  peer.answer = () => undefined;
  const outcome = await controller.put(callTo(peer), anOrder('on', shortMs));
  expect(outcome).toMatchObject({ failure: 'timeout', perhapsMoved: true, repeatable: false });
  expect(peer.heard).toHaveLength(1);
});

test('one that hangs up in the middle is the same', async () => {
  const peer = await aDoorServer();
  peer.answer = (_call, response) => response.destroy();
  expect(await controller.put(callTo(peer), anOrder())).toMatchObject({
    failure: 'unreachable',
    perhapsMoved: true,
    repeatable: false,
  });
});

test('an answer without end is not read to its end', async () => {
  const peer = await aDoorServer();
  peer.answer = (_call, response) => {
    response.writeHead(200);
    const more = (): void => void response.write(Buffer.alloc(65_536), () => !response.destroyed && more());
    more();
  };
  expect(await controller.put(callTo(peer), anOrder())).toMatchObject({ outcome: 'done' });
});

test('what does not speak HTTP is no yes', async () => {
  const server: Server = createServer((socket) => void socket.on('error', () => undefined).end('SSH-2.0-x\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/{state}`;
  const target: HttpTarget = { kind: 'http', method: 'POST', url, headers: [], body: '', certificate: null };
  expect(await controller.put(target, anOrder('on', 2000))).toMatchObject({
    outcome: 'failed',
    repeatable: false,
  });
});

test('a pinned certificate is enough, though no authority knows it', async () => {
  const peer = await aDoorServer(own);
  expect(await controller.put(callTo(peer, { certificate: own.sha256 }), anOrder())).toMatchObject({ outcome: 'done' });
});

test('no other certificate is, and nothing is sent to whoever shows it', async () => {
  const peer = await aDoorServer(own);
  const outcome = await controller.put(callTo(peer, { certificate: other.sha256 }), anOrder());
  expect(outcome).toMatchObject({ outcome: 'failed', failure: 'certificate', repeatable: false, perhapsMoved: false });
  expect(outcome.detail).toContain(own.sha256);
  expect(peer.heard).toEqual([]);
});

test('without a pin, a certificate that no authority of the system knows is refused', async () => {
  const peer = await aDoorServer(own);
  expect(await controller.put(callTo(peer), anOrder())).toMatchObject({ failure: 'certificate' });
  expect(peer.heard).toEqual([]);
});

test('a dry run connects, looks at the certificate, and sends nothing', async () => {
  const peer = await aDoorServer(own);
  const target = callTo(peer, { certificate: own.sha256, body: '{"a":"{subject}"}' });
  const done = await controller.probe(target, anOrder());
  expect(done).toEqual({
    outcome: 'done',
    detail: `would send POST ${peer.origin}/door, 17 bytes of application/json`,
  });
  expect(await controller.probe({ ...target, certificate: other.sha256 }, anOrder())).toMatchObject({
    failure: 'certificate',
  });
  expect(peer.heard).toEqual([]);
  await peer.stop();
  const away = await controller.probe({ ...target, url: `http://127.0.0.1:1/{state}` }, anOrder());
  expect(away).toMatchObject({ failure: 'unreachable' });
});

test('no credential is in what is said of a call', async () => {
  const peer = await aDoorServer();
  const secret = callTo(peer, {
    url: `${peer.origin}/door?token=top-secret&turn={state}`,
    headers: [{ name: 'Authorization', value: 'Bearer top-secret' }],
  });
  const said = [await controller.put(secret, anOrder()), await controller.probe(secret, anOrder())];
  await peer.stop();
  said.push(await controller.put(secret, anOrder()), await controller.probe(secret, anOrder()));
  expect(JSON.stringify(said)).not.toContain('top-secret');
});
