import { z } from 'zod';
import type { Delivery } from './destination.ts';
import type { HttpReply } from './http-exchange.ts';

const status = z.looseObject({
  // A string in the standard, a number in most real replies.
  StatusCode: z.union([
    z.number(),
    z
      .string()
      .regex(/^\s*\d+\s*$/)
      .transform(Number),
  ]),
  StatusString: z.string().nullish(),
});
/** Single, list, and both without the outer name are all seen. */
const reply = z.union([
  z
    .looseObject({
      ResponseStatusListObject: z.looseObject({ ResponseStatusObject: z.union([z.array(status), status]) }),
    })
    .transform(({ ResponseStatusListObject }) => [ResponseStatusListObject.ResponseStatusObject].flat()),
  z
    .looseObject({ ResponseStatusObject: z.union([z.array(status), status]) })
    .transform(({ ResponseStatusObject }) => [ResponseStatusObject].flat()),
  status.transform((one) => [one]),
]);

/** GA/T 1400 status codes that speak of the platform's state, not of what it was sent: 2 busy, 3 device error, 9 rebooting. */
const troublesOfTheirs: readonly number[] = [2, 3, 9];

/** What a platform's reply says. 401 is the caller's: only it knows whether there is a registration to renew. */
export function judgeViidReply({ status: http, body }: HttpReply): Delivery {
  const text = body.toString('utf8').trim();
  const said = `${http} ${text.slice(0, 160)}`.trim();
  if (http === 401 || http === 403) return { outcome: 'failed', reason: 'unauthorised', detail: said };
  if (http === 408 || http === 425 || http === 429 || http >= 500) {
    return { outcome: 'failed', reason: 'server-error', detail: said };
  }
  if (http >= 400) return { outcome: 'rejected', detail: said };
  if (http < 200 || http >= 300) return { outcome: 'failed', reason: 'bad-reply', detail: said };
  // Some platforms answer 200 or 201 and nothing more.
  if (text === '') return { outcome: 'acknowledged', words: said };
  const statuses = parse(text);
  if (statuses === null) return { outcome: 'failed', reason: 'bad-reply', detail: said };
  const bad = statuses.find(({ StatusCode }) => StatusCode !== 0);
  if (bad === undefined) return { outcome: 'acknowledged', words: said };
  const detail = `StatusCode ${bad.StatusCode} ${bad.StatusString ?? ''}`.trim();
  return troublesOfTheirs.includes(bad.StatusCode)
    ? { outcome: 'failed', reason: 'server-error', detail }
    : { outcome: 'rejected', detail };
}

function parse(text: string): z.infer<typeof reply> | null {
  try {
    return reply.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null; // not JSON: the caller treats it as the garbage it is
  }
}
