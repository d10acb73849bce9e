import { expect, test } from 'vitest';
import { testJpeg } from '../../../peers/onvif/picture.ts';
import type { OnvifPeerOptions } from '../../../peers/onvif/onvif-peer.ts';
import { anOnvifSide, aPeer, impatientClock } from './bench-table.ts';

async function snapshotWith(options: OnvifPeerOptions, before?: OnvifPeerOptions['hijack']) {
  const peer = await aPeer(options);
  const { onvif, link } = await anOnvifSide({ clock: impatientClock });
  const cameraId = await link(peer);
  if (before !== undefined) peer.options.hijack = before;
  return { peer, snapshot: await onvif.snapshot(cameraId) };
}
const answering = (status: number, headers: Record<string, string>, body: Buffer | string) =>
  ((_request, response) => {
    response.writeHead(status, headers).end(body);
    return true;
  }) satisfies OnvifPeerOptions['hijack'];

test('a snapshot is taken through HTTP Digest, whole', async () => {
  const { snapshot } = await snapshotWith({ user: 'op', password: 'a:b"c' });
  expect(snapshot).toMatchObject({ outcome: 'taken' });
  if (snapshot.outcome === 'taken') expect(Buffer.from(snapshot.jpegBase64, 'base64').equals(testJpeg)).toBe(true);
});

test('a password is not sent in clear to a camera that asks for it so', async () => {
  const { peer, snapshot } = await snapshotWith({ snapshot: 'basic' });
  expect(snapshot).toMatchObject({ outcome: 'failed', problem: 'not-supported' });
  expect(peer.complaints).toEqual([]);
});

test('what is no JPEG is none, whatever it is called', async () => {
  const page = answering(200, { 'content-type': 'image/jpeg' }, `<html>${' '.repeat(500)}</html>`);
  expect((await snapshotWith({}, page)).snapshot).toMatchObject({ problem: 'broken' });
  expect((await snapshotWith({}, answering(200, {}, ''))).snapshot).toMatchObject({ problem: 'broken' });
});

test('a redirect is not followed', async () => {
  const elsewhere = await aPeer();
  const redirect = answering(302, { location: `http://127.0.0.1:${elsewhere.port}/snapshot.jpg` }, '');
  expect((await snapshotWith({}, redirect)).snapshot).toMatchObject({ outcome: 'failed', problem: 'refused' });
  expect(elsewhere.asked).toEqual([]);
});

test('a picture without end is cut off', async () => {
  const { snapshot } = await snapshotWith({}, (_request, response) => {
    response.writeHead(200, { 'content-type': 'image/jpeg' });
    const chunk = Buffer.alloc(256 * 1024, 0xff);
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more).on('error', () => undefined);
    more();
    return true;
  });
  expect(snapshot).toMatchObject({ outcome: 'failed', problem: 'broken' });
});

test('a camera that answers every proof with a new challenge is asked twice and no more', async () => {
  let asked = 0;
  const { snapshot } = await snapshotWith({}, (_request, response) => {
    asked += 1;
    response.writeHead(401, { 'www-authenticate': `Digest realm="r", nonce="${asked}", qop="auth", stale=true` }).end();
    return true;
  });
  expect(snapshot).toMatchObject({ problem: 'wrong-password' });
  expect(asked).toBe(2);
});
