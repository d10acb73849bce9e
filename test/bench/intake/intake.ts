import { wants } from '../harness/bench.ts';
import type { Bench } from '../harness/bench.ts';
import type { Outcome } from '../harness/report.ts';
import { benchBesideWall } from './beside-wall.ts';
import { benchFaces, benchVehicles } from './flood.ts';
import { benchKill } from './kill.ts';

export const intakeParts: Readonly<Record<string, Bench>> = {
  faces: benchFaces,
  vehicles: benchVehicles,
  wall: benchBesideWall,
  kill: benchKill,
};

/** What cameras say, over GA/T 1400 as they say it. */
export const benchIntake: Bench = async (context) => {
  const together: Required<Outcome> = { rows: [], figures: {}, notes: [] };
  for (const [part, bench] of Object.entries(intakeParts)) {
    if (!wants(context, part)) continue;
    context.say(`intake, part ${part}`);
    const { rows, figures, notes = [] } = await bench(context);
    together.rows.push(...rows);
    Object.assign(together.figures, figures);
    together.notes.push(...notes);
  }
  return together;
};
