import { inParts } from '../harness/bench.ts';
import type { Bench } from '../harness/bench.ts';
import { benchDay } from './day.ts';
import { benchDrain } from './drain.ts';
import { benchOnce } from './once.ts';

export const countyParts: Readonly<Record<string, Bench>> = { drain: benchDrain, day: benchDay, once: benchOnce };

/** What waits for the county gets there: fast, cheaply, once. */
export const benchCounty = inParts('county', countyParts);
