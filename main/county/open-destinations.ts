import { readFile } from 'node:fs/promises';
import type { Unit } from '#contract/access.ts';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Destination } from './destination.ts';
import type { HttpTrust } from './http-exchange.ts';
import { JsonDestination } from './json-destination.ts';
import { isoWith } from './local-time.ts';
import type { OffsetAt } from './local-time.ts';
import { ViidDestination } from './viid-destination.ts';

/** The `county` section of the provision file, parsed. */
export interface CountyConfig {
  viid?: PlatformConfig | undefined;
  /** Further platforms, each with a name of its own. */
  platforms?: readonly (PlatformConfig & { name: string })[] | undefined;
  summaries?:
    | (TransportConfig & {
        secret: string;
        /** Milliseconds, one second to one day. */
        every: number;
        /** Whether alarms are told this way too; they are unless this is false. */
        alarms?: boolean | undefined;
      })
    | undefined;
}
export interface PlatformConfig extends TransportConfig {
  /** Our own number, 20 digits. */
  id: string;
  user: string;
  password: string;
  /** The platform's own number, as under `recognition.viid.platforms`: who orders there is told here. */
  platform?: string | undefined;
  registerEveryMs?: number | undefined;
}
interface TransportConfig {
  url: string;
  /** Plain http beyond this machine, which is refused unless it is allowed on purpose. */
  allowPlain?: boolean | undefined;
  /** PEM file of the authority to trust instead of the system's. */
  caFile?: string | undefined;
  /** SHA-256 of the server's certificate, hex. */
  pin?: string | undefined;
}

/** Where reports go, as the provision file says. Throws `bad-input` for files that cannot be read. */
export async function openDestinations(options: {
  config: CountyConfig;
  unit: Unit;
  clock: Clock;
  log: Log;
  offsetAt: OffsetAt;
}): Promise<Destination[]> {
  const { config, unit, clock, log, offsetAt } = options;
  const { viid, platforms = [], summaries } = config;
  const destinations: Destination[] = [];
  const named = [
    ...(viid === undefined ? [] : [{ ...viid, destination: 'viid', title: null }]),
    ...platforms.map((platform) => ({ ...platform, destination: `viid:${platform.name}`, title: platform.name })),
  ];
  for (const platform of named) {
    const { destination: name, title, platform: platformId = null, ...how } = platform;
    const trust = await readTrust(how);
    destinations.push(new ViidDestination({ ...how, name, title, platformId, trust, clock, offsetAt }));
  }
  if (summaries !== undefined) {
    const { url, secret, alarms, allowPlain } = summaries;
    const trust = await readTrust(summaries);
    const toIso = isoWith(offsetAt);
    destinations.push(new JsonDestination({ url, secret, alarms, allowPlain, trust, unit, clock, toIso }));
  }
  for (const { address } of destinations.filter(({ transport }) => transport === 'plain')) {
    log.room('county').warn('this county address is plain http: what is sent can be read on the way', { address });
  }
  return destinations;
}

async function readTrust({ caFile, pin }: TransportConfig): Promise<HttpTrust> {
  if (caFile === undefined) return { pin };
  try {
    return { ca: await readFile(caFile, 'utf8'), pin };
  } catch (error) {
    throw new AppError('bad-input', `county caFile: ${reasonOf(error)}`, { cause: error });
  }
}
