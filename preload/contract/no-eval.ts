/** Imported before anything that builds a schema: the page's policy forbids code from strings, and zod would try. */
import { z } from 'zod';

z.config({ jitless: true });
