/** The composition root: the rooms made, joined, configured, and shown to consoles; stopped in reverse. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { unit as unitSchema } from '#contract/access.ts';
import { clipFiles } from '../gateway/clip-files.ts';
import { Gateway } from '../gateway/gateway.ts';
import { reasonOf } from '../system/app-error.ts';
import type { LawfulBounds } from '../journal/lawful-bounds.ts';
import { realClock as clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import { makeHandlers } from './api-handlers.ts';
import type { StationArguments } from './arguments.ts';
import { Configuration } from './configuration.ts';
import { openFeeds } from './feeds.ts';
import type { Identity } from './feeds.ts';
import type { Provision } from './provision.ts';
import { openRooms } from './rooms.ts';
import type { OnStop } from './rooms.ts';
import { SimulatedSite } from './simulated-site.ts';

export interface StationOptions extends StationArguments {
  provision: Provision | null;
  bounds: LawfulBounds;
  /** Handed over by whoever started the station; null: its own file in the data directory holds it. */
  key: Buffer | null;
  /** The top of the installation: where resources/ and dist/ are. */
  home: string;
  log: Log;
}

export interface Station {
  /** `http://127.0.0.1:PORT` */
  console: string;
  viid: string | null;
  stop(): Promise<void>;
}

/** Starts everything, in order; what was started is stopped again, in reverse, at the end or when a step fails. */
export async function startStation(options: StationOptions): Promise<Station> {
  const stops: { name: string; stop: () => Promise<void> | void }[] = [];
  const stopAll = async (): Promise<void> => {
    for (const { name, stop } of stops.splice(0).reverse()) {
      try {
        await stop();
      } catch (error) {
        options.log.error('could not be stopped cleanly', { part: name, reason: reasonOf(error) });
      }
    }
  };
  try {
    const running = await assemble(options, (name, stop) => stops.push({ name, stop }));
    return { ...running, stop: stopAll };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function assemble(options: StationOptions, onStop: OnStop): Promise<Omit<Station, 'stop'>> {
  const { home, log, provision, bounds, key } = options;
  const startedAtMs = clock.nowMs();
  const dataDirectory = resolve(options.dataDirectory);

  const rooms = await openRooms({
    ...{ home, dataDirectory, bounds, key, clock, log, onStop },
    clipSpan: provision?.clips ?? null,
  });
  const { accounts, audit, retrievals, clips, snapshots, connections, intake } = rooms;
  const identity: Identity = { unit: await rooms.settings.read('unit', unitSchema), simulated: options.simulated };
  const feeds = openFeeds({ rooms, identity, clock, log, onStop });

  // What the last run left is judged before anything new comes in.
  await intake.start();
  onStop('intake', () => intake.stop());
  const site = new SimulatedSite({ home, dataDirectory, bounds });
  onStop('simulated site', () => site.stop());
  const configuration = new Configuration({ rooms, site, identity, onChange: feeds.showStatus });
  onStop('connections', () => connections.close());
  await configuration.start(provision);

  const gateway = new Gateway({
    handlers: makeHandlers({
      ...rooms,
      lists: rooms.lists.handlers,
      feeds,
      views: { store: rooms.views, clock },
      searches: { store: rooms.searches, clock },
      setUnit: (unit) => configuration.setUnit(unit),
      trySimulatedSite: () => configuration.trySimulatedSite(),
      simulatedSiteOffered: () => site.offered && !accounts.any(),
      facts: { version: await ownVersion(home), startedAtMs, dataDirectory },
      log,
    }),
    sessions: rooms.sessions,
    media: rooms.cameras,
    sounds: rooms.cameras,
    transcoded: rooms.transcoded,
    evidence: rooms.journal,
    thumbnails: rooms.thumbnails,
    retrievals,
    clips: { files: clipFiles(clips, snapshots), register: retrievals, audit },
    lists: { files: rooms.lists.files, register: retrievals, audit },
    packages: { files: rooms.packages, register: retrievals, audit },
    assetsDirectory: join(home, 'dist', 'renderer'),
    listen: { host: options.host, port: options.port },
    allowedHosts: options.allowedHosts,
    clock,
    log,
  });
  const { origin } = await gateway.start();
  onStop('gateway', () => gateway.stop());
  log.info('ready', { console: origin, viid: connections.viidAddress, tookMs: clock.nowMs() - startedAtMs });
  return { console: origin, viid: connections.viidAddress };
}

async function ownVersion(home: string): Promise<string> {
  const facts = z.object({ version: z.string() });
  return facts.parse(JSON.parse(await readFile(join(home, 'package.json'), 'utf8'))).version;
}
