import { describe, expect, test } from 'vitest';
import {
  defaultPreferences,
  leastVolume,
  parsePreferences,
  PreferenceStore,
} from '../../../renderer/features/console/preferences.ts';
import { parseRoute, routeAsking, routeTo } from '../../../renderer/features/console/route.ts';
import { drawTone } from '../../../renderer/features/alarms/tones.ts';
import { completedUrl, finishedDraft } from '../../../renderer/features/devices/camera-draft.ts';
import { passwordStrength } from '../../../renderer/features/setup/password-strength.ts';
import { codecInWords } from '../../../renderer/features/wall/codec-words.ts';
import { plateLook, spacedPlate } from '../../../renderer/ui/plate-look.ts';
import { shownBox } from '../../../renderer/ui/subject-box.ts';

describe('a number plate', () => {
  test('looks as the camera saw it', () => {
    expect(plateLook('鲁P12345', 'yellow')).toBe('yellow');
    expect(plateLook('鲁PD16F35', 'green')).toBe('green');
  });

  test('looks as its characters say when the camera saw no colour', () => {
    expect(plateLook('鲁P12345')).toBe('blue');
    expect(plateLook('鲁PD16F35')).toBe('green');
    expect(plateLook('鲁P0235警')).toBe('white');
    expect(plateLook('鲁P123学')).toBe('yellow');
    expect(plateLook('粤Z1234港')).toBe('black');
    expect(plateLook('鲁P12345', undefined, '01')).toBe('yellow');
  });

  test('has its dot after the office’s letter', () => {
    expect(spacedPlate('鲁P12345')).toEqual({ head: '鲁P', tail: '12345' });
  });
});

describe('a subject’s box', () => {
  const box = { unit: 'fraction', left: 0.25, top: 0.25, right: 0.75, bottom: 0.75 } as const;

  test('stays where it is on a picture shown whole', () => {
    expect(shownBox(box, { width: 1600, height: 900 }, 16 / 9, 'cover')).toEqual({
      left: 0.25,
      top: 0.25,
      width: 0.5,
      height: 0.5,
    });
  });

  test('moves with a picture cut at its sides', () => {
    const shown = shownBox(box, { width: 2000, height: 1000 }, 1, 'cover');
    expect(shown).toEqual({ left: 0, top: 0.25, width: 1, height: 0.5 });
  });

  test('moves with a picture that leaves bars above and below', () => {
    const shown = shownBox(box, { width: 2000, height: 1000 }, 1, 'contain');
    expect(shown).toEqual({ left: 0.25, top: 0.375, width: 0.5, height: 0.25 });
  });

  test('in pixels waits for the size of the picture', () => {
    const pixels = { unit: 'pixel', left: 100, top: 0, right: 200, bottom: 100 } as const;
    expect(shownBox(pixels, null, 1, 'fill')).toBeNull();
    expect(shownBox(pixels, { width: 400, height: 400 }, 1, 'fill')?.left).toBe(0.25);
  });

  test('that is empty or outside is not drawn', () => {
    expect(shownBox({ ...box, right: 0.25 }, null, 1, 'fill')).toBeNull();
    expect(shownBox({ ...box, left: 2, right: 3 }, null, 1, 'fill')).toBeNull();
  });
});

describe('preferences', () => {
  test('whatever was stored, what is read is whole', () => {
    expect(parsePreferences(null)).toEqual(defaultPreferences);
    expect(parsePreferences('no JSON')).toEqual(defaultPreferences);
    expect(parsePreferences('{"volume":7,"layout":5,"language":"fr","largeText":"yes"}')).toEqual({
      ...defaultPreferences,
      volume: 1,
    });
  });

  test('the volume is never nothing, and what an older version had switched off is on', () => {
    expect(parsePreferences('{"volume":0,"soundOn":false}')).toEqual({ ...defaultPreferences, volume: leastVolume });
  });

  test('a choice is kept, and told to who listens', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const store = new PreferenceStore(storage);
    let told = 0;
    const stop = store.subscribe(() => {
      told += 1;
    });
    store.set({ volume: 0.4 });
    stop();
    store.set({ largeText: true });
    expect(told).toBe(1);
    expect(new PreferenceStore(storage).current()).toEqual({ ...defaultPreferences, volume: 0.4, largeText: true });
  });

  test('a storage that is full keeps the choice until the page is closed', () => {
    const store = new PreferenceStore({
      getItem: () => null,
      setItem: () => {
        throw new Error('full');
      },
    });
    store.set({ largeText: true });
    expect(store.current().largeText).toBe(true);
  });
});

describe('the address', () => {
  test('an unknown screen is the wall', () => {
    const wall = { screen: 'wall', item: null, part: null, query: '' };
    expect(parseRoute('#/nothing')).toEqual(wall);
    expect(parseRoute('')).toEqual(wall);
  });

  test('carries what a screen is to open', () => {
    expect(parseRoute(routeTo('alarms', 12))).toMatchObject({ screen: 'alarms', item: '12' });
    expect(parseRoute(routeTo('journal', 'cases', 3))).toMatchObject({ screen: 'journal', item: 'cases', part: '3' });
    expect(parseRoute(routeTo('devices', 'a/b?c'))).toMatchObject({ item: 'a/b?c', query: '' });
  });

  test('carries what a screen is asked for', () => {
    const asking = { screen: 'journal', item: null, part: null, query: 'hits=1&plate=%E9%B2%81P' };
    expect(parseRoute(routeAsking('journal', asking.query))).toEqual(asking);
    expect(parseRoute(routeAsking('journal', ''))).toEqual({ ...asking, query: '' });
  });

  test('that nobody could have written names no item', () => {
    expect(parseRoute('#/journal/%E9%B2').item).toBeNull();
  });
});

describe('a camera being added', () => {
  test('a bare address becomes a whole one', () => {
    expect(completedUrl(' 127.0.0.1/main ')).toBe('rtsp://127.0.0.1/main');
    expect(completedUrl('rtsp://u:p@127.0.0.1:554/main')).toBe('rtsp://u:p@127.0.0.1:554/main');
    expect(completedUrl('')).toBe('');
  });

  test('names the fields that are not right', () => {
    const draft = { name: ' ', point: 'gate' as const, main: 'http://127.0.0.1', sub: '' };
    expect(finishedDraft(draft)).toEqual({ outcome: 'incomplete', errors: ['name', 'main'] });
  });

  test('leaves out a sub stream that is not given', () => {
    const finished = finishedDraft({ name: '东门', point: 'gate', main: '127.0.0.1/main', sub: '' });
    expect(finished).toEqual({
      outcome: 'complete',
      camera: { name: '东门', point: 'gate', main: 'rtsp://127.0.0.1/main' },
    });
  });
});

test('passwords are judged by their length', () => {
  expect(passwordStrength('abc')).toEqual({ length: 'too-short', lacking: 5 });
  expect(passwordStrength('abcdefgh').length).toBe('weak');
  expect(passwordStrength('abcdefghijkl').length).toBe('fair');
  expect(passwordStrength('一二三四五六七八九十一二三四五六').length).toBe('strong');
});

test('codecs are called what people call them', () => {
  expect(codecInWords('avc1.4d401f')).toBe('H.264');
  expect(codecInWords('hvc1.1.6.L93.B0')).toBe('H.265');
  expect(codecInWords('theora')).toBe('theora');
});

test('the more serious an alarm, the louder and the less silent its tone', () => {
  const rate = 8_000;
  const loudness = ([1, 2, 3] as const).map((priority) => {
    const tone = drawTone(priority, rate);
    expect(Math.max(...tone)).toBeLessThanOrEqual(1);
    // Ends where it begins: a loop must not click.
    expect(Math.abs(tone.at(-1) ?? 1)).toBeLessThan(0.01);
    return tone.reduce((sum, sample) => sum + sample * sample, 0) / tone.length;
  });
  expect(loudness[0]).toBeGreaterThan(loudness[1]!);
  expect(loudness[1]).toBeGreaterThan(loudness[2]!);
});
