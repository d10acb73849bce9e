/** What a key means to the wall. Pure, so that no key ever does two things by accident. */
import { layoutSizes } from './layouts.ts';
import type { Direction, LayoutSize } from './layouts.ts';

export interface WallKeySituation {
  key: string;
  /** Ctrl, Alt or Meta is down. */
  modified: boolean;
  shifted: boolean;
  typing: boolean;
  /** The focus is on the wall. */
  onWall: boolean;
  /** The focus is on a button or in a panel, which has Enter, the space bar and the arrows to itself. */
  onControl: boolean;
  carrying: boolean;
  enlarged: boolean;
  /** The enlarged picture is. A tile of the grid is moved with Shift, for its arrows lead to other tiles. */
  zoomed: boolean;
  /** An alarm nobody has taken has Enter to itself; the space bar always enlarges. */
  alarmOpen: boolean;
  /** Of the grid. */
  layout: LayoutSize;
}

export type WallKeyAction =
  | { act: 'move'; to: Direction }
  /** To another page, or of an enlarged camera to another camera. */
  | { act: 'step'; by: 1 | -1 }
  | { act: 'enlarge' | 'back' | 'lift' | 'drop' | 'pick' | 'unzoom' | 'patrol' | 'full-screen' }
  | { act: 'snapshot' | 'clip' | 'listen' | 'move-camera' }
  | { act: 'layout'; size: LayoutSize }
  | { act: 'zoom'; by: number }
  | { act: 'pan'; x: number; y: number }
  | { act: 'panel'; panel: 'views' | 'windows' }
  | { act: 'next-view'; by: 1 | -1 };

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const zoomStep = 1.25;
/** Of what is seen. */
const panStep = 0.12;
const pans = {
  left: { x: -panStep, y: 0 },
  right: { x: panStep, y: 0 },
  up: { x: 0, y: -panStep },
  down: { x: 0, y: panStep },
} as const;

/** Null: the key is not the wall's. */
export function decideWallKey(situation: WallKeySituation): WallKeyAction | null {
  if (situation.modified || situation.typing) return null;
  return whereverFocusIs(situation) ?? (situation.onControl ? null : aroundTiles(situation));
}

function whereverFocusIs({ key, carrying, enlarged, layout }: WallKeySituation): WallKeyAction | null {
  switch (key) {
    case 'Escape':
      return carrying || enlarged ? { act: 'back' } : null;
    case 'PageDown':
      return { act: 'step', by: 1 };
    case 'PageUp':
      return { act: 'step', by: -1 };
    case '+':
    case '=':
    case '-': {
      const larger = key !== '-';
      if (enlarged) return { act: 'zoom', by: larger ? zoomStep : 1 / zoomStep };
      const size = layoutSizes[layoutSizes.indexOf(layout) + (larger ? 1 : -1)];
      return size === undefined ? null : { act: 'layout', size };
    }
    // The same keys with Shift, and as a Chinese input method gives them.
    case ',':
    case '<':
    case '，':
      return { act: 'zoom', by: 1 / zoomStep };
    case '.':
    case '>':
    case '。':
      return { act: 'zoom', by: zoomStep };
    case '0':
      return { act: 'unzoom' };
    case '[':
    case ']':
      return { act: 'next-view', by: key === ']' ? 1 : -1 };
    default:
      break;
  }
  switch (key.toLowerCase()) {
    case 'p':
      return { act: 'patrol' };
    case 'f':
      return { act: 'full-screen' };
    case 'v':
      return { act: 'panel', panel: 'views' };
    case 'w':
      return { act: 'panel', panel: 'windows' };
    case 's':
      return { act: 'snapshot' };
    case 'c':
      return { act: 'clip' };
    case 'l':
      return { act: 'listen' };
    case 'z':
      return enlarged ? { act: 'move-camera' } : null;
    case 'g':
      return enlarged ? null : { act: carrying ? 'drop' : 'lift' };
    case 'a':
      return enlarged || carrying ? null : { act: 'pick' };
    default:
      return null;
  }
}

function aroundTiles(situation: WallKeySituation): WallKeyAction | null {
  const { key, onWall, carrying, enlarged } = situation;
  const to = directions[key];
  if (to !== undefined) {
    const sideways = to === 'left' || to === 'right';
    // Up and down are the alarm rail's unless the focus is on the wall.
    if (!onWall && !sideways) return null;
    if (carrying) return { act: 'move', to };
    if (situation.shifted && onWall) return { act: 'pan', ...pans[to] };
    if (!enlarged) return { act: 'move', to };
    if (situation.zoomed) return { act: 'pan', ...pans[to] };
    return sideways ? { act: 'step', by: to === 'right' ? 1 : -1 } : null;
  }
  if (!onWall) return null;
  if (key !== 'Enter' && key !== ' ') return null;
  if (key === 'Enter' && situation.alarmOpen) return null;
  return { act: carrying ? 'drop' : 'enlarge' };
}
