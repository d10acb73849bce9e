/** The screens, in the order of the rail. */
export const screens = ['wall', 'alarms', 'journal', 'watchlist', 'devices', 'county', 'settings'] as const;
export type Screen = (typeof screens)[number];
