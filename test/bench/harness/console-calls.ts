/** Calls to a station's API as a browser makes them, over HTTP, with one guard's cookie. */
import { guard } from './station.ts';

export interface ConsoleCalls {
  query(procedure: string, input?: unknown): Promise<unknown>;
  mutate(procedure: string, input: unknown): Promise<unknown>;
}

export async function signInForCalls(origin: string): Promise<ConsoleCalls> {
  const answer = await fetch(`${origin}/api/session.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(guard),
  });
  if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
  const cookie = (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const answerOf = async (procedure: string, response: Response): Promise<unknown> => {
    const body = (await response.json()) as { result?: { data: unknown } };
    if (!response.ok) throw new Error(`${procedure}: ${response.status} ${JSON.stringify(body)}`);
    return body.result?.data;
  };
  return {
    async query(procedure, input) {
      const url = new URL(`/api/${procedure}`, origin);
      if (input !== undefined) url.searchParams.set('input', JSON.stringify(input));
      return answerOf(procedure, await fetch(url, { headers: { cookie } }));
    },
    async mutate(procedure, input) {
      const headers = { cookie, origin, 'content-type': 'application/json' };
      const url = new URL(`/api/${procedure}`, origin);
      return answerOf(procedure, await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) }));
    },
  };
}
