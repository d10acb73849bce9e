/** `window.desktop`: what only the Electron shell can do. Absent in a browser. */
export interface Display {
  id: number;
  label: string;
  width: number;
  height: number;
  primary: boolean;
}

export interface Desktop {
  displays(): Promise<Display[]>;
  /** Opens (or brings forward) a wall window on that display. */
  openWall(displayId: number): Promise<void>;
  /** An alarm wants to be seen: restores, raises and flashes this window. */
  bringToFront(): Promise<void>;
  setKiosk(on: boolean): Promise<void>;
}
