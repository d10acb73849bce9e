import { BrowserWindow, screen } from 'electron';
import type { WebContents } from 'electron';
import type { PreferenceStore } from './preferences.ts';
import { mayNavigate, mayUsePermission, placeWindow, wallAddress } from './window-rules.ts';

export interface WindowsOptions {
  preferences: PreferenceStore;
  /** dist/preload/index.cjs */
  preload: string;
}

/** The console window, and at most one wall window a display. */
export class Windows {
  readonly #options: WindowsOptions;
  #origin: string | null = null;
  #console: BrowserWindow | null = null;
  readonly #walls = new Map<number, BrowserWindow>();

  constructor(options: WindowsOptions) {
    this.#options = options;
  }

  /** Shows the console at this address; windows already open follow when the station came back elsewhere. */
  showConsole(address: string): void {
    const moved = this.#origin !== null && this.#origin !== new URL(address).origin;
    this.#origin = new URL(address).origin;
    if (moved) {
      void this.#console?.loadURL(address);
      for (const [id, wall] of this.#walls) void wall.loadURL(wallAddress(address, id));
    }
    this.#console ??= this.#openConsole(address);
    if (this.#walls.size === 0) {
      const present = new Set(screen.getAllDisplays().map(({ id }) => id));
      for (const id of this.#options.preferences.get('wallDisplays')) if (present.has(id)) this.openWall(id);
    }
  }

  raise(): void {
    const window = this.#console;
    if (window === null) return;
    if (window.isMinimized()) window.restore();
    window.show();
    window.moveTop();
    window.flashFrame(true);
  }

  openWall(displayId: number): void {
    const open = this.#walls.get(displayId);
    if (open !== undefined) {
      open.show();
      return;
    }
    const display = screen.getAllDisplays().find(({ id }) => id === displayId);
    if (display === undefined || this.#origin === null) return;
    const window = this.#open(display.workArea);
    window.setFullScreen(true);
    this.#walls.set(displayId, window);
    this.#rememberWalls();
    window.once('closed', () => {
      this.#walls.delete(displayId);
      this.#rememberWalls();
    });
    void window.loadURL(wallAddress(this.#origin, displayId));
  }

  setKiosk(on: boolean): void {
    this.#options.preferences.set('kiosk', on);
    this.#console?.setKiosk(on);
  }

  #openConsole(address: string): BrowserWindow {
    const { preferences } = this.#options;
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea);
    const window = this.#open(placeWindow(preferences.get('consoleBounds'), areas));
    if (preferences.get('consoleMaximised')) window.maximize();
    window.setKiosk(preferences.get('kiosk'));
    window.on('close', () => {
      preferences.set('consoleMaximised', window.isMaximized());
      preferences.set('consoleBounds', window.getNormalBounds());
    });
    window.once('closed', () => (this.#console = null));
    void window.loadURL(address);
    return window;
  }

  #open(bounds: Electron.Rectangle): BrowserWindow {
    const window = new BrowserWindow({
      ...bounds,
      backgroundColor: '#0b0f14',
      autoHideMenuBar: true,
      webPreferences: {
        preload: this.#options.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        // A wall behind another window must still sound its alarms.
        backgroundThrottling: false,
        spellcheck: false,
        autoplayPolicy: 'no-user-gesture-required',
      },
    });
    window.removeMenu();
    this.#guard(window.webContents);
    tellWhetherSeen(window);
    // A crashed page comes back by itself: the console restores the same wall from its own state.
    window.webContents.on('render-process-gone', () => window.webContents.reload());
    return window;
  }

  #guard(page: WebContents): void {
    const allowed = (target: string): boolean => this.#origin !== null && mayNavigate(target, this.#origin);
    page.setWindowOpenHandler(() => ({ action: 'deny' }));
    page.on('will-navigate', (event, target) => {
      if (!allowed(target)) event.preventDefault();
    });
    page.on('will-redirect', (event, target) => {
      if (!allowed(target)) event.preventDefault();
    });
    page.on('will-attach-webview', (event) => event.preventDefault());
    page.session.setPermissionRequestHandler((_page, permission, answer, details) =>
      answer(mayUsePermission(permission, originOf(details.requestingUrl), this.#origin ?? '')),
    );
    page.session.setPermissionCheckHandler((_page, permission, origin) =>
      mayUsePermission(permission, originOf(origin), this.#origin ?? ''),
    );
  }

  #rememberWalls(): void {
    this.#options.preferences.set('wallDisplays', [...this.#walls.keys()]);
  }
}

/** Without throttling a page believes itself visible for ever; this is how it learns that nobody can see it. */
function tellWhetherSeen(window: BrowserWindow): void {
  const tell = (): void => {
    if (!window.isDestroyed()) window.webContents.send('desktop:seen', window.isVisible() && !window.isMinimized());
  };
  window.on('minimize', tell);
  window.on('restore', tell);
  window.on('hide', tell);
  window.on('show', tell);
  // A page that has just (re)loaded knows nothing yet.
  window.webContents.on('did-finish-load', tell);
}

function originOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return '';
  }
}
