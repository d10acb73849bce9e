import { expect, test } from 'vitest';
import { presetsOf, profilesOf, relayOutputsOf, timeOf } from '../../../../main/cameras/onvif/device-answers.ts';
import { readSoapBody } from '../../../../main/cameras/onvif/soap-answer.ts';
import { envelope } from '../../../peers/onvif/soap.ts';

const time = (year: number | string, more = ''): number | null =>
  timeOf(
    readSoapBody(
      envelope(
        '<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:UTCDateTime>' +
          '<tt:Time><tt:Hour>08</tt:Hour><tt:Minute>05</tt:Minute><tt:Second>9</tt:Second></tt:Time>' +
          `<tt:Date><tt:Year>${year}</tt:Year><tt:Month>2</tt:Month><tt:Day>28</tt:Day></tt:Date>${more}` +
          '</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>',
      ),
    ),
  );

test('the camera’s time is read, with leading zeros or without', () => {
  expect(time(2026)).toBe(Date.UTC(2026, 1, 28, 8, 5, 9));
  expect(time(1970)).toBe(Date.UTC(1970, 1, 28, 8, 5, 9));
});

test('a time that does not exist is none', () => {
  for (const year of [0, 30_000, -1, 'soon', '']) expect(time(year), String(year)).toBeNull();
  expect(timeOf(readSoapBody(envelope('<tds:GetSystemDateAndTimeResponse/>')))).toBeNull();
});

const profiles = (inner: string): ReturnType<typeof profilesOf> =>
  profilesOf(readSoapBody(envelope(`<trt:GetProfilesResponse>${inner}</trt:GetProfilesResponse>`)));

test('profiles that make no sense are left out, sizes that make none make one without video', () => {
  const encoder = (width: string): string =>
    `<tt:VideoEncoderConfiguration><tt:Encoding>H264</tt:Encoding><tt:Resolution><tt:Width>${width}</tt:Width>` +
    '<tt:Height>720</tt:Height></tt:Resolution></tt:VideoEncoderConfiguration>';
  const found = profiles(
    `<trt:Profiles token="good">${encoder('1280')}</trt:Profiles><trt:Profiles>${encoder('1280')}</trt:Profiles>` +
      `<trt:Profiles token="${'x'.repeat(65)}"/><trt:Profiles token="odd">${encoder('-1')}</trt:Profiles>` +
      '<trt:Profiles token="audio"><tt:Name>sound</tt:Name></trt:Profiles>',
  );
  expect(found.map(({ token, video }) => [token, video?.width ?? null])).toEqual([
    ['good', 1280],
    ['odd', null],
    ['audio', null],
  ]);
});

test('ten thousand profiles or presets are not all kept', () => {
  const many = Array.from({ length: 10_000 }, (_, n) => `<trt:Profiles token="${n}"/>`).join('');
  expect(profiles(many)).toHaveLength(512);
  const presets = Array.from({ length: 10_000 }, (_, n) => `<tptz:Preset token="${n}"/>`).join('');
  const body = readSoapBody(envelope(`<tptz:GetPresetsResponse>${presets}</tptz:GetPresetsResponse>`));
  expect(presetsOf(body)).toHaveLength(512);
});

test('relay outputs are counted where a device says so, and only when it can be true', () => {
  const of = (text: string): number =>
    relayOutputsOf(
      readSoapBody(
        envelope(
          `<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Device><tt:IO><tt:RelayOutputs>${text}</tt:RelayOutputs>` +
            '</tt:IO></tt:Device></tds:Capabilities></tds:GetCapabilitiesResponse>',
        ),
      ),
    );
  expect([of('4'), of('-1'), of('1e9'), of('many'), of('')]).toEqual([4, 0, 0, 0, 0]);
});
