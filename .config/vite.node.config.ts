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
    workers: {
      'thumbnail-worker': 'main/journal/thumbnail-worker.ts',
      'picture-worker': 'main/county/packages/watermark/picture-worker.ts',
    },
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
    // Only workers decode pictures, and they stand alone.
    ssr: { noExternal: ['jpeg-js'] },
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
          ...('workers' in target &&
            Object.fromEntries(Object.entries(target.workers).map(([worker, path]) => [worker, join(root, path)]))),
        },
        external: [/^node:/, ...builtinModules, 'electron'],
        output: {
          format: target.format,
          // The worker stands alone outside the archive, without a package.json that says what it is.
          entryFileNames: ({ name: entry }) =>
            name === 'preload' ? '[name].cjs' : entry === 'main' ? '[name].js' : '[name].mjs',
        },
      },
    },
  };
});
