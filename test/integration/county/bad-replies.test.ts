import { afterEach, expect, test } from 'vitest';
import { JsonDestination } from '../../../main/county/json-destination.ts';
import { isoWith } from '../../../main/county/local-time.ts';
import { realClock } from '../../../main/system/clock.ts';
import { aMessage, aUnit, china } from '../../unit/county/parts.ts';
import { fine, notification, patience, say, ScriptedPlatform, viidTo } from './scripted-platform.ts';
import type { Destination } from '../../../main/county/destination.ts';

let platform: ScriptedPlatform | null = null;
afterEach(async () => {
  await platform?.stop();
  platform = null;
});

const ways: Record<string, (origin: string) => Destination> = {
  viid: (origin) => viidTo(origin),
  json: (origin) =>
    new JsonDestination({
      ...{ url: `${origin}/guardroom/summaries`, secret: 's', unit: aUnit, clock: realClock, toIso: isoWith(china) },
      allowPlain: true,
    }),
};
const messageFor = (way: string) =>
  way === 'viid' ? notification('1') : { ...aMessage('k1'), id: 1, attempts: 0, rejections: 0 };

async function outcomeOf(way: string, origin: string): Promise<string> {
  const destination = ways[way]!(origin);
  try {
    const delivery = await destination.deliver([messageFor(way)], patience());
    return delivery.outcome === 'failed' ? delivery.reason : delivery.outcome;
  } finally {
    await destination.close();
  }
}

const ills: [string, ScriptedPlatform['answer'], string][] = [
  ['a page', (_asked, response) => say(response, 200, '<html>welcome</html>'), 'bad-reply'],
  ['bytes', (_asked, response) => void response.writeHead(200).end(Buffer.from([0, 255, 254, 7])), 'bad-reply'],
  ['500', (_asked, response) => say(response, 500, 'oops'), 'server-error'],
  ['503 with a wait', (_asked, response) => say(response, 503, '', { 'retry-after': '5' }), 'server-error'],
  ['301', (_asked, response) => say(response, 301, '', { location: 'http://127.0.0.1:9/' }), 'bad-reply'],
  ['a reply too large', (_asked, response) => say(response, 200, 'x'.repeat(600_000)), 'bad-reply'],
  [
    'a connection cut in the middle of the reply',
    (_asked, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"ResponseStatusObject":{"StatusCode":0', () => response.destroy());
    },
    'unreachable',
  ],
  ['a connection cut at once', (_asked, response) => void response.destroy(), 'unreachable'],
  [
    'a header that is none',
    (_asked, response) => {
      response.socket?.end('HTTP/1.1 200 OK\r\nbroken header\r\n\r\n');
    },
    'bad-reply',
  ],
  ['no HTTP at all', (_asked, response) => void response.socket?.end('220 mail.invalid ESMTP\r\n'), 'bad-reply'],
];

for (const way of Object.keys(ways)) {
  test.each(ills)(`${way}: %s is no acknowledgement, and no end of the link`, async (_what, ill, reason) => {
    platform = await ScriptedPlatform.start(ill);
    expect(await outcomeOf(way, platform.origin)).toBe(reason);
    const before = platform.asked.length;
    platform.answer = (_asked, response) => say(response, 200, way === 'viid' ? fine() : '');
    expect(await outcomeOf(way, platform.origin)).toBe('acknowledged');
    expect(platform.asked.length).toBeGreaterThan(before);
  });

  test(`${way}: a name that is nowhere, and a port where nobody listens`, async () => {
    const named =
      way === 'viid'
        ? viidTo('http://nonexistent.invalid', { allowPlain: true })
        : ways[way]!('http://nonexistent.invalid');
    const delivery = await named.deliver([messageFor(way)], patience());
    expect(delivery).toMatchObject({ outcome: 'failed', reason: 'unreachable' });
    await named.close();
    expect(await outcomeOf(way, 'http://127.0.0.1:9')).toBe('refused');
  });

  test(`${way}: a county that never answers, and one that drips, cost a bounded time`, async () => {
    platform = await ScriptedPlatform.start(() => undefined);
    expect(await outcomeOf(way, platform.origin)).toBe('timeout');
    platform.answer = (_asked, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 500);
      response.on('close', () => clearInterval(drip));
    };
    expect(await outcomeOf(way, platform.origin)).toBe('timeout');
  });
}

test.each([
  ['no JSON of ours', { hello: 'world' }],
  ['a status that is no number', { ResponseStatusObject: { StatusCode: 'fine' } }],
  ['a list of nothing we know', { ResponseStatusListObject: { ResponseStatusObject: [{ Code: 0 }] } }],
  ['a number', 7],
])('GA/T 1400: %s is a bad reply', async (_what, body) => {
  platform = await ScriptedPlatform.start((_asked, response) => say(response, 200, JSON.stringify(body)));
  expect(await outcomeOf('viid', platform.origin)).toBe('bad-reply');
});
