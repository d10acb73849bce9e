import type { ParseKeys } from 'i18next';

export interface KeyGroup {
  title: ParseKeys;
  keys: readonly (readonly [caps: readonly string[], words: ParseKeys])[];
}

/** Every key the console knows; what is not here is not bound. Ordered so that two columns of it are of one height. */
export const keyGroups: readonly KeyGroup[] = [
  {
    title: 'keys.alarms',
    keys: [
      [['Enter'], 'keys.acknowledge'],
      [['1', '2', '3', '4'], 'keys.outcome'],
      [['N'], 'keys.note'],
      [['X'], 'keys.steps'],
      [['R'], 'keys.handOver'],
      [['O'], 'keys.openDoor'],
      [['H'], 'keys.holdDoor'],
      [['Shift', 'H'], 'keys.releaseDoor'],
      [['J', 'K'], 'keys.nextAlarm'],
      [['↑', '↓'], 'keys.choose'],
    ],
  },
  {
    title: 'keys.wall',
    keys: [
      [['←', '→', '↑', '↓'], 'keys.focusTile'],
      [['Enter', 'Space'], 'keys.enlarge'],
      [['Esc'], 'keys.back'],
      [['PgUp', 'PgDn'], 'keys.page'],
      [['-', '+'], 'keys.layouts'],
      [[',', '.'], 'keys.zoomTile'],
      [['Shift', '←→↑↓'], 'keys.panTile'],
      [['C'], 'keys.clip'],
      [['S'], 'keys.snapshot'],
      [['L'], 'keys.listen'],
    ],
  },
  {
    title: 'keys.everywhere',
    keys: [
      [['Alt', '1–9'], 'keys.screen'],
      [['M'], 'keys.mute'],
      [['?'], 'keys.card'],
    ],
  },
  {
    title: 'keys.arrange',
    keys: [
      [['G'], 'keys.swap'],
      [['A'], 'keys.assign'],
      [['V'], 'keys.views'],
      [['[', ']'], 'keys.nextView'],
      [['P'], 'keys.patrol'],
      [['F'], 'keys.fullScreen'],
      [['W'], 'keys.windows'],
    ],
  },
  {
    title: 'keys.enlarged',
    keys: [
      [['-', '+'], 'keys.zoom'],
      [['←', '→', '↑', '↓'], 'keys.pan'],
      [['0'], 'keys.unzoom'],
      [['Z'], 'keys.moveCamera'],
    ],
  },
  {
    title: 'keys.ptz',
    keys: [
      [['←', '→', '↑', '↓'], 'keys.ptzMove'],
      [['+', '-'], 'keys.ptzZoom'],
      [['H'], 'keys.ptzHome'],
      [['1–9'], 'keys.ptzPreset'],
    ],
  },
  {
    title: 'keys.journal',
    keys: [
      [['←', '→', '↑', '↓'], 'keys.results'],
      [['Enter'], 'keys.openSighting'],
      [['/'], 'keys.plate'],
      [['B'], 'keys.bar'],
      [['Esc'], 'keys.journalBack'],
      [['T'], 'keys.table'],
      [['L'], 'keys.tail'],
      [['E'], 'keys.hits'],
      [['F'], 'keys.filters'],
      [['Q'], 'keys.saved'],
      [['⌫'], 'keys.clear'],
    ],
  },
  {
    title: 'keys.hourBar',
    keys: [
      [['←', '→'], 'keys.barMove'],
      [['Shift', '←', '→'], 'keys.barWiden'],
      [['Enter'], 'keys.barDone'],
      [['Esc'], 'keys.barReset'],
    ],
  },
  {
    title: 'keys.sighting',
    keys: [
      [['←', '→'], 'keys.neighbour'],
      [['C'], 'keys.cutAround'],
      [['A'], 'keys.toCase'],
      [['Esc'], 'keys.back'],
    ],
  },
  {
    title: 'keys.rules',
    keys: [
      [['←', '→', '↑', '↓'], 'keys.row'],
      [['Enter'], 'keys.openRow'],
      [['Space'], 'keys.switchRow'],
      [['N'], 'keys.newRow'],
      [['Ctrl', 'Enter'], 'keys.saveRule'],
    ],
  },
  {
    title: 'keys.strip',
    keys: [
      [['Shift', '←→↑↓'], 'keys.stripMove'],
      [['Space'], 'keys.stripSwitch'],
    ],
  },
  {
    title: 'watchlist.keys.title',
    keys: [
      [['↑', '↓'], 'watchlist.keys.move'],
      [['Enter'], 'watchlist.keys.open'],
      [['/'], 'watchlist.keys.search'],
      [['N'], 'watchlist.keys.new'],
      [['A'], 'watchlist.keys.approve'],
      [['E'], 'watchlist.keys.change'],
      [['Esc'], 'watchlist.keys.back'],
    ],
  },
  {
    title: 'county.keys.title',
    keys: [
      [['[', ']'], 'county.keys.turn'],
      [['←', '→', '↑', '↓'], 'county.keys.rows'],
      [['Enter'], 'county.keys.open'],
      [['T'], 'county.keys.test'],
      [['U'], 'county.keys.tryNow'],
    ],
  },
];
