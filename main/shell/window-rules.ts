/** What the shell lets its windows do. Pure, so that it is tested without Electron. */

/** Only the console itself, at the station's own origin, may be shown. */
export function mayNavigate(target: string, consoleOrigin: string): boolean {
  try {
    return new URL(target).origin === consoleOrigin;
  } catch {
    return false;
  }
}

/**
 * A guard's console needs to speak and to fill the screen; nothing in it needs a camera, a microphone or a location.
 * Names as in Electron's permission handlers.
 */
export function mayUsePermission(permission: string, requestingOrigin: string, consoleOrigin: string): boolean {
  return requestingOrigin === consoleOrigin && (permission === 'fullscreen' || permission === 'speaker-selection');
}

/** Where the wall window of a display shows its own wall. */
export function wallAddress(consoleAddress: string, displayId: number): string {
  return new URL(`/?wall=${displayId}`, consoleAddress).href;
}

/** In device-independent pixels, as Electron gives them. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

const smallest = { width: 1024, height: 640 };

/**
 * Where a window opens: where it was, if that is still on a display (screens get unplugged), else in the middle of the
 * first display.
 */
export function placeWindow(saved: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle {
  const first = workAreas[0] ?? { x: 0, y: 0, width: 1366, height: 768 };
  if (saved !== null && saved.width >= smallest.width && saved.height >= smallest.height) {
    if (workAreas.some((area) => overlap(saved, area) >= 0.5 * saved.width * saved.height)) return saved;
  }
  const width = Math.min(first.width, 1920);
  const height = Math.min(first.height, 1080);
  return {
    x: Math.round(first.x + (first.width - width) / 2),
    y: Math.round(first.y + (first.height - height) / 2),
    width,
    height,
  };
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}
