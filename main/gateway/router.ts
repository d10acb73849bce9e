import { initTRPC, tracked } from '@trpc/server';
import type { AnyTRPCProcedure, TrackedEnvelope } from '@trpc/server';
import type { z } from 'zod';
import { api } from '#contract/api.ts';
import type { Allowed, Procedure } from '#contract/api.ts';
import { AppError } from '../system/app-error.ts';
import type { FeedItem } from '../system/feed.ts';
import { answerOf, asTrpcError } from './error-answers.ts';
import type { Caller, FeedPlace, Handlers } from './handlers.ts';

/** What a connection or request brings to its calls. */
export interface CallContext {
  /** Asked anew at each call: a session may end while its socket is open. */
  caller(): Caller;
  /** Resolves once the peer has taken most of what was sent, so that a slow one does not fill our memory. */
  untilDrained(signal: AbortSignal): Promise<void>;
}

type AnyProcedureOfContract = Procedure<'query' | 'mutation' | 'subscription', z.ZodType, z.ZodType>;
type CallHandler = (input: unknown, caller: Caller) => Promise<unknown>;
type FeedHandler = (input: unknown, caller: Caller, place: FeedPlace) => AsyncIterable<FeedItem<unknown>>;

const t = initTRPC.context<CallContext>().create({
  isDev: false,
  // Feeds go over the WebSocket only.
  sse: { enabled: false },
  errorFormatter({ shape, error }) {
    const { appCode, facts, httpStatus } = answerOf(error);
    return { code: shape.code, message: appCode, data: { code: shape.data.code, httpStatus, appCode, facts } };
  },
});

/** The contract's table as a tRPC router: role, input and output are checked here, for every procedure alike. */
export function makeRouter(handlers: Handlers) {
  const rooms: Record<string, Record<string, AnyTRPCProcedure>> = {};
  for (const [room, procedures] of Object.entries(api)) {
    const built: Record<string, AnyTRPCProcedure> = {};
    for (const [name, procedure] of Object.entries(procedures) as [string, AnyProcedureOfContract][]) {
      // Handlers has a member for every one of the table's, of the type the table gives it.
      const handler = (handlers as unknown as Record<string, Record<string, CallHandler & FeedHandler>>)[room]?.[name];
      if (handler === undefined) throw new Error(`no handler for ${room}.${name}`);
      built[name] = build(procedure, handler);
    }
    rooms[room] = built;
  }
  return t.router(rooms);
}

function build(procedure: AnyProcedureOfContract, handler: CallHandler & FeedHandler): AnyTRPCProcedure {
  const base = t.procedure.input((given: unknown) => given);
  const call = async ({ ctx, input }: { ctx: CallContext; input: unknown }): Promise<unknown> => {
    try {
      const caller = ctx.caller();
      checkRole(procedure.allowed, caller);
      return parseOutput(procedure.output, await handler(parseInput(procedure.input, input), caller));
    } catch (error) {
      throw asTrpcError(error);
    }
  };
  switch (procedure.type) {
    case 'query':
      return base.query(call);
    case 'mutation':
      return base.mutation(call);
    case 'subscription':
      return base.subscription(async ({ ctx, input, signal = new AbortController().signal }) => {
        try {
          const caller = ctx.caller();
          checkRole(procedure.allowed, caller);
          const { after, rest } = takeCursor(input);
          const items = handler(parseInput(procedure.input, rest), caller, { after, signal });
          return send(items, procedure.output, ctx, signal);
        } catch (error) {
          throw asTrpcError(error);
        }
      });
  }
}

async function* send(
  items: AsyncIterable<FeedItem<unknown>>,
  output: z.ZodType,
  ctx: CallContext,
  signal: AbortSignal,
): AsyncGenerator<TrackedEnvelope<unknown>, void, void> {
  try {
    for await (const { cursor, item } of items) {
      await ctx.untilDrained(signal);
      yield tracked(cursor, parseOutput(output, item));
    }
  } catch (error) {
    throw asTrpcError(error);
  }
}

function checkRole(allowed: Allowed, { session }: Caller): void {
  if (allowed === 'anyone') return;
  if (session === null) throw new AppError('not-signed-in', 'this needs a session');
  if (!allowed.includes(session.role)) throw new AppError('not-allowed', `a ${session.role} may not do this`);
}

function parseInput(schema: z.ZodType, given: unknown): unknown {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new AppError('bad-input', parsed.error.message, { facts: { paths: pathsOf(parsed.error) } });
}

/** Also drops what the contract does not name, so that nothing leaves by accident. */
function parseOutput(schema: z.ZodType, made: unknown): unknown {
  const parsed = schema.safeParse(made);
  if (parsed.success) return parsed.data;
  throw new AppError('internal', `the answer is not what the contract says at: ${pathsOf(parsed.error)}`);
}

const pathsOf = (error: z.ZodError): string =>
  [...new Set(error.issues.map((issue) => issue.path.join('.')))].join(', ');

/** A client that resumes puts the last cursor it saw among the members of the input, as `lastEventId`. */
function takeCursor(input: unknown): { after: string | null; rest: unknown } {
  if (typeof input !== 'object' || input === null || !('lastEventId' in input)) return { after: null, rest: input };
  const { lastEventId, ...rest } = input;
  return {
    after: typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : null,
    rest: Object.keys(rest).length === 0 ? undefined : rest,
  };
}
