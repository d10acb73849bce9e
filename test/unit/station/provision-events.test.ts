import { expect, test } from 'vitest';
import { eventSourcesConfig } from '../../../main/station/event-sources.ts';
import { parseProvision } from '../../../main/station/provision.ts';
import { shippedBounds as lawful } from '../../builders/lawful-bounds.ts';

const file = (recognition: string): string => `
unit: { name: 冠县第一中学, field: education }
cameras: [{ name: 东门, main: "rtsp://127.0.0.1:8554/main" }, { name: 操场, main: "rtsp://127.0.0.1:8555/main" }]
recognition:
${recognition}`;
const errorsOf = (recognition: string, language: 'zh' | 'en' = 'en'): string[] => {
  const parsed = parseProvision(file(recognition), language, lawful);
  return parsed.outcome === 'invalid' ? parsed.errors.map(({ path, message }) => `${path}: ${message}`) : [];
};

const whole = `
  onvif: { linked: [操场], devices: [{ camera: 东门, address: "http://127.0.0.1:8000", user: admin, password: "p" }] }
  isapi:
    devices:
      - { camera: 东门, address: "http://127.0.0.1", channel: 1, user: admin, password: "p" }
      - { camera: 操场, address: "http://127.0.0.1", channel: 2, user: admin, password: "p" }
  webhook: { listen: "127.0.0.1:0", sources: [{ name: barrier, token: "sixteen-letters-and", camera: 东门 }] }
  mqtt: { url: "mqtt://127.0.0.1", user: u, password: "p", cameras: { gate: 东门 } }
`;

test('every source, and what is remembered of it', () => {
  const parsed = parseProvision(file(whole), 'en', lawful);
  if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  const { viid, ...events } = parsed.provision.recognition;
  expect(viid).toBeUndefined();
  expect(events.mqtt).toMatchObject({ topic: 'frigate' });
  expect(events.webhook?.listen).toEqual({ host: '127.0.0.1', port: 0 });
  expect(eventSourcesConfig.parse(JSON.parse(JSON.stringify(events)))).toEqual(events);
});

test('what is left out has its usual value; old files stay valid', () => {
  const parsed = parseProvision(file('  webhook: {}\n  onvif: {}\n  isapi: {}'), 'en', lawful);
  if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  expect(parsed.provision.recognition).toEqual({
    webhook: { listen: { host: '127.0.0.1', port: 18401 }, sources: [] },
    onvif: { linked: 'all', devices: [] },
    isapi: { devices: [] },
  });
  expect(errorsOf('  {}')).toEqual([]);
});

test.each<[what: string, from: string, to: string, error: string]>([
  [
    'an unknown field',
    'user: admin',
    'users: admin',
    'recognition.onvif.devices[0].user: missing, or of the wrong type: expected text',
  ],
  [
    'https',
    'http://127.0.0.1:8000',
    'https://127.0.0.1',
    'recognition.onvif.devices[0].address: must be an address such as http://127.0.0.1:80; user and password have lines of their own',
  ],
  [
    'a password in an address',
    'http://127.0.0.1:8000',
    'http://a:b@127.0.0.1',
    'recognition.onvif.devices[0].address: must be an address such as http://127.0.0.1:80; user and password have lines of their own',
  ],
  [
    'a camera that is not there',
    'camera: 东门, address',
    'camera: 西门, address',
    'recognition.onvif.devices[0].camera: there is no camera named "西门"',
  ],
  [
    'one channel twice',
    'channel: 2',
    'channel: 1',
    'recognition.isapi.devices[1].channel: "http://127.0.0.1 1" is used twice',
  ],
  [
    'a short token',
    'sixteen-letters-and',
    'short',
    'recognition.webhook.sources[0].token: too short or too small (at least 16)',
  ],
  [
    'a name that is no path',
    'name: barrier',
    'name: "a/b"',
    'recognition.webhook.sources[0].name: not in the expected form',
  ],
  [
    'a port beyond',
    '127.0.0.1:0',
    '127.0.0.1:70000',
    'recognition.webhook.listen: the port must be between 0 and 65535',
  ],
  [
    'no broker',
    'mqtt://127.0.0.1',
    'http://127.0.0.1',
    'recognition.mqtt.url: must be an address beginning with mqtt:// or mqtts://; user and password have lines of their own',
  ],
  [
    'a camera of Frigate’s',
    'gate: 东门',
    'gate: 西门',
    'recognition.mqtt.cameras.gate: there is no camera named "西门"',
  ],
])('told with its path: %s', (_what, from, to, error) => {
  expect(whole).toContain(from);
  expect(errorsOf(whole.replace(from, to))[0]).toBe(error);
});
