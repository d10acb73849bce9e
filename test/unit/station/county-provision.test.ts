import { expect, test } from 'vitest';
import { connectionConfig } from '../../../main/station/connections.ts';
import { linkPlatforms, untold } from '../../../main/station/county-provision.ts';
import { parseProvision } from '../../../main/station/provision.ts';
import { shippedBounds as lawful } from '../../builders/lawful-bounds.ts';

const file = (county: string, ordering: readonly string[] = ['A', 'B']): string => `
unit: { name: 学校, field: education }
recognition:
  viid: { platforms: [${ordering.map((id) => `{ id: ${id}, name: 平台${id}, user: u, password: secret }`).join(', ')}] }
county: { ${county} }
`;
const way = (more = '', url = 'http://127.0.0.1:8080'): string =>
  `url: "${url}", id: "1", user: u, password: secret${more}`;
const viid = (more = '', url?: string): string => `viid: { ${way(more, url)} }`;

function errorsOf(county: string, language: 'zh' | 'en' = 'en'): string[] {
  const parsed = parseProvision(file(county), language, lawful);
  return parsed.outcome === 'invalid' ? parsed.errors.map(({ path, message }) => `${path}: ${message}`) : [];
}
/** As the station keeps it, and reads it again. */
function countyOf(county: string, ordering?: readonly string[]) {
  const parsed = parseProvision(file(county, ordering), 'en', lawful);
  if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  const config: unknown = JSON.parse(JSON.stringify({ county: parsed.provision.county }));
  return connectionConfig.parse(config).county;
}

test('one platform is written as ever, and means the usual', () => {
  expect(countyOf(viid())).toEqual({
    viid: { url: 'http://127.0.0.1:8080', id: '1', user: 'u', password: 'secret', allowPlain: false },
  });
});

test('what is said of a platform is remembered, durations in milliseconds', () => {
  const profile =
    'profile: { contentType: application/json, success: [200, 201], together: 1, receiveHosts: ["127.0.0.2:80"] }';
  const more = `, platform: A, registerEvery: 5m, keepalive: 80s, allowPlain: true, pin: "${'ab'.repeat(32)}", ${profile}`;
  expect(countyOf(viid(more)).viid).toMatchObject({
    ...{ platform: 'A', registerEveryMs: 300_000, keepaliveMs: 80_000, allowPlain: true, pin: 'ab'.repeat(32) },
    profile: { contentType: 'application/json', success: [200, 201], together: 1, receiveHosts: ['127.0.0.2:80'] },
  });
});

test('further platforms have names of their own, and each stands for one that orders', () => {
  const two = `${viid(', platform: A')}, platforms: [{ name: 市局, platform: B, ${way()} }]`;
  expect(countyOf(two).platforms).toMatchObject([{ name: '市局', platform: 'B' }]);
  const both = `platforms: [{ name: 市局, platform: A, ${way()} }, { name: 市局, platform: A, ${way()} }]`;
  expect(errorsOf(both)).toEqual([
    'county.platforms[1].name: "市局" is used twice',
    'county.platforms[1].platform: "A" is used twice',
  ]);
  expect(errorsOf(both, 'zh')).toEqual([
    'county.platforms[1].name: “市局”重复',
    'county.platforms[1].platform: “A”重复',
  ]);
  const nine = Array.from({ length: 9 }, (_, n) => `{ name: p${n}, ${way()} }`).join(', ');
  expect(errorsOf(`platforms: [${nine}]`)).toEqual(['county.platforms: too long or too large (at most 8)']);
  expect(errorsOf(`platforms: [{ ${way()} }]`)[0]).toMatch(/^county\.platforms\[0\]\.name: missing/);
  expect(errorsOf(`platforms: [{ name: "a\\u0007b", ${way()} }]`)).toEqual([
    'county.platforms[0].name: the name has characters that cannot be used',
  ]);
  expect(errorsOf(`platforms: [{ name: "a\\uD800", ${way()} }]`)).toHaveLength(1);
});

test('a platform that is nowhere else in the file is an error at its path', () => {
  expect(errorsOf(viid(', platform: C'))).toEqual([
    'county.viid.platform: there is no platform of the number "C" under recognition.viid.platforms',
  ]);
  expect(errorsOf(viid(', platform: C'), 'zh')).toEqual([
    'county.viid.platform: recognition.viid.platforms 里没有编号为“C”的上级平台',
  ]);
});

test('plain http beyond this machine has to be allowed on purpose, for every way', () => {
  const plain = 'http://county.invalid';
  const summaries = (more = ''): string => `summaries: { url: "${plain}", secret: s${more} }`;
  const platforms = (more = ''): string => `platforms: [{ name: 市局, ${way(more, plain)} }]`;
  const paths = errorsOf(`${viid('', plain)}, ${platforms()}, ${summaries()}`).map((error) => error.split(': ')[0]);
  expect(paths).toEqual(['county.viid.url', 'county.platforms[0].url', 'county.summaries.url']);
  expect(errorsOf(viid('', plain))[0]).toContain('allowPlain: true');
  const allowed = ', allowPlain: true';
  expect(errorsOf(`${viid(allowed, plain)}, ${platforms(allowed)}, ${summaries(allowed)}`)).toEqual([]);
});

test('a station that remembers plain http from before it was asked comes up as it was', () => {
  const remembered = { county: { viid: { url: 'http://county.invalid', id: '1', user: 'u', password: 'p' } } };
  expect(connectionConfig.parse(remembered).county.viid?.allowPlain).toBe(true);
});

test.each([
  [viid('', 'http://u:secret@127.0.0.1'), 'county.viid.url: user and password do not belong into the address'],
  [viid('', 'http://[nowhere'), 'county.viid.url: must be an address beginning with http:// or https://'],
  [viid(', certFile: c.pem'), 'county.viid.certFile: certFile and keyFile go together: write both or none'],
  [viid(', keyFile: k.pem'), 'county.viid.keyFile: certFile and keyFile go together: write both or none'],
  [viid(', pin: abc'), "county.viid.pin: must be the certificate's SHA-256, 64 hex digits"],
  [viid(', registerEvery: 1s'), 'county.viid.registerEvery: must be between 30s and 1d'],
  [viid(', registerEvery: often'), 'county.viid.registerEvery: must be a duration such as 30d, 1h, 10m, 30s'],
  [viid(', keepalive: 2h'), 'county.viid.keepalive: must be between 5s and 1h'],
  [
    viid(', profile: { contentType: "a/b\\r\\nX: y" }'),
    'county.viid.profile.contentType: must be a media type such as application/json',
  ],
  [viid(', profile: { success: [404] }'), 'county.viid.profile.success[0]: too long or too large (at most 299)'],
  [viid(', profile: { together: 0 }'), 'county.viid.profile.together: too short or too small (at least 1)'],
  [
    viid(', profile: { receiveHosts: ["http://127.0.0.1/x"] }'),
    'county.viid.profile.receiveHosts[0]: must be a host or host:port, such as 127.0.0.1:8080',
  ],
  [viid(', profile: { statusCode: number }'), 'county.viid.profile: unknown field: statusCode'],
])('%s is told with its path, and never repeats a password', (county, error) => {
  expect(errorsOf(county)).toEqual([error]);
  expect(errorsOf(county, 'zh')[0]).toMatch(/^county\.viid\.\S+: .*\p{Script=Han}/u);
  expect(errorsOf(county, 'zh')[0]).not.toContain('secret');
});

test('with one platform that orders and one address they belong together; else only what is written counts', () => {
  expect(linkPlatforms(countyOf(viid()), ['A']).viid?.platform).toBe('A');
  const named = countyOf(`platforms: [{ name: 市局, ${way()} }]`);
  expect(linkPlatforms(named, ['A']).platforms?.[0]?.platform).toBe('A');
  expect(linkPlatforms(countyOf(viid()), ['A', 'B']).viid?.platform).toBeUndefined();
  expect(linkPlatforms(countyOf(viid()), []).viid?.platform).toBeUndefined();
  const two = countyOf(`${viid()}, platforms: [{ name: 市局, ${way()} }]`);
  expect(linkPlatforms(two, ['A'])).toEqual(two);
  expect(untold(linkPlatforms(countyOf(viid()), ['A']), ['A'])).toEqual([]);
  expect(untold(two, ['A'])).toEqual(['A']);
});
