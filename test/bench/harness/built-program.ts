/** A TypeScript program of a bench as the station ships: built, since Node's own TypeScript takes 40 MB to run it. */
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..', '..', '..');
const outDir = join(root, 'node_modules', '.cache', 'guardroom-bench');

/** Of the same settings as .config/vite.node.config.ts. Returns the path of the script. */
export async function buildProgram(name: string): Promise<string> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: join(import.meta.dirname, `${name}.ts`),
      outDir,
      target: 'node24',
      minify: false,
      rolldownOptions: { output: { format: 'es', entryFileNames: `${name}.js` } },
    },
  });
  return join(outDir, `${name}.js`);
}
