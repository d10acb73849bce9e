import { TRPCError } from '@trpc/server';
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server';
import type { ApiError, ErrorCode } from '#contract/errors.ts';
import { AppError } from '../system/app-error.ts';

interface Kind {
  httpStatus: number;
  trpc: TRPC_ERROR_CODE_KEY;
}
const conflict: Kind = { httpStatus: 409, trpc: 'CONFLICT' };

const kinds: Readonly<Record<ErrorCode, Kind>> = {
  'bad-input': { httpStatus: 400, trpc: 'BAD_REQUEST' },
  'not-signed-in': { httpStatus: 401, trpc: 'UNAUTHORIZED' },
  'not-allowed': { httpStatus: 403, trpc: 'FORBIDDEN' },
  'wrong-password': { httpStatus: 401, trpc: 'UNAUTHORIZED' },
  'too-many-attempts': { httpStatus: 429, trpc: 'TOO_MANY_REQUESTS' },
  'not-found': { httpStatus: 404, trpc: 'NOT_FOUND' },
  conflict,
  'already-acknowledged': conflict,
  'already-resolved': conflict,
  'already-set-up': conflict,
  'provisioned-elsewhere': conflict,
  unavailable: { httpStatus: 503, trpc: 'SERVICE_UNAVAILABLE' },
  'disk-full': { httpStatus: 503, trpc: 'SERVICE_UNAVAILABLE' },
  internal: { httpStatus: 500, trpc: 'INTERNAL_SERVER_ERROR' },
};

/** What the caller is told; of what is not an AppError, nothing but that it happened. */
export function answerOf(thrown: unknown): ApiError & { httpStatus: number } {
  const error = asAppError(thrown);
  return { appCode: error.code, facts: error.facts, httpStatus: kinds[error.code].httpStatus };
}

/** For throwing inside tRPC, which derives the status from its own codes. */
export function asTrpcError(thrown: unknown): TRPCError {
  const { code } = asAppError(thrown);
  return new TRPCError({ code: kinds[code].trpc, message: code, cause: thrown });
}

/** Whether an operator should hear of it: it is not the caller's doing. */
export function isOurFault(thrown: unknown): boolean {
  return answerOf(thrown).httpStatus >= 500;
}

function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof TRPCError) {
    if (thrown.cause instanceof AppError) return thrown.cause;
    // tRPC's own refusals: no such procedure, a body that is no JSON, GET for a mutation.
    if (thrown.code === 'NOT_FOUND') return new AppError('not-found', thrown.message);
    if (thrown.code !== 'INTERNAL_SERVER_ERROR') return new AppError('bad-input', thrown.message);
  }
  return new AppError('internal', 'something went wrong', { cause: thrown });
}
