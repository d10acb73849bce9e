import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stationFlags } from '../../../main/system/heap-flags.ts';

test('`npm run station` starts the station as everybody else does', () => {
  const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts['station']).toBe(`node ${stationFlags.join(' ')} main/launch/station.ts`);
});
