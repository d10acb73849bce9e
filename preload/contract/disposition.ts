/** Dispositions 布控 of GA/T 1400: what an upper platform orders this station to look out for. */
import { z } from 'zod';
import { priority } from './watchlist.ts';
import type { DispositionProblem } from './watchlist.ts';

const instant = z.number().int();
const line = z.string().max(256);
const placeIds = z.array(z.string().min(1).max(64)).max(256);

/** As the platform posted it, as far as it was let in. */
export const disposition = z.object({
  dispositionId: z.string().min(1).max(256),
  title: line.nullable(),
  /** DispositionCategory as sent. The tables in use contradict each other: it decides only what TargetFeature does not. */
  category: z.string().max(16).nullable(),
  /** `(3=渝D2S035)` */
  targetFeature: line.nullable(),
  priority: priority.nullable(),
  applicantName: line.nullable(),
  applicantOrg: line.nullable(),
  beginsAtMs: instant.nullable(),
  /** The first instant at which it no longer holds; null: it names no end that can be read. */
  endsAtMs: instant.nullable(),
  /** DispositionRange; null: not said. */
  range: z.enum(['tollgates', 'areas']).nullable(),
  tollgates: placeIds,
  areas: placeIds,
  reason: line.nullable(),
  /** Where it wants to be told of hits. */
  receiveAddress: line.nullable(),
});
export type Disposition = z.infer<typeof disposition>;

export type DispositionOrder =
  | { order: 'set'; disposition: Disposition }
  /** Taken back by the platform, or over as the platform sees it. */
  | { order: 'end'; dispositionId: string; as: 'revoked' | 'expired' };

/** `assumed-end`: it names no end that can be read, and got the station's usual one. */
export type DispositionRemark = 'assumed-end' | 'already-over';

/** What became of an order, once it is durable. */
export type DispositionOutcome =
  /** `same`: it was so before. `problem`: taken, but nothing will ever match it. `remark`: what the platform may not expect. */
  | { outcome: 'set' | 'changed' | 'same'; problem: DispositionProblem | null; remark: DispositionRemark | null }
  | { outcome: 'ended' }
  /** There is none of that number to end. */
  | { outcome: 'unknown' }
  | { outcome: 'too-many' };

export const dispositionState = z.enum(['active', 'revoked', 'expired']);

export interface PostedDisposition {
  disposition: Disposition;
  state: z.infer<typeof dispositionState>;
  /** When the platform posted it first. */
  postedAtMs: number;
}

/**
 * DispositionCategory as a platform counts. `four`: 1 person, 2 motor vehicle, 3 non-motor vehicle, 4 keyword. `five`:
 * 1 person, 2 face, 3 motor vehicle, 4 non-motor vehicle, 5 keyword.
 */
export type CategoryTable = 'four' | 'five';

/** An upper platform that may order. */
export interface UpperPlatform {
  id: string;
  name: string;
  /** Null or absent: nobody has said which table it uses. */
  categories?: CategoryTable | null;
}
