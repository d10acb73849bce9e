import { expect, test } from 'vitest';
import { connectionConfig } from '../../../main/station/connections.ts';
import { parseProvision } from '../../../main/station/provision.ts';
import { shippedBounds as lawful } from '../../builders/lawful-bounds.ts';
import { profileFrom } from '../../../main/station/viid-provision.ts';

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
  registrationMs: 300_000,
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
