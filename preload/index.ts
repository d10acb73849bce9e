/** The bridge between the page and the shell: `window.desktop`, nothing else. Shapes: contract/desktop.ts. */
import { contextBridge, ipcRenderer } from 'electron';
import type { Desktop, Display } from './contract/desktop.ts';

const desktop: Desktop = {
  displays: () => ipcRenderer.invoke('desktop:displays') as Promise<Display[]>,
  openWall: (displayId) => ipcRenderer.invoke('desktop:open-wall', displayId) as Promise<void>,
  bringToFront: () => ipcRenderer.invoke('desktop:bring-to-front') as Promise<void>,
  setKiosk: (on) => ipcRenderer.invoke('desktop:set-kiosk', on) as Promise<void>,
};

contextBridge.exposeInMainWorld('desktop', desktop);
