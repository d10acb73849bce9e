import { z } from 'zod';

/** A `…_json` column: text in the row, still to be parsed by the contract's schema. */
export const jsonColumn = z.string().transform((text): unknown => JSON.parse(text));
