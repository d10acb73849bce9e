/** Procedures named by their path, `alarms.list`, with the types of what goes in and comes out. */
import type { Api, InputOf, OutputOf } from '#contract/api.ts';

type Rooms = keyof Api;
type ProcedureAt<Path extends string> = Path extends `${infer Room extends Rooms}.${infer Name}`
  ? Name extends keyof Api[Room]
    ? Api[Room][Name]
    : never
  : never;
type PathsOf<Type extends string> = {
  [Room in Rooms]: {
    [Name in keyof Api[Room] & string]: Api[Room][Name] extends { type: Type } ? `${Room}.${Name}` : never;
  }[keyof Api[Room] & string];
}[Rooms];

export type QueryPath = PathsOf<'query'>;
export type MutationPath = PathsOf<'mutation'>;
export type FeedPath = PathsOf<'subscription'>;

export type Input<Path extends string> = InputOf<ProcedureAt<Path>>;
export type Output<Path extends string> = OutputOf<ProcedureAt<Path>>;

/** The input as an argument that may be left out where the procedure takes none. */
export type InputArgument<Path extends string> = [void] extends [Input<Path>]
  ? [input?: undefined]
  : [input: Input<Path>];

/** What a feed is asked with: `undefined` where it takes nothing. */
export type FeedInput<Path extends FeedPath> = [void] extends [Input<Path>] ? undefined : Input<Path>;
