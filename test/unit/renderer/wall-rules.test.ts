import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CameraWithState } from '#contract/api.ts';
import type { CameraPoint } from '#contract/camera.ts';
import { chooseStream } from '../../../renderer/features/wall/choose-stream.ts';
import {
  nextOf,
  nextStep,
  off,
  pausedPatrol,
  resumedPatrol,
  secondsLeft,
  startedPatrol,
} from '../../../renderer/features/wall/patrol.ts';
import { groupsOf } from '../../../renderer/features/wall/groups.ts';
import { decideWallKey } from '../../../renderer/features/wall/wall-keys.ts';
import type { WallKeySituation } from '../../../renderer/features/wall/wall-keys.ts';
import { freshMemory, parseMemory, WallMemoryStore, wallNameOf } from '../../../renderer/features/wall/wall-memory.ts';
import { panned, transformOf, whole, zoomedAt } from '../../../renderer/features/wall/zoom.ts';

describe('the stream of a tile', () => {
  const tile = { hasSub: true, deviceWidth: 480, subWidth: 640, current: 'sub' } as const;
  test('is the sub stream until the tile is clearly wider than it', () => {
    expect(chooseStream(tile)).toBe('sub');
    expect(chooseStream({ ...tile, deviceWidth: 800 })).toBe('sub');
    expect(chooseStream({ ...tile, deviceWidth: 801 })).toBe('main');
  });
  test('does not go to and fro at the edge', () => {
    expect(chooseStream({ ...tile, deviceWidth: 760, current: 'main' })).toBe('main');
    expect(chooseStream({ ...tile, deviceWidth: 760, current: 'sub' })).toBe('sub');
    expect(chooseStream({ ...tile, deviceWidth: 700, current: 'main' })).toBe('sub');
  });
  test('is the main stream where there is no other', () => {
    expect(chooseStream({ ...tile, hasSub: false })).toBe('main');
  });
});

describe('digital zoom', () => {
  const part = fc.double({ min: 0, max: 1, noNaN: true });
  test('never shows what is beyond the picture', () => {
    const deed = fc.tuple(fc.double({ min: 0.2, max: 5, noNaN: true }), part, part, fc.boolean());
    fc.assert(
      fc.property(fc.array(deed), (deeds) => {
        let zoom = whole;
        for (const [factor, x, y, pan] of deeds) {
          zoom = pan ? panned(zoom, x * 2 - 1, y * 2 - 1) : zoomedAt(zoom, factor, x, y);
          const half = 0.5 / zoom.scale - 1e-9;
          expect(zoom.x).toBeGreaterThanOrEqual(half);
          expect(zoom.x).toBeLessThanOrEqual(1 - half);
          expect(zoom.y).toBeGreaterThanOrEqual(half);
          expect(zoom.y).toBeLessThanOrEqual(1 - half);
        }
      }),
    );
  });
  test('keeps what is under the pointer where it is', () => {
    const under = (zoom: typeof whole, px: number): number => zoom.x + (px - 0.5) / zoom.scale;
    const twice = zoomedAt(whole, 2, 0.8, 0.5);
    expect(under(twice, 0.8)).toBeCloseTo(0.8);
    expect(under(zoomedAt(twice, 1.5, 0.3, 0.5), 0.3)).toBeCloseTo(under(twice, 0.3));
  });
  test('is the whole picture again when it is small enough', () => {
    expect(zoomedAt(zoomedAt(whole, 2, 0.1, 0.1), 0.5, 0.9, 0.9)).toEqual(whole);
    expect(transformOf(whole)).toBeUndefined();
    expect(transformOf({ scale: 2, x: 0.75, y: 0.25 })).toBe('translate(-100.000%, 0.000%) scale(2.0000)');
  });
});

describe('the patrol', () => {
  test('goes on with what was left when it was held', () => {
    const running = startedPatrol(20_000, 1_000);
    expect(secondsLeft(running, 6_000)).toBe(15);
    const held = pausedPatrol(running, 'touched', 6_000, 36_000);
    expect(held).toEqual({ state: 'paused', leftMs: 15_000, why: 'touched', resumesAtMs: 36_000 });
    expect(pausedPatrol(held, 'alarm', 9_000, null)).toMatchObject({ leftMs: 15_000, why: 'alarm' });
    expect(resumedPatrol(held, 36_000)).toEqual({ state: 'running', untilMs: 51_000 });
  });
  test('that is off stays off', () => {
    expect(pausedPatrol(off, 'alarm', 0, null)).toBe(off);
    expect(resumedPatrol(off, 0)).toBe(off);
  });
  test('goes round, and begins at the first where the present one is no part of it', () => {
    expect([nextOf([1, 2, 3], 3), nextOf([1, 2, 3], null), nextOf([1, 2, 3], 9), nextOf([], 1)]).toEqual([
      1,
      1,
      1,
      null,
    ]);
  });
  test('shows every page of a view or group before it goes on to the next', () => {
    const round = ['gate', 'perimeter'];
    expect(nextStep({ page: 0, pages: 2, current: 'gate', round })).toEqual({ page: 1 });
    expect(nextStep({ page: 1, pages: 2, current: 'gate', round })).toEqual({ next: 'perimeter' });
    expect(nextStep({ page: 0, pages: 1, current: 'perimeter', round })).toEqual({ next: 'gate' });
    // What is shown is no part of the round: its pages are not waited for.
    expect(nextStep({ page: 0, pages: 9, current: null, round })).toEqual({ next: 'gate' });
    expect(nextStep({ page: 1, pages: 2, current: 'gate', round: ['gate'] })).toEqual({ page: 0 });
  });
  test('goes through the kinds of places there are cameras at', () => {
    const at = (point: CameraPoint) => ({ camera: { point } }) as CameraWithState;
    expect(groupsOf([at('public'), at('gate'), at('gate')])).toEqual([
      { point: 'gate', size: 2 },
      { point: 'public', size: 1 },
    ]);
  });
});

describe('keys of the wall', () => {
  const at = (over: Partial<WallKeySituation>) =>
    decideWallKey({
      ...{
        key: 'Enter',
        modified: false,
        shifted: false,
        typing: false,
        onWall: true,
        onControl: false,
        carrying: false,
      },
      ...{ enlarged: false, zoomed: false, alarmOpen: false, layout: 9 },
      ...over,
    });
  test('Enter belongs to an alarm nobody has taken, the space bar to the tile', () => {
    expect(at({})).toEqual({ act: 'enlarge' });
    expect(at({ alarmOpen: true })).toBeNull();
    expect(at({ alarmOpen: true, carrying: true })).toBeNull();
    expect(at({ key: ' ', alarmOpen: true })).toEqual({ act: 'enlarge' });
    expect(at({ carrying: true })).toEqual({ act: 'drop' });
  });
  test('arrows move between tiles, then the zoomed picture, then to the next camera', () => {
    expect(at({ key: 'ArrowUp' })).toEqual({ act: 'move', to: 'up' });
    expect(at({ key: 'ArrowUp', onWall: false })).toBeNull();
    expect(at({ key: 'ArrowLeft', enlarged: true })).toEqual({ act: 'step', by: -1 });
    expect(at({ key: 'ArrowLeft', enlarged: true, zoomed: true })).toMatchObject({ act: 'pan', y: 0 });
    expect(at({ key: 'ArrowRight', onControl: true, onWall: false })).toBeNull();
  });
  test('plus and minus change the split, and zoom while enlarged', () => {
    expect(at({ key: '+' })).toEqual({ act: 'layout', size: 13 });
    expect(at({ key: '-', layout: 1 })).toBeNull();
    expect(at({ key: '-', enlarged: true })).toMatchObject({ act: 'zoom' });
  });
  test('C cuts a clip and S takes a snapshot, L listens, of the tile or the enlarged picture; Z goes to the pan and tilt keys', () => {
    expect(at({ key: 'c' })).toEqual({ act: 'clip' });
    expect(at({ key: 'S', enlarged: true })).toEqual({ act: 'snapshot' });
    expect(at({ key: 'l' })).toEqual({ act: 'listen' });
    expect(at({ key: 'L', enlarged: true, onControl: true, onWall: false })).toEqual({ act: 'listen' });
    expect(at({ key: 'z' })).toBeNull();
    expect(at({ key: 'z', enlarged: true })).toEqual({ act: 'move-camera' });
    expect(at({ key: 'g' })).toEqual({ act: 'lift' });
    expect(at({ key: 'g', carrying: true })).toEqual({ act: 'drop' });
  });
  test('the chosen tile of the grid is zoomed by comma and full stop, and moved with Shift', () => {
    expect(at({ key: '.' })).toEqual({ act: 'zoom', by: 1.25 });
    expect(at({ key: ',' })).toEqual({ act: 'zoom', by: 0.8 });
    expect(at({ key: '。', enlarged: true })).toEqual({ act: 'zoom', by: 1.25 });
    expect(at({ key: 'ArrowRight', shifted: true })).toMatchObject({ act: 'pan', y: 0 });
    expect(at({ key: 'ArrowRight', shifted: true, carrying: true })).toEqual({ act: 'move', to: 'right' });
    expect(at({ key: 'ArrowUp', shifted: true, onWall: false })).toBeNull();
  });
  test('none while something is written or another key is held', () => {
    expect(at({ key: 'p', typing: true })).toBeNull();
    expect(at({ key: 'f', modified: true })).toBeNull();
    expect(at({ key: 'F' })).toEqual({ act: 'full-screen' });
  });
});

describe('what a wall remembers', () => {
  const storage = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => void kept.set(key, text),
    };
  };
  test('comes back whole, from this window before the browser, whatever was left there', () => {
    const [own, browser] = [storage(), storage()];
    const store = new WallMemoryStore('2', [own, browser]);
    store.set({ viewId: 7, page: 2, enlargedId: 'a' });
    store.zoom('a', { scale: 2, x: 0.5, y: 0.5 });
    new WallMemoryStore('2', [browser]).set({ viewId: 8 });
    const again = new WallMemoryStore('2', [own, browser]);
    expect(again.current()).toMatchObject({ viewId: 7, page: 2, enlargedId: 'a' });
    expect(again.zoomOf('a').scale).toBe(2);
    expect(new WallMemoryStore('2', [storage(), browser]).current().viewId).toBe(8);
    expect(new WallMemoryStore(null, [own, browser]).current()).toEqual(freshMemory);
    for (const text of ['', '[', '7', '{"wall":{"layout":5,"page":-1,"patrol":{}},"zooms":[["a",{"scale":99}]]}']) {
      expect(parseMemory(text)).toEqual({ wall: freshMemory, zooms: new Map() });
    }
  });
  test('tells only who listens to a picture of its zoom', () => {
    const store = new WallMemoryStore(null, [storage()]);
    const before = store.current();
    store.zoom('a', { scale: 3, x: 0.5, y: 0.5 });
    expect(store.current()).toBe(before);
    store.zoom('a', whole);
    expect(store.zoomOf('a')).toBe(whole);
  });
  test('belongs to the wall the address names', () => {
    expect([wallNameOf(''), wallNameOf('?wall='), wallNameOf('?wall=2')]).toEqual([null, null, '2']);
  });
});
