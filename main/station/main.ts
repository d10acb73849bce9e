/** The station's door: command line in, one ready line out, exit codes 0 stopped, 1 failed, 2 bad arguments or provision. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LawfulBounds } from '../journal/lawful-bounds.ts';
import { reasonOf } from '../system/app-error.ts';
import { realClock } from '../system/clock.ts';
import { openLog } from '../system/log.ts';
import { followVariable } from '../system/ready-child.ts';
import { parseStationArguments, usage } from './arguments.ts';
import { receiveKey } from './handed-key.ts';
import type { KeyPort } from './handed-key.ts';
import { readLawfulBounds } from './lawful-bounds.ts';
import { terminalLanguage } from './provision-words.ts';
import { parseProvision } from './provision.ts';
import type { Provision } from './provision.ts';
import { startStation } from './station.ts';

const exitCodes = { stopped: 0, failed: 1, badInput: 2 } as const;

function complain(lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
}

async function readProvision(path: string | null, lawful: LawfulBounds): Promise<Provision | null | 'refused'> {
  if (path === null) return null;
  const language = terminalLanguage(process.env);
  let text;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    complain([`${path}: ${reasonOf(error)}`]);
    return 'refused';
  }
  const parsed = parseProvision(text, language, lawful);
  if (parsed.outcome === 'valid') return parsed.provision;
  complain(parsed.errors.map((error) => `${path}: ${error.path}: ${error.message}`));
  return 'refused';
}

async function readBounds(home: string, dataDirectory: string): Promise<LawfulBounds | 'refused'> {
  try {
    return await readLawfulBounds(home, dataDirectory);
  } catch (error) {
    complain([reasonOf(error)]);
    return 'refused';
  }
}

async function main(): Promise<number> {
  const parsed = parseStationArguments(process.argv.slice(2));
  if (parsed.outcome === 'invalid') {
    complain([parsed.message, usage]);
    return exitCodes.badInput;
  }
  const options = parsed.arguments;
  // dist/station/main.js and main/station/main.ts both stand two folders below the top.
  const home = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
  const bounds = await readBounds(home, options.dataDirectory);
  if (bounds === 'refused') return exitCodes.badInput;
  const provision = await readProvision(options.provisionFile, bounds);
  if (provision === 'refused') return exitCodes.badInput;

  const log = openLog(options.logLevel);
  const handedKey = receiveKey(options.keyFrom, {
    port: parentPort(),
    stdin: () => process.stdin,
    clock: realClock,
  });
  const stopRequested = new Promise<string>((asked) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => asked(signal));
    process.once('disconnect', () => asked('parent gone'));
    if (process.env[followVariable] === '1') {
      process.stdin.resume();
      process.stdin.once('end', () => asked('parent gone'));
    }
    parentPort()?.on('message', (event) => {
      if (event.data === 'stop') asked('shell');
    });
  });
  try {
    const key = await handedKey;
    const station = await startStation({ ...options, provision, bounds, key, home, log });
    const ready = JSON.stringify({ ready: true, console: station.console, viid: station.viid });
    process.stdout.write(`${ready}\n`);
    parentPort()?.postMessage(ready);
    log.info('stopping', { asked: await stopRequested });
    await station.stop();
    return exitCodes.stopped;
  } catch (error) {
    complain([reasonOf(error)]);
    log.error('failed', { reason: reasonOf(error), cause: error instanceof Error ? reasonOf(error.cause) : undefined });
    return exitCodes.failed;
  }
}

/** Electron's utilityProcess gives its child a port to the shell; plain Node has none. */
interface ParentPort extends KeyPort {
  postMessage(message: string): void;
}
function parentPort(): ParentPort | undefined {
  return (process as { parentPort?: ParentPort }).parentPort;
}

process.on('unhandledRejection', (error) => {
  // A bug: better a restart by the shell than a station in an unknown state.
  complain([`unhandled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]);
  process.exit(exitCodes.failed);
});
process.exitCode = await main();
// Whatever still holds the event loop after a clean stop must not hold the process.
process.exit();
