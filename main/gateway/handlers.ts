import type { SignedIn } from '#contract/access.ts';
import type { Api, OutputOf, ParsedInputOf } from '#contract/api.ts';
import type { FeedItem } from '../system/feed.ts';

/** Who calls, as the gateway knows it at the moment of the call. */
export interface Caller {
  session: SignedIn | null;
  /** IP address of the peer, without the `::ffff:` of IPv4 in IPv6. */
  address: string;
  /** Whether the peer is on this machine: only it may set the station up. */
  local: boolean;
  /** Signs the caller in: makes a session and gives its cookie. Calls over HTTP only; ends the session it had. */
  openSession(account: string): Promise<void>;
  /** Signs the caller out: ends the session, takes the cookie back, closes what was opened with it. */
  closeSession(): Promise<void>;
}

/** Where a feed is to go on: after the item of this cursor, or afresh when null; until the signal aborts. */
export interface FeedPlace {
  after: string | null;
  signal: AbortSignal;
}

/** The caller's role has been checked and the input parsed; what is returned is parsed by the contract again. */
export type HandlerOf<P> = P extends { type: 'subscription' }
  ? (input: ParsedInputOf<P>, caller: Caller, place: FeedPlace) => AsyncIterable<FeedItem<OutputOf<P>>>
  : (input: ParsedInputOf<P>, caller: Caller) => Promise<OutputOf<P>>;

/** One for every procedure of the contract. Failures are thrown as AppError. */
export type Handlers = { [Room in keyof Api]: { [Name in keyof Api[Room]]: HandlerOf<Api[Room][Name]> } };

/** The account of a caller whom the contract's table lets in only signed in. */
export function accountOf(caller: Caller): string {
  if (caller.session === null) throw new Error('a procedure open to anyone has no account to act for');
  return caller.session.account;
}
