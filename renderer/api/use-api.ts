import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import type { Input, InputArgument, MutationPath, Output, QueryPath } from './paths.ts';
import { queryKey } from './query-client.ts';
import { useStation } from './station-provider.tsx';

/** `const alarms = useApiQuery('alarms.list')`; `useApiQuery('sightings.latest', { limit: 60 })`. */
export function useApiQuery<P extends QueryPath>(path: P, ...[input]: InputArgument<P>): UseQueryResult<Output<P>> {
  const { byPath } = useStation();
  return useQuery<Output<P>>({
    queryKey: queryKey(path, input),
    queryFn: async ({ signal }) => (await byPath.query(path, input, { signal })) as Output<P>,
  });
}

/**
 * `const acknowledge = useApiMutation('alarms.acknowledge', { refreshes: ['alarms.list'] })`, then
 * `acknowledge.mutate({ id })`. The queries named are fetched anew after a success.
 */
export function useApiMutation<P extends MutationPath>(
  path: P,
  { refreshes = [] }: { refreshes?: readonly QueryPath[] } = {},
): UseMutationResult<Output<P>, Error, Input<P>> {
  const { byPath } = useStation();
  const queries = useQueryClient();
  return useMutation<Output<P>, Error, Input<P>>({
    mutationFn: async (input) => (await byPath.mutation(path, input)) as Output<P>,
    onSuccess: () => Promise.all(refreshes.map((stale) => queries.invalidateQueries({ queryKey: queryKey(stale) }))),
  });
}

/** A part of an answer that asks for nothing; renders again only when that part changes. `select` may be made anew each time. */
export function useApiPart<P extends QueryPath, Part>(path: P, select: (answer: Output<P>) => Part): Part | undefined {
  const { byPath } = useStation();
  return useQuery<Output<P>, Error, Part>({
    queryKey: queryKey(path),
    queryFn: async ({ signal }) => (await byPath.query(path, undefined, { signal })) as Output<P>,
    select,
  }).data;
}
