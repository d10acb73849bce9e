/** `npm run build`: everything that ships. */
import { ensureBuilt } from './build.ts';

await ensureBuilt(['renderer', 'station', 'site', 'shell', 'preload']);
