/** The bridge between the page and the shell: `window.desktop`, nothing else. Shapes: contract/desktop.ts. */
import { contextBridge, ipcRenderer } from 'electron';
import type { Desktop, Display } from './contract/desktop.ts';

const desktop: Desktop = {
  displays: () => ipcRenderer.invoke('desktop:displays') as Promise<Display[]>,
  openWall: (displayId) => ipcRenderer.invoke('desktop:open-wall', displayId) as Promise<void>,
  bringToFront: () => ipcRenderer.invoke('desktop:bring-to-front') as Promise<void>,
  setKiosk: (on) => ipcRenderer.invoke('desktop:set-kiosk', on) as Promise<void>,
  onSeen: (listener) => {
    const hear = (_event: unknown, seen: boolean): void => listener(seen);
    ipcRenderer.on('desktop:seen', hear);
    return () => void ipcRenderer.off('desktop:seen', hear);
  },
};

contextBridge.exposeInMainWorld('desktop', desktop);
