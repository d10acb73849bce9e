/** `npm run demo`: a simulated site with its cameras and county, the real station on it, and the console. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt, home } from './build.ts';
import { endWithNpm } from './follow-npm.ts';
import { startReadyChild } from '../system/ready-child.ts';
import { stationFlags } from '../system/heap-flags.ts';
import { openConsole } from './window.ts';

const { values } = parseArgs({
  options: { 'no-window': { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
});

interface SiteReady {
  ready: true;
  /** The provision file that describes the simulated site. */
  provision: string;
  accounts: { account: string; password: string; role: string }[];
}

endWithNpm();
await ensureBuilt(['renderer', 'station', 'site']);
const folder = await mkdtemp(join(tmpdir(), 'guardroom-demo-'));
process.stderr.write('starting the simulated site 正在启动模拟现场 …\n');
const site = await startReadyChild<SiteReady>(join(home, 'dist', 'site', 'main.js'), ['--work', folder]);
const station = await startReadyChild<{ ready: true; console: string }>(
  join(home, 'dist', 'station', 'main.js'),
  [
    ...['--data', join(folder, 'station'), '--provision', site.ready.provision],
    ...['--port', values.port, '--log', 'warn', '--simulated'],
  ],
  { flags: stationFlags },
);

if (values['no-window']) process.stdout.write(`Guardroom 值守台: ${station.ready.console}\n`);
else openConsole(station.ready.console, join(folder, 'browser'));
process.stdout.write('accounts 账号:\n');
for (const { account, password, role } of site.ready.accounts) {
  process.stdout.write(`  ${role.padEnd(6)} ${account.padEnd(10)} ${password}\n`);
}
process.stdout.write('Ctrl+C stops and forgets everything 按 Ctrl+C 停止并清除\n');

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void station.stop());
}
process.exitCode = await station.ended;
await site.stop();
await rm(folder, { recursive: true, force: true });
