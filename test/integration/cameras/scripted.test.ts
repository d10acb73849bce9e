/** Cameras that behave badly, each in its own way. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realClock } from '../../../main/system/clock.ts';
import { answerDigestChallenge, parseDigestAnswer, provesPassword } from '../../../main/system/http-digest.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { keySlice, pps360, rtpPacket, slice, sps360, stapA } from '../../unit/cameras/builders.ts';
import { ScriptedCamera } from '../../peers/camera/scripted-camera.ts';
import { look, supervise, until } from './watching.ts';
import type { Look, Supervised } from './watching.ts';

let camera: ScriptedCamera;
const looks: Look[] = [];
const supervised: Supervised[] = [];
beforeEach(async () => {
  camera = new ScriptedCamera();
  await camera.start();
});
afterEach(async () => {
  await Promise.all(looks.splice(0).map(({ stream }) => stream.close()));
  await Promise.all(supervised.splice(0).map(({ session }) => session.stop('the test is over')));
  await camera.stop();
});

function watch(...args: Parameters<typeof look>): Look {
  const looking = look(...args);
  looks.push(looking);
  return looking;
}

test('the stream is set up by the addresses of the description, and torn down', async () => {
  camera.sdp =
    'v=0\r\na=control:*\r\nm=audio 0 RTP/AVP 8\r\na=control:a\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:v\r\n';
  camera.answer = ({ method }) =>
    method === 'DESCRIBE'
      ? { status: '200 OK', headers: [`Content-Base: ${camera.url('/base/')}`], body: camera.sdp }
      : null;
  const looking = watch(camera.url('/main', 'u:p@'));
  await until(() => looking.playing);
  await looking.stream.close();
  expect(camera.asked.map(({ method, url }) => [method, url])).toEqual([
    ['OPTIONS', camera.url('/main')],
    ['DESCRIBE', camera.url('/main')],
    ['SETUP', camera.url('/base/v')],
    ['PLAY', camera.url('/base/')],
    ['TEARDOWN', camera.url('/base/')],
  ]);
  expect(camera.asked.at(-1)?.headers.get('session')).toBe('4711');
});

test('frames arrive, whatever is sent between them', async () => {
  const looking = watch(camera.url());
  await until(() => looking.playing);
  const [socket] = camera.sockets;
  camera.send(rtpPacket(stapA(sps360, pps360, keySlice(1)), { sequence: 1, marker: true }));
  socket?.write('OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n');
  camera.send(rtpPacket(slice(9), { sequence: 1, marker: true }), 1);
  socket?.write('\u0000junk');
  camera.send(rtpPacket(slice(2), { sequence: 2, timestamp: 3600, marker: true }));
  await until(() => looking.frames.length === 2);
  expect(looking.counts).toMatchObject({ lostPackets: 0, frames: 2 });
});

describe('asking for the password', () => {
  const realm = 'scripted';
  /** Wants Digest; the nonce is the test's to choose. */
  function guard(nonceFor: (nth: number) => string, expired: (nonce: string) => boolean = () => false): void {
    let count = 0;
    camera.answer = ({ method, headers }) => {
      const given = parseDigestAnswer(headers.get('authorization') ?? '');
      const right = given !== null && provesPassword(given, { method, realm, password: 'p@ss' });
      if (right && !expired(given.nonce)) return null;
      count += 1;
      const stale = right ? ', stale=true' : '';
      return {
        status: '401 Unauthorized',
        headers: [
          `WWW-Authenticate: Digest realm="${realm}", nonce="${nonceFor(count)}", qop="auth", algorithm=SHA-256${stale}`,
        ],
      };
    };
  }

  test('every request carries the proof, the goodbye too', async () => {
    guard(() => 'n');
    const looking = watch(camera.url('/main', 'admin:p%40ss@'));
    await until(() => looking.playing);
    await looking.stream.close();
    const unproven = camera.asked.filter(({ headers }) => !headers.has('authorization'));
    expect(unproven.map(({ method }) => method)).toEqual(['OPTIONS']);
    expect(camera.methods().at(-1)).toBe('TEARDOWN');
    const counts = camera.asked.flatMap(
      ({ headers }) => parseDigestAnswer(headers.get('authorization') ?? '')?.nc ?? [],
    );
    expect(counts).toEqual(['00000001', '00000002', '00000003', '00000004', '00000005']);
  });

  test('a nonce that goes stale on the way is replaced', async () => {
    let stale = false;
    guard(
      (nth) => `n${nth}`,
      (nonce) => stale && nonce === 'n1',
    );
    const usual = camera.answer;
    camera.answer = (asked) => {
      if (asked.method === 'SETUP') stale = true;
      return usual(asked);
    };
    const looking = watch(camera.url('/main', 'admin:p%40ss@'));
    await until(() => looking.playing);
    expect(camera.methods()).toEqual(['OPTIONS', 'OPTIONS', 'DESCRIBE', 'SETUP', 'SETUP', 'PLAY']);
  });

  test('a wrong password is tried once', async () => {
    guard((nth) => `n${nth}`);
    const looking = watch(camera.url('/main', 'admin:wrong@'));
    expect(await looking.ended).toMatchObject({ end: 'failed', reason: 'wrong-password' });
    expect(camera.asked.filter(({ headers }) => headers.has('authorization'))).toHaveLength(1);
  });

  test('the proof is the one of RFC 7616, for the address without user and password', async () => {
    guard(() => 'n');
    const looking = watch(camera.url('/main', 'admin:p%40ss@'));
    await until(() => looking.playing);
    const play = camera.asked.find(({ method }) => method === 'PLAY');
    const given = parseDigestAnswer(play?.headers.get('authorization') ?? '');
    expect(given).toMatchObject({ uri: camera.url('/main'), username: 'admin', algorithm: 'SHA-256' });
    const challenge = { realm, nonce: 'n', algorithm: 'SHA-256', qop: 'auth', opaque: null, stale: false } as const;
    const expected = answerDigestChallenge(challenge, {
      username: 'admin',
      password: 'p@ss',
      method: 'PLAY',
      uri: camera.url('/main'),
      count: Number.parseInt(given?.nc ?? '', 16),
      clientNonce: given?.cnonce ?? '',
    });
    expect(play?.headers.get('authorization')).toBe(expected);
  });
});

describe('redirects', () => {
  test('lead to the other camera; the password goes along only on the same host', async () => {
    const other = new ScriptedCamera();
    await other.start();
    const wantsPassword = { status: '401 Unauthorized', headers: ['WWW-Authenticate: Basic realm="x"'] };
    camera.answer = ({ method }) =>
      method === 'DESCRIBE' ? { status: '302 Found', headers: [`Location: ${other.url('/there')}`] } : null;
    other.answer = ({ headers }) => (headers.has('authorization') ? null : wantsPassword);
    const looking = watch(camera.url('/main', 'admin:secret@'));
    await until(() => looking.playing);
    expect(other.asked.at(-1)?.url).toBe(other.url('/there'));

    camera.answer = ({ method }) =>
      method === 'DESCRIBE'
        ? { status: '301 Moved', headers: [`Location: rtsp://localhost:${other.port}/there`] }
        : null;
    other.asked.length = 0;
    const elsewhere = watch(camera.url('/main', 'admin:secret@'));
    expect(await elsewhere.ended).toMatchObject({ reason: 'wrong-password' });
    expect(other.asked.every(({ headers }) => !headers.has('authorization'))).toBe(true);
    await looking.stream.close();
    await other.stop();
  });

  test('to another kind of address, or without end, are refused', async () => {
    camera.answer = ({ method }) =>
      method === 'DESCRIBE' ? { status: '302 Found', headers: ['Location: http://127.0.0.1/'] } : null;
    expect(await watch(camera.url()).ended).toMatchObject({ reason: 'not-secure', detail: 'redirected to http:' });
    camera.answer = ({ method }) =>
      method === 'DESCRIBE' ? { status: '302 Found', headers: [`Location: ${camera.url()}`] } : null;
    expect(await watch(camera.url()).ended).toMatchObject({ reason: 'protocol', detail: 'more than 4 redirects' });
  });
});

describe('why there is no picture', () => {
  test.each([
    ['404 Stream Not Found', 'no-such-stream'],
    ['403 Forbidden', 'wrong-password'],
    ['453 Not Enough Bandwidth', 'too-many-viewers'],
    ['503 Service Unavailable', 'too-many-viewers'],
    ['500 Internal Server Error', 'protocol'],
  ])('%s', async (status, reason) => {
    camera.answer = ({ method }) => (method === 'DESCRIBE' ? { status } : null);
    expect(await watch(camera.url()).ended).toEqual({ end: 'failed', reason, detail: `DESCRIBE: ${status}` });
  });

  test('the port is closed', async () => {
    const { port } = camera;
    await camera.stop();
    expect(await watch(`rtsp://127.0.0.1:${port}/`).ended).toMatchObject({ reason: 'refused', detail: 'ECONNREFUSED' });
    await camera.start();
  });

  test('the name is unknown', async () => {
    expect(await watch('rtsp://camera.invalid/', { connectMs: 30_000 }).ended).toMatchObject({
      reason: 'name-unknown',
    });
  });

  test('it is connected, and then silent', async () => {
    camera.answer = () => 'silent';
    expect(await watch(camera.url(), { answerMs: 50 }).ended).toMatchObject({ reason: 'no-answer' });
  });

  test('only sound, or a codec nobody shows', async () => {
    camera.sdp = 'm=audio 0 RTP/AVP 8\r\n';
    expect(await watch(camera.url()).ended).toMatchObject({ reason: 'no-video' });
    camera.sdp = 'm=video 0 RTP/AVP 31\r\n';
    expect(await watch(camera.url()).ended).toEqual({ end: 'unplayable', codec: 'H.261' });
  });

  test('it hangs up in the middle of a packet', async () => {
    const looking = watch(camera.url());
    await until(() => looking.playing);
    for (const socket of camera.sockets) socket.end(Uint8Array.of(0x24, 0, 5, 220, 0x80));
    expect(await looking.ended).toMatchObject({ reason: 'closed' });
  });

  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['bytes without meaning', '\u0000\u0001\u0002\u0003'],
  ])('something answers that is no RTSP: %s', async (_what, greeting) => {
    const server = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end(greeting),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await watch(`rtsp://127.0.0.1:${port}/`).ended).toMatchObject({ reason: 'not-rtsp' });
    await new Promise((resolve) => server.close(resolve));
  });

  test('rubbish without end instead of video', async () => {
    const looking = watch(camera.url());
    await until(() => looking.playing);
    for (const socket of camera.sockets) socket.write(Buffer.alloc(400_000, 'x'));
    expect(await looking.ended).toMatchObject({ reason: 'protocol' });
  });
});

describe('keeping the session alive', () => {
  /** Real sockets, time in the test's hand. */
  async function playing(): Promise<{ clock: FakeClock; looking: Look }> {
    const clock = new FakeClock();
    const looking = watch(camera.url(), { clock });
    await until(() => looking.playing);
    return { clock, looking };
  }

  test('happens at half its timeout, with GET_PARAMETER', async () => {
    camera.sessionHeader = 'Session: 4711;timeout=20';
    const { clock } = await playing();
    clock.advance(9999);
    expect(camera.methods()).not.toContain('GET_PARAMETER');
    clock.advance(1);
    await until(() => camera.methods().includes('GET_PARAMETER'));
    expect(camera.asked.at(-1)?.headers.get('session')).toBe('4711');
  });

  test('falls back to OPTIONS where GET_PARAMETER is not understood', async () => {
    camera.answer = ({ method }) => (method === 'GET_PARAMETER' ? { status: '501 Not Implemented' } : null);
    const { clock, looking } = await playing();
    clock.advance(30_000);
    await until(() => camera.methods().includes('GET_PARAMETER'));
    // The answer has to arrive before the next turn.
    for (let turn = 0; camera.methods().filter((method) => method === 'OPTIONS').length < 2; turn += 1) {
      await new Promise((resolve) => realClock.after(5, () => resolve(null)));
      clock.advance(30_000);
    }
    expect(looking.end).toBeNull();
  });

  test('a session the camera has forgotten is over', async () => {
    camera.answer = ({ method }) => (method === 'GET_PARAMETER' ? { status: '454 Session Not Found' } : null);
    const { clock, looking } = await playing();
    clock.advance(30_000);
    expect(await looking.ended).toMatchObject({ end: 'failed', detail: 'GET_PARAMETER: 454 Session Not Found' });
  });
});

test('a camera that stops sending is stale, and live again with the next frame', async () => {
  const watched = supervise(camera.url());
  supervised.push(watched);
  await until(() => camera.methods().includes('PLAY'));
  camera.send(rtpPacket(stapA(sps360, pps360, keySlice(1)), { sequence: 1, marker: true }));
  await until(() => watched.state?.state === 'live');
  await until(() => watched.state?.state === 'stale');
  camera.send(rtpPacket(slice(1), { sequence: 2, timestamp: 180_000, marker: true }));
  await until(() => watched.state?.state === 'live');
  expect(watched.states.map(({ state }) => state)).toEqual(['connecting', 'live', 'stale', 'live']);
});
