import type { Unit } from '#contract/access.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Destination } from './destination.ts';
import { JsonDestination } from './json-destination.ts';
import { isoWith } from './local-time.ts';
import type { OffsetAt } from './local-time.ts';
import type { GivenPeerProfile } from './peer-profile.ts';
import { readTrust } from './trust-files.ts';
import type { TrustFiles } from './trust-files.ts';
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
  /** A sign of life after this long without traffic. */
  keepaliveMs?: number | undefined;
  profile?: GivenPeerProfile | undefined;
}
interface TransportConfig extends TrustFiles {
  url: string;
  /** Plain http beyond this machine, which is refused unless it is allowed on purpose. */
  allowPlain?: boolean | undefined;
}

/** Where reports go, as the provision file says. Throws `bad-input` for files that cannot be used. */
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
    ...(viid === undefined ? [] : [{ section: 'county.viid', name: 'viid', title: null, config: viid }]),
    ...platforms.map((platform, n) => ({
      ...{ section: `county.platforms[${n}]`, name: `viid:${platform.name}`, title: platform.name, config: platform },
    })),
  ];
  for (const { section, name, title, config: platform } of named) {
    const trust = await readTrust(section, platform);
    destinations.push(
      new ViidDestination({
        ...{ name, title, platformId: platform.platform ?? null, section },
        ...{ url: platform.url, id: platform.id, user: platform.user, password: platform.password },
        ...{ allowPlain: platform.allowPlain, profile: platform.profile, trust, clock, offsetAt },
        ...{ registerEveryMs: platform.registerEveryMs, keepaliveMs: platform.keepaliveMs },
      }),
    );
  }
  if (summaries !== undefined) {
    const { url, secret, alarms, allowPlain } = summaries;
    const trust = await readTrust('county.summaries', summaries);
    const toIso = isoWith(offsetAt);
    destinations.push(new JsonDestination({ url, secret, alarms, allowPlain, trust, unit, clock, toIso }));
  }
  for (const { address } of destinations.filter(({ transport }) => transport === 'plain')) {
    log.room('county').warn('this county address is plain http: what is sent can be read on the way', { address });
  }
  return destinations;
}
