import { inParts } from '../harness/bench.ts';
import type { Bench } from '../harness/bench.ts';
import { benchFourLarge } from './four-large.ts';
import { benchReconnect } from './reconnect.ts';
import { benchLatency, benchSixteen } from './sixteen.ts';
import { benchSixtyFour } from './sixty-four.ts';

export const wallParts: Readonly<Record<string, Bench>> = {
  '16': benchSixteen,
  latency: benchLatency,
  '4': benchFourLarge,
  reconnect: benchReconnect,
  '64': benchSixtyFour,
};

/** What guards look at all day. */
export const benchWall = inParts('wall', wallParts);
