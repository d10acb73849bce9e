/**
 * V8 lets its heap grow, young and old, by what the machine has rather than by what is held, and gives it back late. Kept
 * small, what is resident stays flat (docs/decisions/015).
 */

/** Flags of Node's under which every station is started, whoever starts it. */
export const stationFlags: readonly string[] = ['--max-semi-space-size=4', '--heap-growing-percent=20'];
/** Chromium's `--js-flags` for the windows we open ourselves. */
export const consoleScriptFlags = '--max-semi-space-size=2';
