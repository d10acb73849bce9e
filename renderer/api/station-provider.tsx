import { createContext, useContext } from 'react';
import type { ReactNode } from 'react';
import { QueryClientProvider } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import type { StationClient } from './client.ts';

const StationContext = createContext<StationClient | null>(null);

/** Gives the tree below its line to the station, and the cache of what the station said. */
export function StationProvider(props: { client: StationClient; queries: QueryClient; children: ReactNode }) {
  return (
    <StationContext value={props.client}>
      <QueryClientProvider client={props.queries}>{props.children}</QueryClientProvider>
    </StationContext>
  );
}

export function useStation(): StationClient {
  const client = useContext(StationContext);
  if (client === null) throw new Error('a StationProvider is missing above this component');
  return client;
}
