/** What a tile can ask of its wall. Held in a ref, so that a tile does not render again because the wall did. */
import type { RefObject } from 'react';
import type { WallMemoryStore } from './wall-memory.ts';

export interface WallActs {
  focused(tile: number): void;
  enlarge(cameraId: string): void;
  /** Asks which camera is to be in the tile. */
  pick(tile: number): void;
  lift(tile: number): void;
  carryOver(tile: number): void;
  drop(): void;
  memory: WallMemoryStore;
}
export type WallActsRef = RefObject<WallActs>;

/** A tile under way to another place. */
export interface Carry {
  from: number;
  over: number;
}
export type CarryMark = 'lifted' | 'target' | undefined;

export function carryMark(carry: Carry | null, tile: number): CarryMark {
  if (carry === null) return undefined;
  if (carry.over === tile && carry.from !== tile) return 'target';
  return carry.from === tile ? 'lifted' : undefined;
}
