import { inParts } from '../harness/bench.ts';
import type { Bench } from '../harness/bench.ts';
import { benchCard } from './card.ts';
import { benchConsoles } from './consoles.ts';
import { benchFlood } from './flood.ts';

export const alarmParts: Readonly<Record<string, Bench>> = {
  card: benchCard,
  flood: benchFlood,
  consoles: benchConsoles,
};

/** From a camera's post to the guard's eye and ear. */
export const benchAlarm = inParts('alarm', alarmParts);
