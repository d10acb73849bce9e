import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const root = join(import.meta.dirname, '..');

/**
 * What runs in Node: the station, the shell (Electron main), the preload bridge and the simulated site.
 * Packages stay outside the bundle; `GUARDROOM_BUILD` picks one, since the preload must be CommonJS (sandboxed preloads are).
 */
const targets = {
  station: {
    entry: 'main/station/main.ts',
    // A worker is a program of its own: nothing of the station is in it.
    worker: 'main/journal/thumbnail-worker.ts',
    outDir: 'dist/station',
    format: 'es',
  },
  shell: { entry: 'main/shell/main.ts', outDir: 'dist/shell', format: 'es' },
  preload: { entry: 'preload/index.ts', outDir: 'dist/preload', format: 'cjs' },
  site: { entry: 'test/peers/site/main.ts', outDir: 'dist/site', format: 'es' },
} as const;

export default defineConfig(() => {
  const name = process.env.GUARDROOM_BUILD as keyof typeof targets;
  const target = targets[name];
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: join(root, target.outDir),
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      sourcemap: true,
      rollupOptions: {
        input: {
          [name === 'preload' ? 'index' : 'main']: join(root, target.entry),
          ...('worker' in target && { 'thumbnail-worker': join(root, target.worker) }),
        },
        external: [/^node:/, ...builtinModules, 'electron'],
        output: { format: target.format, entryFileNames: name === 'preload' ? '[name].cjs' : '[name].js' },
      },
    },
  };
});
