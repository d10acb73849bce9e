/** The screens, in the order of the rail. */
export const screens = [
  'wall',
  'alarms',
  'journal',
  'clips',
  'watchlist',
  'rules',
  'devices',
  'county',
  'settings',
] as const;
export type Screen = (typeof screens)[number];
