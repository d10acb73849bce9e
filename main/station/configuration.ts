import { z } from 'zod';
import type { Unit } from '#contract/access.ts';
import { connectionConfig } from './connections.ts';
import type { ConnectionConfig } from './connections.ts';
import type { Identity } from './feeds.ts';
import type { Provision } from './provision.ts';
import type { Rooms } from './rooms.ts';
import type { DemoAccount, SimulatedSite } from './simulated-site.ts';

const unsetUnit: Unit = { name: '—', field: 'other', viidId: null, keyTarget: false };
const noConnections: ConnectionConfig = { events: {}, county: {} };

/** What the station was told to be: by its provision file, by the first-run wizard, or by the simulated site. */
export class Configuration {
  readonly #rooms: Rooms;
  readonly #site: SimulatedSite;
  readonly #identity: Identity;
  readonly #onChange: () => void;

  constructor(options: { rooms: Rooms; site: SimulatedSite; identity: Identity; onChange: () => void }) {
    this.#rooms = options.rooms;
    this.#site = options.site;
    this.#identity = options.identity;
    this.#onChange = options.onChange;
  }

  /** Applies the file, or goes on as the last run ended; then opens the connections. */
  async start(provision: Provision | null): Promise<void> {
    const { settings } = this.#rooms;
    if (provision === null && (await settings.read('simulated-site', z.boolean())) === true) {
      await this.trySimulatedSite();
      return;
    }
    if (provision !== null) await this.#apply(provision);
    await this.#openConnections();
  }

  async setUnit(unit: Unit): Promise<void> {
    await this.#rooms.settings.write('unit', unit);
    this.#identity.unit = unit;
    this.#onChange();
  }

  async trySimulatedSite(): Promise<DemoAccount[]> {
    const { provision, accounts } = await this.#site.start();
    this.#identity.simulated = true;
    await this.#apply(provision);
    await this.#rooms.settings.write('simulated-site', true);
    await this.#openConnections();
    return accounts;
  }

  async #apply({ unit, accounts, cameras, watchlist, recognition, county, retention }: Provision): Promise<void> {
    const rooms = this.#rooms;
    await this.setUnit({ ...unit, viidId: unit.viidId ?? null });
    await rooms.accounts.applyProvision(accounts.map((each) => ({ ...each, name: each.name ?? each.account })));
    await rooms.cameras.applyProvision(cameras);
    // The file names cameras; the list keeps their ids, for names change.
    const idsOf = (names: readonly string[]) => names.flatMap((name) => rooms.cameras.findByName(name)?.id ?? []);
    await rooms.watchlist.applyProvision(
      watchlist.map(({ cameras: names = [], ...row }) => ({ ...row, cameraIds: idsOf(names) })),
    );
    const { viid, ...events } = recognition;
    const config: ConnectionConfig = { viid, events, county };
    await rooms.settings.write('connections', config, 'sealed');
    await rooms.settings.write('retention', retention);
  }

  async #openConnections(): Promise<void> {
    const config = (await this.#rooms.settings.read('connections', connectionConfig)) ?? noConnections;
    await this.#rooms.connections.open(config, this.#identity.unit ?? unsetUnit);
    this.#onChange();
  }
}
