import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { promisify } from 'node:util';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { Browser, passwords, picture, startSite, until } from './site.ts';
import type { Site } from './site.ts';

const run = promisify(execFile);

let site: Site;
let browser: Browser;
beforeEach(async () => {
  site = await startSite({}, { allowedHosts: ['guardroom.lan'] });
  browser = new Browser(site.origin);
});
afterEach(async () => {
  await browser.close();
  await site.stop();
});

/** With any Host, which `fetch` does not let one set. */
function ask(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, site.origin), { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** The HTTP status of a refused upgrade, or the close code of an accepted one that is closed. */
function openSocket(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(site.origin.replace('http', 'ws') + path, { headers });
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('error', () => undefined);
    // What the station has to say comes before its answer to a ping.
    socket.on('open', () => socket.ping());
    socket.on('pong', () => socket.close(4000));
    socket.on('close', (code) => resolve(code));
  });
}

describe('pages that are not ours', () => {
  test('a name that was made to point here is refused; ours are not', async () => {
    expect(await ask('/health', { host: 'evil.example' })).toBe(403);
    expect(await ask('/health', { host: 'guardroom.lan' })).toBe(200);
    expect(await ask('/health', {})).toBe(200);
  });

  test('a change asked for by another origin, or with a cookie by none, is refused', async () => {
    const json = { 'content-type': 'application/json' };
    expect(await ask('/api/session.signOut', { ...json, origin: 'http://127.0.0.1:1' }, 'POST')).toBe(403);
    expect(await ask('/api/session.signOut', { ...json, cookie: 'guardroom_session=x' }, 'POST')).toBe(403);
    expect(await ask('/api/session.signOut', { ...json, origin: site.origin }, 'POST')).toBe(200);
  });

  test('sockets are opened by our own pages only', async () => {
    await browser.signIn('guard1');
    const cookie = browser.cookie ?? '';
    for (const path of ['/api', '/media']) {
      expect(await openSocket(path, { cookie, origin: 'http://evil.example' })).toBe(403);
      expect(await openSocket(path, { cookie })).toBe(403);
      expect(await openSocket(path, { cookie, origin: site.origin, host: 'evil.example' })).toBe(403);
      expect(await openSocket(path, { cookie, origin: site.origin })).toBe(4000);
    }
  });

  test('every answer tells the browser what it may do with it', async () => {
    for (const path of ['/health', '/', '/evidence/x', '/api/session.current', '/nothing.js']) {
      const { headers } = await browser.fetch(path);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    }
  });
});

test('health needs no session', async () => {
  expect(await (await browser.fetch('/health')).json()).toEqual({ ok: true });
});

test('video needs a session', async () => {
  expect(await openSocket('/media', { origin: site.origin })).toBe(4401);
});

describe('stored pictures', () => {
  const path = `/evidence/${picture.digest}?purpose=alarm`;

  test('need a session', async () => {
    const response = await browser.fetch(path);
    expect([response.status, await response.json()]).toEqual([401, { appCode: 'not-signed-in', facts: {} }]);
    expect(await site.retrievals.latest(1)).toEqual([]);
  });

  test('come as they were stored, and the look is in the register', async () => {
    await browser.signIn('guard1');
    const response = await browser.fetch(path);
    expect(await response.text()).toBe('a picture');
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(response.headers.get('cache-control')).toBe('private, max-age=600');
    expect(await site.retrievals.latest(10)).toEqual([
      { account: 'guard1', digest: picture.digest, purpose: 'alarm', atMs: site.clock.nowMs() },
    ]);
  });

  test('come small where a grid asks for that, and it is a look like any other', async () => {
    expect((await browser.fetch(`${path}&thumb=1`)).status).toBe(401);
    await browser.signIn('guard1');
    const response = await browser.fetch(`${path}&thumb=1`);
    expect(await response.text()).toBe('a small picture');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(await site.retrievals.latest(10)).toMatchObject([{ account: 'guard1', digest: picture.digest }]);
    const gone = `/evidence/${'0'.repeat(64)}?purpose=journal&thumb=1`;
    expect([(await browser.fetch(gone)).status, (await browser.fetch(`${path}&thumb=2`)).status]).toEqual([404, 400]);
    expect(await site.retrievals.latest(10)).toHaveLength(1);
  });

  test('that are not there, or are asked for in no known way, are said so', async () => {
    await browser.signIn('guard1');
    const answers = await Promise.all(
      [`/evidence/${'0'.repeat(64)}`, '/evidence/x', `${path}-me`].map((wrong) => browser.fetch(wrong)),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 400, 400]);
    expect(await site.retrievals.latest(1)).toEqual([]);
  });
});

describe('the console', () => {
  test('that has not been built is named as what is missing', async () => {
    const response = await browser.fetch('/alarms');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build');
  });

  test('is served on every screen’s path, its hashed files for good, and nothing outside its folder', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'guardroom-console-'));
    await mkdir(join(directory, 'dist', 'assets'), { recursive: true });
    await writeFile(join(directory, 'secret.txt'), 'secret');
    await writeFile(join(directory, 'dist', 'index.html'), '<title>console</title>');
    await writeFile(join(directory, 'dist', 'assets', 'app-1a2b.js'), 'app()');
    const built = await startSite({}, { assetsDirectory: join(directory, 'dist') });
    const at = async (path: string) => {
      const response = await fetch(built.origin + path);
      return [response.status, response.headers.get('cache-control'), await response.text()];
    };
    const index = [200, 'no-cache', '<title>console</title>'];
    expect(await at('/')).toEqual(index);
    expect(await at('/alarms/12?x=1')).toEqual(index);
    expect(await at('/assets/app-1a2b.js')).toEqual([200, 'public, max-age=31536000, immutable', 'app()']);
    expect((await at('/assets/app-gone.js'))[0]).toBe(404);
    expect((await at('/api/'))[0]).toBe(404);
    expect((await at('/%2e%2e/secret.txt'))[2]).not.toContain('secret.txt: secret');
    expect((await at('/..%2fsecret.txt'))[2]).not.toBe('secret');
    await built.stop();
    await rm(directory, { recursive: true });
  });
});

test('with a certificate the whole door is TLS, and the cookie is sent over nothing else', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-tls-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', ['req', '-x509', ...curve, '-days', '2', ...subject, '-keyout', key, '-out', cert]);
  const tls = { key: await readFile(key, 'utf8'), cert: await readFile(cert, 'utf8') };
  const secure = await startSite({}, { listen: { host: '127.0.0.1', port: 0, tls } });
  const { stdout } = await run('curl', [
    ...['--silent', '--include', '--noproxy', '*', '--cacert', cert],
    ...['--header', 'content-type: application/json', '--header', `origin: ${secure.origin}`],
    ...['--data', JSON.stringify({ account: 'guard1', password: passwords.guard1 })],
    `${secure.origin}/api/session.signIn`,
  ]);
  expect(secure.origin).toMatch(/^https:/);
  expect(stdout).toMatch(/^set-cookie: guardroom_session=.*; HttpOnly; Secure; SameSite=Strict\r$/im);
  await secure.stop();
  await rm(directory, { recursive: true });
});

test('a port that is taken is said to be', async () => {
  const port = Number(new URL(site.origin).port);
  await expect(startSite({}, { listen: { host: '127.0.0.1', port } })).rejects.toMatchObject({ code: 'unavailable' });
});

test('stopping closes what is open', async () => {
  await browser.signIn('guard1');
  const closed: number[] = [];
  const socket = new WebSocket(`${site.origin.replace('http', 'ws')}/media`, {
    headers: { origin: site.origin, cookie: browser.cookie ?? '' },
  });
  socket.on('close', (code) => closed.push(code));
  await new Promise((resolve) => socket.on('open', resolve));
  await site.gateway.stop();
  await until(() => closed.length > 0);
  expect(closed).toEqual([1001]);
});
