/** How a source of recognition events is doing, whatever protocol it speaks. */
import { z } from 'zod';

/**
 * Why events do not come. `silent`: connected, and nothing was said for longer than a heartbeat may take; `ended`: the
 * source closed the connection; `broken`: it said what makes no sense.
 */
export const channelProblem = z.enum([
  'unreachable',
  'wrong-password',
  'not-supported',
  'refused',
  'silent',
  'ended',
  'broken',
]);
export type ChannelProblem = z.infer<typeof channelProblem>;

/** Instants are milliseconds since 1970. */
export const channelState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('connecting') }),
  z.object({ state: z.literal('listening'), sinceMs: z.number().int() }),
  z.object({ state: z.literal('waiting'), retryAtMs: z.number().int(), problem: channelProblem }),
  /** It must call us first, and has not, or not lately (GA/T 1400 registration). */
  z.object({ state: z.literal('unregistered') }),
]);
export type ChannelState = z.infer<typeof channelState>;
