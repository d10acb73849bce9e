/** `npm run station`: the headless station, built first when its sources are newer. Arguments: station/arguments.ts. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, home } from './build.ts';
import { endWithNpm } from './follow-npm.ts';

endWithNpm();
await ensureBuilt(['renderer', 'station', 'site']);
await import(pathToFileURL(join(home, 'dist', 'station', 'main.js')).href);
