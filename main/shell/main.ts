/** The Electron program: starts the station, opens console windows on it, adds what only a desktop can do. */
import { join } from 'node:path';
import { app, dialog, ipcMain, powerSaveBlocker, safeStorage, screen } from 'electron';
import type { Display } from '#contract/desktop.ts';
import { reasonOf } from '../system/app-error.ts';
import { consoleScriptFlags } from '../system/heap-flags.ts';
import { openPreferences } from './preferences.ts';
import { openStationKey } from './station-keys.ts';
import type { KeyStorage } from './station-keys.ts';
import { StationProcess } from './station-process.ts';
import { mayNavigate } from './window-rules.ts';
import { Windows } from './windows.ts';

const home = app.getAppPath();
app.commandLine.appendSwitch('js-flags', consoleScriptFlags);

if (app.requestSingleInstanceLock()) {
  void app.whenReady().then(openKeyAndRun);
} else {
  app.quit();
}

const dataDirectory = process.env.GUARDROOM_DATA ?? join(app.getPath('userData'), 'station');

async function openKeyAndRun(): Promise<void> {
  try {
    run(await openStationKey({ dataDirectory, storage: await osKeyStorage() }));
  } catch (error) {
    // Never another key in its place: it would open nothing of what is there.
    dialog.showErrorBox('Guardroom 值守台', reasonOf(error));
    app.exit(1);
  }
}

/** The key storage of this account on this machine (DPAPI, Keychain, libsecret or KWallet); null where there is none. */
async function osKeyStorage(): Promise<KeyStorage | null> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return null;
  // Without a keyring Electron on Linux seals with a password that is in its source.
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null;
  return {
    seal: (text) => safeStorage.encryptStringAsync(text),
    async open(sealed) {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(sealed);
      return { text: result, outdated: shouldReEncrypt };
    },
  };
}

function run(key: Buffer | null): void {
  const preferences = openPreferences();
  const windows = new Windows({ preferences, preload: join(home, 'dist', 'preload', 'index.cjs') });
  let consoleAddress: string | null = null;
  const station = new StationProcess({
    entry: join(home, 'dist', 'station', 'main.js'),
    dataDirectory,
    key,
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
