/** The laws whose bounds the console can cite by name; a unit's lawyer may add others. Pure. */
const laws = ['decree-799-17', 'counter-terrorism-32', 'security-services-25', 'cybersecurity-logs'] as const;
export type Law = (typeof laws)[number];

/** Null: of a source of the unit's own, shown as it is written there. */
export const knownBound = (source: string): Law | null => laws.find((law) => law === source) ?? null;
