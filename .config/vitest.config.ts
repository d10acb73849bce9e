import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..');

/** Three kinds: `unit` decides (no files, no sockets), `integration` and `faults` use the real parts. */
export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        // Decisions keep nothing between files: one realm for all of them is three times as fast as one each.
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          pool: 'threads',
          isolate: false,
          // Properties run a thousand times: a second by themselves, several beside other work.
          testTimeout: 30_000,
        },
      },
      { root, test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'] } },
      {
        root,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        root,
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
