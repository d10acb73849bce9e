/** `npm start`: the desktop program; without Electron's binary, the same console in an installed browser. */
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, home } from './build.ts';
import { endWithNpm } from './follow-npm.ts';
import { startReadyChild } from '../system/ready-child.ts';
import { stationFlags } from '../system/heap-flags.ts';
import { findElectron, hasDisplay, openConsole } from './window.ts';

function defaultDataDirectory(): string {
  if (process.env.GUARDROOM_DATA !== undefined) return process.env.GUARDROOM_DATA;
  if (process.platform === 'win32') return join(process.env.APPDATA ?? homedir(), 'Guardroom', 'station');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Guardroom', 'station');
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'guardroom', 'station');
}

endWithNpm();
await ensureBuilt(['renderer', 'station', 'site', 'shell', 'preload']);
const electron = findElectron(home);
if (electron !== null && hasDisplay()) {
  const child = spawn(electron, [home], { stdio: 'inherit' });
  child.once('exit', (code) => process.exit(code ?? 1));
} else {
  const why =
    electron === null ? "Electron's program is not on this PC 本机没有 Electron 程序" : 'no display 没有显示器';
  process.stdout.write(`${why}: opening the console in a browser 改用浏览器打开\n`);
  const data = defaultDataDirectory();
  const port = process.env.GUARDROOM_PORT ?? '0';
  const station = await startReadyChild<{ ready: true; console: string }>(
    join(home, 'dist', 'station', 'main.js'),
    ['--data', data, '--port', port, '--log', 'warn', ...process.argv.slice(2)],
    { flags: stationFlags },
  );
  openConsole(station.ready.console, join(data, '..', 'browser'));
  process.stdout.write('The station runs until Ctrl+C 站在运行，按 Ctrl+C 停止\n');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void station.stop());
  process.exitCode = await station.ended;
}
