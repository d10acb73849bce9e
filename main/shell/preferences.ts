import Store from 'electron-store';
import type { Rectangle } from './window-rules.ts';

/** Preferences of this PC's shell; the station's settings are the station's. */
interface Preferences {
  consoleBounds: Rectangle | null;
  consoleMaximised: boolean;
  /** Displays that had a wall window, by Electron's display id, to be opened again at the next start. */
  wallDisplays: number[];
  kiosk: boolean;
  /** Port of the station, kept so that windows find it again after it restarted. */
  stationPort: number;
}

/** Opened once the app is ready; a damaged file starts afresh instead of keeping the guard out. */
export function openPreferences(): Store<Preferences> {
  return new Store<Preferences>({
    name: 'shell',
    clearInvalidConfig: true,
    defaults: { consoleBounds: null, consoleMaximised: true, wallDisplays: [], kiosk: false, stationPort: 0 },
  });
}
export type PreferenceStore = ReturnType<typeof openPreferences>;
