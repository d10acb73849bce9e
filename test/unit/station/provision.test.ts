import { expect, test } from 'vitest';
import { parseProvision } from '../../../main/station/provision.ts';
import { shippedBounds as lawful } from '../../builders/lawful-bounds.ts';

const whole = `
unit: { name: 冠县第一中学, field: education, viidId: "37152500005030000001", keyTarget: false }
accounts: [{ account: guard1, name: 王强, role: guard, password: "long enough" }]
cameras:
  - { name: 东门, main: "rtsp://u:p@127.0.0.1:8554/main", sub: "rtsp://u:p@127.0.0.1:8554/sub", point: gate }
recognition:
  viid: { listen: "0.0.0.0:18400", devices: [{ id: "37152500001190000001", camera: 东门, user: cam, password: "..." }] }
watchlist:
  - { kind: vehicle, plate: 鲁P12345, category: barred, basis: 单位禁入决定 2026-014, expires: 2027-01-01, approvedBy: chief1 }
county:
  viid: { url: "http://127.0.0.1:8080", id: "37152500005030000001", user: unit, password: "..." }
  summaries: { url: "https://127.0.0.1:8443/guardroom/summaries", secret: "...", every: 1h }
clips: { before: 15s, after: 2m }
retention: { footage: 30d, sightings: 30d, alarms: 180d }
`;

function errorsOf(text: string, language: 'zh' | 'en' = 'en'): string[] {
  const parsed = parseProvision(text, language, lawful);
  return parsed.outcome === 'invalid' ? parsed.errors.map(({ path, message }) => `${path}: ${message}`) : [];
}

test('the file of the design is valid, its durations in milliseconds', () => {
  const parsed = parseProvision(whole, 'zh', lawful);
  if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  expect(parsed.provision.recognition.viid?.listen).toEqual({ host: '0.0.0.0', port: 18400 });
  expect(parsed.provision.county.summaries?.every).toBe(3_600_000);
  expect(parsed.provision.retention.alarms).toBe(180 * 86_400_000);
});

test('clips reach from ten seconds before to twenty after, unless the file says otherwise within bounds', () => {
  const clipsOf = (text: string) => {
    const parsed = parseProvision(text, 'zh', lawful);
    return parsed.outcome === 'valid' ? parsed.provision.clips : null;
  };
  expect(clipsOf(whole)).toEqual({ beforeSeconds: 15, afterSeconds: 120 });
  expect(clipsOf(whole.replace(/^clips.*$/m, ''))).toEqual({ beforeSeconds: 10, afterSeconds: 20 });
  expect(errorsOf(whole.replace('before: 15s', 'before: 61s'))).toEqual(['clips.before: must not be longer than 60s']);
  expect(errorsOf(whole.replace('after: 2m', 'after: 5m'), 'zh')).toEqual(['clips.after: 不能超过 280s']);
  expect(errorsOf(whole.replace('after: 2m', 'after: long'))[0]).toMatch(/^clips\.after: must be a duration/);
});

test('an entry holds to the end of its last day, in local time', () => {
  const parsed = parseProvision(whole, 'zh', lawful);
  if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  expect(parsed.provision.watchlist[0]?.expires).toBe(new Date(2027, 0, 2).getTime());
});

test('every error is told with its path', () => {
  const text = whole
    .replace('field: education', 'field: circus')
    .replace('"rtsp://u:p@127.0.0.1:8554/main"', '"http://127.0.0.1/"')
    .replace('expires: 2027-01-01', 'expires: 2027-02-30')
    .replace('every: 1h', 'every: hourly');
  expect(errorsOf(text)).toEqual([
    expect.stringMatching(/^unit\.field: must be one of: government, education/),
    'cameras[0].main: must be an address beginning with rtsp://',
    'watchlist[0].expires: there is no such day',
    'county.summaries.every: must be a duration such as 30d, 1h, 10m, 30s',
  ]);
});

test('errors are worded in Chinese for a Chinese reader', () => {
  expect(errorsOf(whole.replace('camera: 东门,', 'camera: 西门,'), 'zh')).toEqual([
    'recognition.viid.devices[0].camera: 没有名为“西门”的摄像机',
  ]);
});

test('an unknown field is an error, not ignored', () => {
  expect(errorsOf(whole.replace('point: gate', 'pont: gate'))).toEqual(['cameras[0]: unknown field: pont']);
});

test('names used twice are named', () => {
  const text = whole.replace('accounts: [', 'accounts: [{ account: guard1, role: chief, password: "another one" }, ');
  expect(errorsOf(text)).toEqual(['accounts[1].account: "guard1" is used twice']);
});

test('retention below the lawful bound is refused; a key target keeps 90 days', () => {
  expect(errorsOf(whole.replace('footage: 30d', 'footage: 7d'))).toEqual([
    'retention.footage: below the lawful minimum of 30d',
  ]);
  expect(errorsOf(whole.replace('keyTarget: false', 'keyTarget: true'))).toEqual([
    'retention.footage: below the lawful minimum of 90d',
  ]);
  expect(errorsOf(whole.replace('alarms: 180d', 'alarms: 20d, audit: 90d'))).toEqual([
    'retention.alarms: below the lawful minimum of 30d',
    'retention.audit: below the lawful minimum of 184d',
  ]);
});

test('broken YAML is told by line', () => {
  expect(errorsOf('unit: {\ncameras: [')[0]).toMatch(/^line \d+: /);
});

test('an error never repeats a password', () => {
  const text = whole.replace('password: "long enough"', 'password: { oops: "s3cret" }');
  expect(errorsOf(text).join()).not.toContain('s3cret');
});

test.each(['', '[]', 'null', '42', '"text"'])('a file that holds only %j is refused', (text) => {
  expect(errorsOf(text).length).toBeGreaterThan(0);
});

test('plain http to another machine is refused unless it is meant', () => {
  const text = whole.replace('https://127.0.0.1:8443', 'http://county.invalid');
  expect(errorsOf(text)[0]).toMatch(/^county\.summaries\.url: plain http/);
  expect(errorsOf(text.replace('every: 1h', 'every: 1h, allowPlain: true'))).toEqual([]);
});

test('a plate that is none and an ID number whose check digit is wrong are named, the number masked', () => {
  const text = whole.replace('plate: 鲁P12345', 'plate: HELLO');
  expect(errorsOf(text)).toEqual(['watchlist[0].plate: "HELLO" is not a number plate']);
  const person = whole.replace('kind: vehicle, plate: 鲁P12345', 'kind: person, idNumber: "371525199001010014"');
  expect(errorsOf(person)).toEqual(['watchlist[0].idNumber: "371525********0014" is not a valid ID number']);
});

test('an entry may hold at kinds of place and at cameras of the file, and list what is not wholly known', () => {
  const entry = (more: string): string =>
    whole.replace(/^ {2}- \{ kind: vehicle.*$/m, `  - { category: barred, basis: 决定, expires: 2027-01-01, ${more} }`);
  expect(errorsOf(entry('kind: vehicle, plate: 鲁P123??, plateColour: blue, points: [gate], cameras: [东门]'))).toEqual(
    [],
  );
  expect(errorsOf(entry('kind: person, name: 钱某'))).toEqual([]);
  expect(errorsOf(entry('kind: person, libraryId: "A-7"'))).toEqual([]);
  expect(errorsOf(entry('kind: vehicle, plate: 鲁P12345, cameras: [东门, 西门]'))).toEqual([
    'watchlist[0].cameras[1]: there is no camera named "西门"',
  ]);
  expect(errorsOf(entry('kind: vehicle, plate: 鲁P*'), 'zh')).toEqual([
    'watchlist[0].plate: “鲁P*”太笼统，至少写明三个字符',
  ]);
  expect(errorsOf(entry('kind: person'))).toEqual(['watchlist[0].idNumber: give an ID number, a name or a library id']);
});
