import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { appErrorOf } from './app-error-of.ts';
import type { QueryPath } from './paths.ts';

/** The key under which a query's answers are cached; with the path alone, of all its inputs. */
export const queryKey = (path: QueryPath, input?: unknown): readonly unknown[] =>
  input === undefined ? [path] : [path, input];

/** Answers stay until a feed or a mutation makes them stale; only a station that did not answer is asked again. */
export function makeQueryClient(): QueryClient {
  const noticeSignedOut = (error: unknown): void => {
    if (appErrorOf(error)?.code !== 'not-signed-in') return;
    void queries.invalidateQueries({ queryKey: queryKey('session.current') });
  };
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError: noticeSignedOut }),
    mutationCache: new MutationCache({ onError: noticeSignedOut }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        // The station is on this machine or this LAN: the browser's idea of being online says nothing about it.
        networkMode: 'always',
        retry: (failures, error) => appErrorOf(error) === null && failures < 3,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return queries;
}
