/** The Electron program: starts the station, opens console windows on it, adds what only a desktop can do. */
import { join } from 'node:path';
import { app, dialog, ipcMain, powerSaveBlocker, screen } from 'electron';
import type { Display } from '#contract/desktop.ts';
import { openPreferences } from './preferences.ts';
import { StationProcess } from './station-process.ts';
import { mayNavigate } from './window-rules.ts';
import { Windows } from './windows.ts';

const home = app.getAppPath();

if (app.requestSingleInstanceLock()) {
  void app.whenReady().then(run);
} else {
  app.quit();
}

function run(): void {
  const preferences = openPreferences();
  const windows = new Windows({ preferences, preload: join(home, 'dist', 'preload', 'index.cjs') });
  const dataDirectory = process.env.GUARDROOM_DATA ?? join(app.getPath('userData'), 'station');
  let consoleAddress: string | null = null;
  const station = new StationProcess({
    entry: join(home, 'dist', 'station', 'main.js'),
    dataDirectory,
    port: preferences.get('stationPort'),
    onReady: (ready) => {
      consoleAddress = ready.console;
      preferences.set('stationPort', Number(new URL(ready.console).port));
      windows.showConsole(ready.console);
    },
    onRefused: (said) => {
      dialog.showErrorBox('Guardroom 值守台', said);
      app.quit();
    },
  });
  station.start();

  // A guard's screen never sleeps.
  powerSaveBlocker.start('prevent-display-sleep');

  app.on('second-instance', () => windows.raise());
  app.on('activate', () => {
    if (consoleAddress !== null) windows.showConsole(consoleAddress);
  });
  app.on('window-all-closed', () => app.quit());
  let stopping = false;
  app.on('before-quit', (event) => {
    if (stopping) return;
    stopping = true;
    event.preventDefault();
    void station.stop().finally(() => app.exit(0));
  });

  const fromConsole = <Args extends unknown[], Result>(act: (...args: Args) => Result) => {
    return (event: Electron.IpcMainInvokeEvent, ...args: Args): Result => {
      const sender = event.senderFrame?.url ?? '';
      if (consoleAddress === null || !mayNavigate(sender, new URL(consoleAddress).origin)) {
        throw new Error('only the console may ask this');
      }
      return act(...args);
    };
  };
  ipcMain.handle(
    'desktop:displays',
    fromConsole((): Display[] => {
      const primary = screen.getPrimaryDisplay().id;
      return screen.getAllDisplays().map(({ id, label, size }) => ({ id, label, ...size, primary: id === primary }));
    }),
  );
  ipcMain.handle(
    'desktop:open-wall',
    fromConsole((id: unknown) => {
      if (typeof id === 'number') windows.openWall(id);
    }),
  );
  ipcMain.handle(
    'desktop:bring-to-front',
    fromConsole(() => windows.raise()),
  );
  ipcMain.handle(
    'desktop:set-kiosk',
    fromConsole((on: unknown) => windows.setKiosk(on === true)),
  );
}
