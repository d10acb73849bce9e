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
  /**
   * Calls when this window can no longer be seen (minimised, hidden) and when it can again. The page cannot tell by
   * itself: windows of the shell are never throttled, and such a page is `visible` for ever.
   */
  onSeen(listener: (seen: boolean) => void): () => void;
}
