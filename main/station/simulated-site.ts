import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '#contract/access.ts';
import type { LawfulBounds } from '../journal/lawful-bounds.ts';
import { AppError } from '../system/app-error.ts';
import { startReadyChild } from '../system/ready-child.ts';
import type { ReadyChild } from '../system/ready-child.ts';
import { parseProvision } from './provision.ts';
import type { Provision } from './provision.ts';

export interface DemoAccount {
  account: string;
  password: string;
  role: Role;
}
interface SiteReady {
  ready: true;
  provision: string;
  accounts: DemoAccount[];
}

/** The simulated site beside the station: cameras, captures and a county that do not exist. */
export class SimulatedSite {
  readonly #script: string;
  readonly #work: string;
  readonly #bounds: LawfulBounds;
  #running: ReadyChild<SiteReady> | null = null;

  constructor(options: { home: string; dataDirectory: string; bounds: LawfulBounds }) {
    this.#bounds = options.bounds;
    this.#script = join(options.home, 'dist', 'site', 'main.js');
    this.#work = join(options.dataDirectory, 'simulated-site');
  }

  get offered(): boolean {
    return existsSync(this.#script);
  }

  /** Starts it and reads what it asks to be provisioned. */
  async start(): Promise<{ provision: Provision; accounts: DemoAccount[] }> {
    if (!this.offered) throw new AppError('unavailable', 'the simulated site is not part of this installation');
    await mkdir(this.#work, { recursive: true });
    this.#running ??= await startReadyChild<SiteReady>(this.#script, ['--work', this.#work]);
    const { provision: path, accounts } = this.#running.ready;
    const parsed = parseProvision(await readFile(path, 'utf8'), 'zh', this.#bounds);
    if (parsed.outcome === 'invalid') {
      throw new AppError('internal', `the simulated site's provision is wrong: ${JSON.stringify(parsed.errors)}`);
    }
    return { provision: parsed.provision, accounts };
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = null;
  }
}
