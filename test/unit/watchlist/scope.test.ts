import { describe, expect, test } from 'vitest';
import { everywhere } from '#contract/scope.ts';
import { isInScope } from '../../../main/watchlist/scope.ts';

describe('where something holds', () => {
  const scope = { points: ['gate' as const], cameraIds: ['cam-2'] };

  test.each([
    ['at a camera it names', { cameraId: 'cam-2', point: 'other' as const }, true],
    ['at a kind of place it names', { cameraId: 'cam-1', point: 'gate' as const }, true],
    ['not elsewhere', { cameraId: 'cam-1', point: 'public' as const }, false],
    ['not where the camera is not known', { cameraId: null, point: null }, false],
  ])('%s', (_where, seenAt, holds) => expect(isInScope(scope, seenAt)).toBe(holds));

  test('everywhere, when nothing is named: also where the camera is not known', () => {
    expect(isInScope(everywhere, { cameraId: null, point: null })).toBe(true);
  });
});
