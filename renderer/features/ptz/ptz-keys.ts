/** Which keys move a camera, and where to. Pure. */
import type { PtzVelocity } from '#contract/onvif.ts';

export type PtzHold = 'up' | 'down' | 'left' | 'right' | 'in' | 'out';

export const standstill: PtzVelocity = { x: 0, y: 0, zoom: 0 };

/** Share of full speed: at full speed most domes are past what one wanted to see. */
const panSpeed = 0.5;
const zoomSpeed = 0.6;

/** Two keys at once go diagonally; opposite ones cancel each other. */
export function velocityOf(held: ReadonlySet<PtzHold>): PtzVelocity {
  const towards = (more: PtzHold, less: PtzHold, speed: number): number =>
    (held.has(more) ? speed : 0) - (held.has(less) ? speed : 0);
  return {
    x: towards('right', 'left', panSpeed),
    y: towards('up', 'down', panSpeed),
    zoom: towards('in', 'out', zoomSpeed),
  };
}

export const isStandstill = ({ x, y, zoom }: PtzVelocity): boolean => x === 0 && y === 0 && zoom === 0;

export type PtzKey = { does: 'hold'; hold: PtzHold } | { does: 'home' } | { does: 'preset'; index: number };

const holds: Readonly<Record<string, PtzHold>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  '+': 'in',
  '=': 'in',
  '-': 'out',
  _: 'out',
};

export function decidePtzKey(key: string): PtzKey | null {
  const hold = holds[key];
  if (hold !== undefined) return { does: 'hold', hold };
  if (key === 'h' || key === 'H') return { does: 'home' };
  return /^[1-9]$/.test(key) ? { does: 'preset', index: Number(key) - 1 } : null;
}
