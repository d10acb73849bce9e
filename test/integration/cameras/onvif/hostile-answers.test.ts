import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { OnvifPeerOptions } from '../../../peers/onvif/onvif-peer.ts';
import { envelope } from '../../../peers/onvif/soap.ts';
import { anOnvifSide, aPeer, impatientClock, signInTo } from './bench-table.ts';

/** What an inspection makes of a device that answers every question so. */
async function inspected(answer: string | Buffer, status = 200, headers: Record<string, string> = {}) {
  const peer = await aPeer({
    hijack(_request, response) {
      response.writeHead(status, { 'content-type': 'application/soap+xml', ...headers }).end(answer);
      return true;
    },
  });
  const { onvif } = await anOnvifSide({ clock: impatientClock });
  return onvif.inspect(signInTo(peer));
}
const failedWith = (problem: string): object => expect.objectContaining({ outcome: 'failed', problem }) as object;

test('garbage is no ONVIF', async () => {
  for (const text of ['', '\0\0\0', 'hello', '<', '<a><b></a>', '<html><body>camera</body></html>', '[]', '{"x":{}}'])
    expect(await inspected(text), JSON.stringify(text)).toEqual(failedWith('not-onvif'));
});

test('random bytes are survived', async () => {
  const seeded = (seed: number) => (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const random = seeded(7);
  for (let n = 0; n < 20; n += 1) {
    const bytes = Buffer.from(Array.from({ length: 400 }, () => Math.floor(random() * 256)));
    expect((await inspected(bytes)).outcome).toBe('failed');
  }
});

test('right envelopes with nonsense inside are survived, at every question', async () => {
  const actions = [
    'GetSystemDateAndTime',
    'GetDeviceInformation',
    'GetServices',
    'GetCapabilities',
    'GetProfiles',
    'GetStreamUri',
    'GetSnapshotUri',
  ];
  const nonsense = [
    '',
    '<x/>',
    '<env:Fault/>',
    '<env:Fault><env:Code/></env:Fault>',
    ...actions.map((action) => `<tds:${action}Response/>`),
    '<tds:GetProfilesResponse><tds:Profiles/></tds:GetProfilesResponse>',
    '<tds:GetServicesResponse><tds:Service/><tds:Service><tds:XAddr><a/></tds:XAddr></tds:Service></tds:GetServicesResponse>',
    '<tds:GetServicesResponse><tds:Service><tds:Namespace>http://www.onvif.org/__proto__/__proto__</tds:Namespace>' +
      '<tds:XAddr>http://127.0.0.1/x</tds:XAddr></tds:Service></tds:GetServicesResponse>',
    '<tds:GetStreamUriResponse><tds:MediaUri><tt:Uri>http://127.0.0.1/</tt:Uri></tds:MediaUri></tds:GetStreamUriResponse>',
  ];
  const { onvif } = await anOnvifSide({ clock: impatientClock });
  for (const action of actions) {
    const answers = [...nonsense];
    const peer = await aPeer();
    for (const answer of answers) {
      peer.options.hijack = (_request, response, body) => {
        if (!body.includes(`<${action} `) && !body.includes(`<${action}/`)) return false;
        response.writeHead(200).end(envelope(answer));
        return true;
      };
      const found = await onvif.inspect(signInTo(peer));
      expect(['inspected', 'failed'], `${action}: ${answer}`).toContain(found.outcome);
    }
  }
  expect(Object.keys({})).toEqual([]);
  expect(({} as Record<string, unknown>)['path']).toBeUndefined();
});

test('entities are neither expanded nor fetched', async () => {
  let fetched = 0;
  const bait = createServer((socket) => {
    fetched += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => bait.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void bait.close());
  const { port } = bait.address() as AddressInfo;
  const lines = Array.from({ length: 30 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`);
  const laughs = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">${lines.join('')}]>${envelope('<a>&l30;</a>')}`;
  expect(await inspected(laughs)).toEqual(failedWith('not-onvif'));
  const outside = `<!DOCTYPE x SYSTEM "http://127.0.0.1:${port}/x.dtd"><x>&y;</x>`;
  expect(await inspected(outside)).toEqual(failedWith('not-onvif'));
  const file = `<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/hosts">]>${envelope('<a>&y;</a>')}`;
  expect(await inspected(file)).toEqual(failedWith('not-onvif'));
  expect(fetched).toBe(0);
});

test('what would keep a parser busy for minutes is refused before', async () => {
  expect(await inspected('xmlns'.repeat(100_000))).toEqual(failedWith('not-onvif'));
  expect(await inspected(envelope('<a>'.repeat(50_000)))).toEqual(failedWith('not-onvif'));
  expect(await inspected('</<a'.repeat(120_000))).toEqual(failedWith('not-onvif'));
});

test('a redirect is not followed, wherever it leads', async () => {
  const elsewhere = await aPeer();
  const location = `http://127.0.0.1:${elsewhere.port}/onvif/device_service`;
  for (const status of [301, 302, 307, 308])
    expect(await inspected('', status, { location })).toEqual(failedWith('not-onvif'));
  expect(elsewhere.asked).toEqual([]);
});

test('statuses are told apart', async () => {
  expect(await inspected('<html>401</html>', 401)).toEqual(failedWith('wrong-password'));
  expect(await inspected('<html>403</html>', 403)).toEqual(failedWith('wrong-password'));
  expect(await inspected('not here', 404)).toEqual(failedWith('not-onvif'));
  expect(await inspected('busy', 503)).toEqual(failedWith('not-onvif'));
});

async function rawDevice(onRequest: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.once('data', () => onRequest(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n';
const rawCases: Record<string, [(socket: Socket) => void, string]> = {
  'a body without end': [
    (socket) => {
      socket.write(`${head}\r\n`);
      const more = (): void => {
        while (!socket.destroyed && socket.write('<a>'.repeat(30_000)));
      };
      socket.on('drain', more);
      more();
    },
    'broken',
  ],
  'a body of one byte now and then': [
    (socket) => {
      socket.write(`${head}Content-Length: 100000\r\n\r\n`);
      const drip = setInterval(() => socket.write('<'), 20);
      socket.on('close', () => clearInterval(drip));
    },
    'unreachable',
  ],
  'headers without end': [
    (socket) => {
      socket.write(head);
      const more = setInterval(() => socket.write(`X-A: ${'a'.repeat(4000)}\r\n`), 5);
      socket.on('close', () => clearInterval(more));
    },
    'not-onvif',
  ],
  'a connection that breaks off in the middle': [
    (socket) => void socket.end(`${head}Content-Length: 1000\r\n\r\n<Envelope>`),
    'unreachable',
  ],
  'no HTTP': [(socket) => void socket.end('RTSP/1.0 400 Bad Request\r\n\r\n'), 'not-onvif'],
};
for (const [name, [behave, problem]] of Object.entries(rawCases)) {
  test(`${name} ends soon, with a reason`, async () => {
    const port = await rawDevice(behave);
    const { onvif } = await anOnvifSide({ clock: impatientClock });
    const signIn = { host: '127.0.0.1', port, path: '/onvif/device_service', user: 'a', password: 'b' };
    expect(await onvif.inspect(signIn)).toEqual(failedWith(problem));
  });
}

test('a user name and tokens cannot change what is sent', async () => {
  const names: string[] = [];
  const note: OnvifPeerOptions['hijack'] = (_request, _response, body) => {
    names.push(...(/<Username>([^]*?)<\/Username>/.exec(body)?.slice(1) ?? []));
    return false;
  };
  const peer = await aPeer({ hijack: note });
  const { onvif } = await anOnvifSide();
  const user = '</Username><x>"&';
  expect(await onvif.inspect(signInTo(peer, { user }))).toEqual(failedWith('wrong-password'));
  expect(names[0]).toBe('&lt;/Username&gt;&lt;x&gt;&quot;&amp;');
});
