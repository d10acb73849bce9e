/** A county that misbehaves by chance, the same way for the same seed. */
import type { Behave, Behaviour } from './county-peer.ts';

/** mulberry32: small, even, and the same on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const garbage: readonly Behaviour[] = [
  { do: 'answer', status: 200, body: '<html>请先登录</html>' },
  { do: 'answer', status: 200, body: '{"acknowledged":' },
  { do: 'answer', status: 500, body: 'internal error' },
  { do: 'answer', status: 503 },
  { do: 'answer', status: 301, headers: { location: 'http://127.0.0.1:9/elsewhere' } },
  { do: 'acknowledge-another' },
];

/** Of each exchange, `share` (0 to 1) goes wrong: replies lost, connections broken, nonsense said. */
export function mischief(seed: number, share: number): Behave {
  const chance = seeded(seed);
  return () => {
    if (chance() >= share) return { do: 'acknowledge' };
    const which = chance();
    if (which < 0.4) return { do: 'drop-after-applying' };
    if (which < 0.6) return { do: 'drop' };
    return garbage[Math.floor(chance() * garbage.length)] ?? { do: 'drop' };
  };
}
