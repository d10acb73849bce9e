import { expect, test } from 'vitest';
import type { OnvifEncoding, OnvifProfile } from '#contract/onvif.ts';
import { chooseProfiles } from '../../../../main/cameras/onvif/choose-profiles.ts';

function profile(token: string, encoding: OnvifEncoding, size: string, frameRate: number | null = 25): OnvifProfile {
  const [width = 0, height = 0] = size.split('x').map(Number);
  return { token, name: token, source: 'S1', encoding, width, height, frameRate, bitrateKbps: null, ptz: false };
}
const chosen = (...profiles: OnvifProfile[]): (string | null)[] | null => {
  const found = chooseProfiles(profiles, 'S1');
  return found === null ? null : [found.main.token, found.sub?.token ?? null];
};

test('the largest H.264 is main, the largest small H.264 is sub, whatever the order', () => {
  const all = [
    profile('cif', 'H264', '352x288'),
    profile('hd', 'H264', '1920x1080'),
    profile('d1', 'H264', '704x576'),
    profile('4k', 'H264', '3840x2160'),
  ];
  expect(chosen(...all)).toEqual(['4k', 'd1']);
  expect(chosen(...all.reverse())).toEqual(['4k', 'd1']);
});

test('H.264 is taken before a larger H.265, because every machine shows it', () => {
  expect(chosen(profile('hevc', 'H265', '3840x2160'), profile('avc', 'H264', '1920x1080'))).toEqual(['avc', null]);
});

test('where the only H.264 is the small stream, it is the sub stream of the H.265', () => {
  expect(chosen(profile('hevc', 'H265', '2560x1440'), profile('avc', 'H264', '640x360'))).toEqual(['hevc', 'avc']);
});

test('a camera of H.265 alone has both of its streams in it', () => {
  expect(chosen(profile('big', 'H265', '2560x1440'), profile('small', 'H265', '640x480'))).toEqual(['big', 'small']);
});

test('a small stream of few frames a second gives way to a smaller fluent one', () => {
  const [main, slow, fluent] = [
    profile('main', 'H264', '1920x1080'),
    profile('slow', 'H264', '704x576', 2),
    profile('fluent', 'H264', '640x360', 15),
  ];
  expect(chosen(main, slow, fluent)).toEqual(['main', 'fluent']);
  expect(chosen(main, slow)).toEqual(['main', 'slow']);
});

test('of equal sizes the faster one is taken', () => {
  expect(
    chosen(
      profile('main', 'H264', '1920x1080'),
      profile('a', 'H264', '640x360', 10),
      profile('b', 'H264', '640x360', 20),
    ),
  ).toEqual(['main', 'b']);
});

test('without a small stream the smallest that is smaller than main is sub', () => {
  const all = [
    profile('5m', 'H264', '2592x1944'),
    profile('hd', 'H264', '1920x1080'),
    profile('720', 'H264', '1280x720'),
  ];
  expect(chosen(...all)).toEqual(['5m', '720']);
});

test('a single stream has no sub stream, nor has a second one of the same size', () => {
  expect(chosen(profile('only', 'H264', '1280x720'))).toEqual(['only', null]);
  expect(chosen(profile('one', 'H264', '1280x720'), profile('two', 'H264', '1280x720'))).toEqual(['one', null]);
});

test('MPEG-4 is better than nothing, JPEG is nothing', () => {
  expect(chosen(profile('old', 'MPEG4', '704x576'), profile('still', 'JPEG', '1920x1080'))).toEqual(['old', null]);
  expect(chosen(profile('still', 'JPEG', '1920x1080'))).toBeNull();
  expect(chosen()).toBeNull();
});

test('profiles of other video sources are left alone', () => {
  const other = { ...profile('other', 'H264', '3840x2160'), source: 'S2' };
  expect(chosen(other, profile('own', 'H264', '1280x720'))).toEqual(['own', null]);
  expect(chooseProfiles([other], 'S2')?.main.token).toBe('other');
});
