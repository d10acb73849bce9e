import { createContext, useContext } from 'react';
import { routeAsking } from '../console/route.ts';

/** The question last asked of the journal, as it stands in the address: the way back from a record, a case, a tab. */
export const LastSearch = createContext('');

export function useLastSearchAddress(): string {
  return routeAsking('journal', useContext(LastSearch));
}
