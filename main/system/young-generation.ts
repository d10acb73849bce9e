/**
 * V8 doubles its young generation step by step while a process runs, and gives it back late. Kept small, what is resident
 * stays flat (docs/decisions/015).
 */

/** Flags of Node's under which every station is started, whoever starts it. */
export const stationFlags: readonly string[] = ['--max-semi-space-size=4'];
/** Chromium's `--js-flags` for the windows we open ourselves. */
export const consoleScriptFlags = '--max-semi-space-size=2';
