import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openDestinations } from '../../../main/county/open-destinations.ts';
import type { CountyConfig } from '../../../main/county/open-destinations.ts';
import { realClock } from '../../../main/system/clock.ts';
import { silentLog } from '../../../main/system/log.ts';
import { aUnit, china } from '../../unit/county/parts.ts';
import { account, fine, notification, patience, say, ScriptedPlatform } from './scripted-platform.ts';

const run = promisify(execFile);
let directory: string;
const file = (name: string): string => join(directory, name);

/** Made by openssl, of our own authority. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'guardroom-tls-'));
  for (const authority of ['ca', 'other-ca']) {
    const made = ['-keyout', file(`${authority}.key`), '-out', file(`${authority}.pem`), '-subj', `/CN=${authority}`];
    await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...made]);
  }
  await issue('server', 'IP:127.0.0.1');
  await issue('renewed', 'IP:127.0.0.1');
  await issue('elsewhere', 'IP:127.0.0.2');
  await issue('expired', 'IP:127.0.0.1', ['20200101000000Z', '20200201000000Z']);
  await issue('unit', 'DNS:unit.invalid');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function issue(
  name: string,
  subjectAltName: string,
  period: readonly [string, string] | null = null,
): Promise<void> {
  const request = ['-keyout', file(`${name}.key`), '-out', file(`${name}.csr`), '-subj', `/CN=${name}`];
  await run('openssl', ['req', '-newkey', 'rsa:2048', '-nodes', ...request]);
  await writeFile(file(`${name}.ext`), `subjectAltName=${subjectAltName}\n`);
  if (period === null) {
    const signed = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2'];
    const written = ['-extfile', file(`${name}.ext`), '-out', file(`${name}.pem`)];
    await run('openssl', ['x509', '-req', '-in', file(`${name}.csr`), ...signed, ...written]);
    return;
  }
  await writeFile(file('index'), '');
  await writeFile(file('serial'), '1000');
  await writeFile(
    file('ca.conf'),
    [
      '[ca]\ndefault_ca=here\n[here]',
      `database=${file('index')}\nserial=${file('serial')}\nnew_certs_dir=${directory}\ndefault_md=sha256\npolicy=any`,
      '[any]\ncommonName=supplied\n',
    ].join('\n'),
  );
  const dates = ['-startdate', period[0], '-enddate', period[1]];
  const signing = [
    '-config',
    file('ca.conf'),
    '-cert',
    file('ca.pem'),
    '-keyfile',
    file('ca.key'),
    '-notext',
    '-batch',
  ];
  const written = ['-extfile', file(`${name}.ext`), '-in', file(`${name}.csr`), '-out', file(`${name}.pem`)];
  await run('openssl', ['ca', ...signing, ...dates, ...written]);
}

let platform: ScriptedPlatform | null = null;
let child: ChildProcess | null = null;
afterEach(async () => {
  await platform?.stop();
  platform = null;
  if (child !== null) {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    child = null;
  }
});

async function platformAs(name: string, more: object = {}): Promise<ScriptedPlatform> {
  const identity = { key: await readFile(file(`${name}.key`)), cert: await readFile(file(`${name}.pem`)) };
  platform = await ScriptedPlatform.start((_asked, response) => say(response, 200, fine()), { ...identity, ...more });
  return platform;
}
type Trust = Partial<NonNullable<CountyConfig['viid']>>;
async function openTo(url: string, trust: Trust) {
  const config = { viid: { url, ...account, ...trust } };
  const [destination] = await openDestinations({
    config,
    unit: aUnit,
    clock: realClock,
    log: silentLog,
    offsetAt: china,
  });
  return destination!;
}
async function outcomeOf(url: string, trust: Trust): Promise<string> {
  const destination = await openTo(url, trust);
  const delivery = await destination.deliver([notification('1')], patience());
  await destination.close();
  return delivery.outcome === 'failed' ? delivery.reason : delivery.outcome;
}
async function fingerprint(name: string): Promise<string> {
  const { stdout } = await run('openssl', ['x509', '-in', file(`${name}.pem`), '-noout', '-fingerprint', '-sha256']);
  return stdout.trim().split('=')[1] ?? '';
}

test('its authority, or its pin, is what a certificate takes; both have to hold where both are written', async () => {
  const { origin } = await platformAs('server');
  const pin = await fingerprint('server');
  expect(await outcomeOf(origin, { caFile: file('ca.pem') })).toBe('acknowledged');
  expect(await outcomeOf(origin, { pin })).toBe('acknowledged');
  expect(await outcomeOf(origin, {})).toBe('tls');
  expect(await outcomeOf(origin, { caFile: file('other-ca.pem') })).toBe('tls');
  expect(await outcomeOf(origin, { caFile: file('ca.pem'), pin: '00'.repeat(32) })).toBe('tls');
});

test.each(['expired', 'elsewhere'])(
  'a certificate that is %s is refused, though its authority is trusted',
  async (name) => {
    const { origin } = await platformAs(name);
    expect(await outcomeOf(origin, { caFile: file('ca.pem') })).toBe('tls');
    expect(platform?.asked).toEqual([]);
  },
);

test('a pinned certificate that changed is refused, its new one named; a new one of the same authority is not', async () => {
  const before = await platformAs('server');
  const pinned = await openTo(before.origin, { pin: await fingerprint('server') });
  expect(await pinned.deliver([notification('1')], patience())).toMatchObject({ outcome: 'acknowledged' });
  await pinned.close();
  await before.stop();
  const { origin } = await platformAs('renewed');
  const changed = await openTo(origin, { pin: await fingerprint('server') });
  const shown = (await fingerprint('renewed')).replaceAll(':', '').toLowerCase();
  expect(await changed.deliver([notification('1')], patience())).toMatchObject({
    outcome: 'failed',
    reason: 'tls',
    detail: expect.stringContaining(shown) as string,
  });
  await changed.close();
  expect(platform?.asked).toEqual([]);
  expect(await outcomeOf(origin, { caFile: file('ca.pem') })).toBe('acknowledged');
});

test('a county that asks who calls is shown our certificate', async () => {
  const { origin } = await platformAs('server', {
    ca: await readFile(file('ca.pem')),
    requestCert: true,
    rejectUnauthorized: true,
  });
  const trust = { caFile: file('ca.pem') };
  expect(await outcomeOf(origin, { ...trust, certFile: file('unit.pem'), keyFile: file('unit.key') })).toBe(
    'acknowledged',
  );
  expect(await outcomeOf(origin, trust)).toBe('tls');
  expect(platform?.asked.map(({ path }) => path)).toEqual(['/VIID/System/Register', '/VIID/DispositionNotifications']);
  const pin = await fingerprint('server');
  expect(await outcomeOf(origin, { pin, certFile: file('unit.pem'), keyFile: file('unit.key') })).toBe('acknowledged');
});

test.each(['-tls1_2', '-tls1_3'])(
  'openssl s_server that insists on a certificate (%s) is shown ours',
  async (version) => {
    const port = await freePort();
    const own = ['-cert', file('server.pem'), '-key', file('server.key'), '-CAfile', file('ca.pem')];
    const insisting = ['-Verify', '1', '-verify_return_error', '-quiet', version];
    const server = spawn('openssl', ['s_server', '-accept', `127.0.0.1:${port}`, ...insisting, ...own]);
    child = server;
    let asked = '';
    // What it prints is what it was sent; what it reads is what it answers.
    server.stdout.on('data', (chunk: Buffer) => {
      asked += chunk.toString();
      for (const _post of chunk.toString().matchAll(/POST \/VIID/g)) server.stdin.write('HTTP/1.1 204 Fine\r\n\r\n');
    });
    await listening(port);
    const trust = { caFile: file('ca.pem') };
    const url = `https://127.0.0.1:${port}`;
    expect(await outcomeOf(url, trust)).toBe('tls');
    expect(asked).toBe('');
    expect(await outcomeOf(url, { ...trust, certFile: file('unit.pem'), keyFile: file('unit.key') })).toBe(
      'acknowledged',
    );
    expect(asked).toContain('POST /VIID/DispositionNotifications');
  },
);

test.each([
  ['a file that is not there', { caFile: 'gone.pem' }, /county\.viid\.caFile: .*gone\.pem cannot be read/],
  ['a key for an authority', { caFile: 'ca.key' }, /county\.viid\.caFile: .*ca\.key holds no certificate/],
  ['a certificate without its key', { certFile: 'unit.pem' }, /certFile and keyFile go together/],
  ['a key without its certificate', { keyFile: 'unit.key' }, /certFile and keyFile go together/],
  [
    'a key that is not there',
    { certFile: 'unit.pem', keyFile: 'gone.key' },
    /county\.viid\.keyFile: .*gone\.key cannot/,
  ],
  ['a certificate for a key', { certFile: 'unit.pem', keyFile: 'unit.pem' }, /unit\.pem holds no private key/],
  ['another key', { certFile: 'unit.pem', keyFile: 'server.key' }, /server\.key is not the key of .*unit\.pem/],
])('%s is said at the start, by its name', async (_what, named, words) => {
  const trust = Object.fromEntries(Object.entries(named).map(([field, name]) => [field, file(name)]));
  const failed = await openTo('https://127.0.0.1:9', trust).then(
    () => null,
    (error: unknown) => error,
  );
  expect(failed).toMatchObject({ code: 'bad-input', message: expect.stringMatching(words) as string });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Until somebody listens there; the test's own time limit ends it otherwise. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const answered = await new Promise<boolean>((done) => {
      socket.once('connect', () => done(true));
      socket.once('error', () => done(false));
    });
    socket.destroy();
    if (answered) return;
    await new Promise((again) => setTimeout(again, 25));
  }
}
