import { wants } from '../harness/bench.ts';
import type { Bench } from '../harness/bench.ts';
import type { Outcome } from '../harness/report.ts';
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
export const benchWall: Bench = async (context) => {
  const together: Required<Outcome> = { rows: [], figures: {}, notes: [] };
  for (const [part, bench] of Object.entries(wallParts)) {
    if (!wants(context, part)) continue;
    context.say(`wall, part ${part}`);
    const { rows, figures, notes = [] } = await bench(context);
    together.rows.push(...rows);
    Object.assign(together.figures, figures);
    together.notes.push(...notes);
  }
  return together;
};
