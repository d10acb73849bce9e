/** The contract's table as the type tRPC's client wants. Types only: nothing of the server is bundled. */
import type {
  TRPCBuiltRouter,
  TRPCDefaultErrorData,
  TRPCErrorShape,
  TRPCMutationProcedure,
  TRPCQueryProcedure,
  TRPCSubscriptionProcedure,
} from '@trpc/server';
import type { Api, InputOf, OutputOf } from '#contract/api.ts';
import type { ApiError } from '#contract/errors.ts';

type ErrorShape = TRPCErrorShape<TRPCDefaultErrorData & ApiError>;

interface Definition<Input, Output> {
  meta: unknown;
  input: Input;
  output: Output;
  errorShape: ErrorShape;
}

type ProcedureOf<P> = P extends { type: 'query' }
  ? TRPCQueryProcedure<Definition<InputOf<P>, OutputOf<P>>>
  : P extends { type: 'mutation' }
    ? TRPCMutationProcedure<Definition<InputOf<P>, OutputOf<P>>>
    : P extends { type: 'subscription' }
      ? TRPCSubscriptionProcedure<Definition<InputOf<P>, AsyncIterable<{ id: string; data: OutputOf<P> }>>>
      : never;

type RouterRecord = { [Room in keyof Api]: { [Name in keyof Api[Room]]: ProcedureOf<Api[Room][Name]> } };

export type ApiRouter = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: ErrorShape; transformer: false },
  RouterRecord
>;
