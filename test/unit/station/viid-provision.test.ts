import { expect, test } from 'vitest';
import { connectionConfig } from '../../../main/station/connections.ts';
import { parseProvision } from '../../../main/station/provision.ts';
import { shippedBounds as lawful } from '../../builders/lawful-bounds.ts';
import { ownListFrom, platformProfileFrom, profileFrom } from '../../../main/station/viid-provision.ts';

const file = (profile: string): string => `
unit: { name: 学校, field: education }
recognition:
  viid: { devices: [{ id: "10001", user: cam, password: secret${profile} }] }
`;
const errorsOf = (profile: string): string[] => {
  const parsed = parseProvision(file(profile), 'en', lawful);
  return parsed.outcome === 'invalid' ? parsed.errors.map(({ path, message }) => `${path}: ${message}`) : [];
};
/** As the station keeps it, and reads it again. */
function profileOf(profile: string) {
  const parsed = parseProvision(file(profile), 'en', lawful);
  if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  const config: unknown = JSON.parse(JSON.stringify({ viid: parsed.provision.recognition.viid, county: {} }));
  const [device] = connectionConfig.parse(config).viid?.devices ?? [];
  return profileFrom(device?.profile, device!);
}
const usual = {
  statusCode: 'number',
  captures: 'list',
  notifications: 'list',
  orders: 'list',
  categories: null,
  registrationMs: 300_000,
  vehicleCategory: 3,
  subscribe: null,
};

test('a file without profiles stays valid and means the usual', () => {
  expect(profileOf('')).toEqual(usual);
  expect(profileOf(', profile: {}')).toEqual(usual);
});

test('a profile is remembered as it was written, durations in milliseconds', () => {
  expect(profileOf(', profile: { statusCode: string, notifications: single, registration: 2m }')).toEqual({
    ...usual,
    ...{ statusCode: 'string', notifications: 'single', registrationMs: 120_000 },
  });
});

test('a device that must be asked is asked with its own user and password unless others are given', () => {
  const asked = 'subscribe: { url: "http://127.0.0.1:8080", details: [faces, device-status] }';
  expect(profileOf(`, profile: { ${asked} }`).subscribe).toEqual({
    ...{ url: 'http://127.0.0.1:8080', user: 'cam', password: 'secret', details: ['faces', 'device-status'] },
    ...{ resourceClass: 4, reportInterval: 3, receiveAddress: null },
  });
  const other = asked.replace(' details', ' user: u, password: p, receiveAddress: "http://127.0.0.1:9/x", details');
  expect(profileOf(`, profile: { ${other} }`).subscribe).toMatchObject({
    ...{ user: 'u', password: 'p', receiveAddress: 'http://127.0.0.1:9/x' },
  });
});

test('what is wrong is told with its path, and never repeats a password', () => {
  const at = 'recognition.viid.devices[0].profile';
  expect(errorsOf(', profile: { registration: 1s, captures: tree, statuscode: x }')).toEqual([
    `${at}.captures: must be one of: list, single`,
    `${at}.registration: must be between 30s and 1d`,
    `${at}: unknown field: statuscode`,
  ]);
  expect(errorsOf(', profile: { subscribe: { url: "http://u:secret@127.0.0.1/", details: [] } }')).toEqual([
    `${at}.subscribe.url: user and password do not belong into the address`,
    `${at}.subscribe.details: too short or too small (at least 1)`,
  ]);
  expect(errorsOf(', profile: { subscribe: { url: "ftp://x", details: [noses] } }')).toEqual([
    `${at}.subscribe.url: must be an address beginning with http:// or https://`,
    expect.stringContaining(`${at}.subscribe.details[0]: must be one of: devices, device-status`),
  ]);
});

const viid = (part: string): string => `
unit: { name: 学校, field: education, viidId: "37152500005030000001" }
recognition: { viid: { ${part} } }
`;
const problemsOf = (part: string): string[] => {
  const parsed = parseProvision(viid(part), 'en', lawful);
  return parsed.outcome === 'invalid' ? parsed.errors.map(({ path, message }) => `${path}: ${message}`) : [];
};

test('upper platforms are named one by one, and none shares its ID with a device', () => {
  const platform = '{ id: "2", name: 县公安局, user: u, password: p }';
  expect(problemsOf(`platforms: [${platform}]`)).toEqual([]);
  expect(problemsOf(`devices: [{ id: "2", user: u, password: p }], platforms: [${platform}, ${platform}]`)).toEqual([
    'recognition.viid.platforms[0].id: "2" is used twice',
    'recognition.viid.platforms[1].id: "2" is used twice',
  ]);
  expect(problemsOf('platforms: [{ id: "2", user: u, password: p, camera: x }]')).toEqual([
    'recognition.viid.platforms[0].name: missing, or of the wrong type: expected text',
    'recognition.viid.platforms[0]: unknown field: camera',
  ]);
});

test('an upper platform is answered in its own form, and its table of categories is kept', () => {
  const platform = (profile: string): string =>
    `platforms: [{ id: "2", name: 县公安局, user: u, password: p${profile} }]`;
  const profile = (written: string) => {
    const parsed = parseProvision(viid(platform(written)), 'en', lawful);
    if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed.errors));
    const config: unknown = JSON.parse(JSON.stringify({ viid: parsed.provision.recognition.viid, county: {} }));
    return platformProfileFrom(connectionConfig.parse(config).viid!.platforms[0]!.profile);
  };
  expect(profile('')).toEqual({ statusCode: 'number', orders: 'list', categories: null, registrationMs: 300_000 });
  expect(profile(', profile: { statusCode: string, orders: single, categories: five, registration: 2m }')).toEqual({
    ...{ statusCode: 'string', orders: 'single', categories: 'five', registrationMs: 120_000 },
  });
  expect(problemsOf(platform(', profile: { categories: six, captures: list }'))).toEqual([
    'recognition.viid.platforms[0].profile.categories: must be one of: four, five',
    'recognition.viid.platforms[0].profile: unknown field: captures',
  ]);
});

test('a device that keeps a list has an address of its own, or the one it is subscribed at', () => {
  const device = (more: string): string => `devices: [{ id: "1", user: u, password: p, ${more} }]`;
  const own = (more: string) => {
    const parsed = parseProvision(viid(device(more)), 'en', lawful);
    if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed.errors));
    const config: unknown = JSON.parse(JSON.stringify({ viid: parsed.provision.recognition.viid, county: {} }));
    return ownListFrom(connectionConfig.parse(config).viid!.devices[0]!);
  };
  const url = 'http://127.0.0.1:8080';
  expect(own('')).toBeNull();
  expect(own(`lists: vehicles, address: "${url}"`)).toEqual({ takes: 'vehicles', url, user: 'u', password: 'p' });
  const subscribed = `profile: { subscribe: { url: "${url}", user: s, details: [faces] } }`;
  expect(own(`lists: all, ${subscribed}`)).toEqual({ takes: 'all', url, user: 's', password: 'p' });
  expect(problemsOf(device('lists: all'))).toEqual([expect.stringContaining('devices[0].lists: a list on the device')]);
  expect(problemsOf(device('lists: everything'))).toEqual([expect.stringContaining('vehicles, persons, all')]);
  expect(problemsOf(device('lists: all, address: "http://u:p@127.0.0.1"'))).toEqual([
    expect.stringContaining('address: user and password'),
  ]);
});
