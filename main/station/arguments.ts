import { parseArgs } from 'node:util';

export interface StationArguments {
  dataDirectory: string;
  provisionFile: string | null;
  /** 0: any free port. */
  port: number;
  host: string;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Host names besides loopback under which consoles may reach the station. */
  allowedHosts: string[];
  /** The provision describes a simulated site; the console says so. */
  simulated: boolean;
  /** Who hands over the station's key before it opens anything; null: its own file in the data directory holds it. */
  keyFrom: 'parent' | 'stdin' | null;
}

export type ArgumentsOutcome =
  { outcome: 'valid'; arguments: StationArguments } | { outcome: 'invalid'; message: string };

export const usage =
  'usage: npm run station -- --data DIR [--provision FILE.yaml] [--port N] [--host ADDRESS] [--allow-host NAME]… [--log debug|info|warn|error] [--key-from stdin]';

const levels = ['debug', 'info', 'warn', 'error'] as const;

/** Reads the command line of the headless station (design: outside face 1). */
export function parseStationArguments(argv: readonly string[]): ArgumentsOutcome {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...argv],
      options: {
        data: { type: 'string' },
        provision: { type: 'string' },
        port: { type: 'string', default: '0' },
        host: { type: 'string', default: '127.0.0.1' },
        'allow-host': { type: 'string', multiple: true, default: [] },
        log: { type: 'string', default: 'info' },
        simulated: { type: 'boolean', default: false },
        'key-from': { type: 'string' },
      },
    }));
  } catch (error) {
    return { outcome: 'invalid', message: error instanceof Error ? error.message : String(error) };
  }
  if (values.data === undefined || values.data === '') return { outcome: 'invalid', message: '--data DIR is missing' };
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65535) {
    return { outcome: 'invalid', message: `--port must be a number from 0 to 65535, not "${values.port}"` };
  }
  const logLevel = levels.find((level) => level === values.log);
  if (logLevel === undefined) return { outcome: 'invalid', message: `--log must be one of ${levels.join(', ')}` };
  const keyFrom = values['key-from'] ?? null;
  if (keyFrom !== null && keyFrom !== 'parent' && keyFrom !== 'stdin') {
    return { outcome: 'invalid', message: '--key-from must be parent or stdin' };
  }
  return {
    outcome: 'valid',
    arguments: {
      dataDirectory: values.data,
      provisionFile: values.provision ?? null,
      port: Number(values.port),
      host: values.host,
      logLevel,
      allowedHosts: values['allow-host'],
      simulated: values.simulated,
      keyFrom,
    },
  };
}
