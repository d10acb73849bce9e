/** A gateway on a port of its own, over a real database, with handlers a test fills in. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { api } from '#contract/api.ts';
import { Accounts } from '../../../main/access/accounts.ts';
import { AuditLog } from '../../../main/access/audit-log.ts';
import type { AuditRow } from '../../../main/access/audit-log.ts';
import { RetrievalRegister } from '../../../main/access/retrieval-register.ts';
import { Sessions } from '../../../main/access/sessions.ts';
import { accountHandlers } from '../../../main/gateway/account-handlers.ts';
import type { ClipFiles } from '../../../main/gateway/clip-route.ts';
import type { ListFiles } from '../../../main/gateway/list-files-route.ts';
import type { PackageFiles } from '../../../main/gateway/packages-route.ts';
import { Gateway } from '../../../main/gateway/gateway.ts';
import type { GatewayOptions } from '../../../main/gateway/gateway.ts';
import type { Handlers } from '../../../main/gateway/handlers.ts';
import { sessionHandlers } from '../../../main/gateway/session-handlers.ts';
import { AccountTable } from '../../../main/storage/access-account-table.ts';
import { AuditTable } from '../../../main/storage/access-audit-table.ts';
import { RetrievalTable } from '../../../main/storage/access-retrieval-table.ts';
import { SessionTable } from '../../../main/storage/access-session-table.ts';
import { openDatabase } from '../../../main/storage/database.ts';
import { AppError } from '../../../main/system/app-error.ts';
import type { Log } from '../../../main/system/log.ts';
import { silentLog } from '../../../main/system/log.ts';
import { connectToStation } from '../../../renderer/api/client.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { cheapScrypt } from '../../builders/memory-access-stores.ts';

export const picture = { digest: 'ab'.repeat(32), bytes: Buffer.from('a picture'), contentType: 'image/jpeg' };
export const thumbnail = { bytes: Buffer.from('a small picture'), contentType: 'image/png' };
export const passwords = { guard1: 'guard password', admin1: 'admin password' } as const;

type Some<T> = { [Room in keyof T]?: Partial<T[Room]> };

export interface Site {
  origin: string;
  clock: FakeClock;
  accounts: Accounts;
  sessions: Sessions;
  audit: AuditLog;
  retrievals: RetrievalRegister;
  gateway: Gateway;
  logged: string[];
  /** Oldest first. */
  auditRows(): Promise<AuditRow[]>;
  stop(): Promise<void>;
}

export async function startSite(
  handlers: Some<Handlers> = {},
  {
    clipFiles,
    listFiles,
    packageFiles,
    ...options
  }: Partial<Pick<GatewayOptions, 'assetsDirectory' | 'listen' | 'allowedHosts'>> & {
    clipFiles?: ClipFiles;
    listFiles?: ListFiles;
    packageFiles?: PackageFiles;
  } = {},
): Promise<Site> {
  const directory = await mkdtemp(join(tmpdir(), 'guardroom-gateway-'));
  const database = await openDatabase(directory, silentLog);
  const clock = new FakeClock(Date.now());
  const logged: string[] = [];
  const log = listeningLog(logged);
  const accounts = await Accounts.open({ store: new AccountTable(database), clock, log, cost: cheapScrypt });
  await accounts.create({ account: 'guard1', name: '王强', role: 'guard', password: passwords.guard1 });
  await accounts.create({ account: 'admin1', name: '李敏', role: 'admin', password: passwords.admin1 });
  const sessions = await Sessions.open({ store: new SessionTable(database), accounts, clock, log });
  const auditTable = new AuditTable(database);
  const audit = new AuditLog({ store: auditTable, clock });
  const retrievals = new RetrievalRegister({ store: new RetrievalTable(database), clock, log });
  const gateway = new Gateway({
    handlers: withDefaults({
      session: sessionHandlers({ accounts, audit, simulatedSiteOffered: () => true, log }),
      accounts: accountHandlers({ accounts, note: () => undefined }),
      ...handlers,
    }),
    sessions,
    media: { watch: () => null },
    evidence: { picture: (digest) => Promise.resolve(digest === picture.digest ? picture : null) },
    thumbnails: { of: (digest) => Promise.resolve(digest === picture.digest ? thumbnail : null) },
    retrievals,
    ...(clipFiles === undefined ? {} : { clips: { files: clipFiles, register: retrievals, audit } }),
    ...(listFiles === undefined ? {} : { lists: { files: listFiles, register: retrievals, audit } }),
    ...(packageFiles === undefined ? {} : { packages: { files: packageFiles, register: retrievals, audit } }),
    assetsDirectory: join(directory, 'no-console-here'),
    listen: { host: '127.0.0.1', port: 0 },
    clock,
    log,
    ...options,
  });
  const { origin } = await gateway.start();
  return {
    origin,
    clock,
    accounts,
    sessions,
    audit,
    retrievals,
    gateway,
    logged,
    auditRows: () => auditTable.rowsAfter(0, 1000),
    async stop() {
      await gateway.stop();
      await retrievals.flush();
      await database.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** What a test does not fill in says that it is not there. */
function withDefaults(given: Some<Handlers>): Handlers {
  const all: Record<string, Record<string, unknown>> = {};
  for (const [room, procedures] of Object.entries(api)) {
    const absent = Object.keys(procedures).map((name) => {
      const refuse = () => Promise.reject(new AppError('unavailable', `${room}.${name} is not part of this test`));
      return [name, refuse] as const;
    });
    all[room] = { ...Object.fromEntries(absent), ...given[room as keyof Handlers] };
  }
  return all as unknown as Handlers;
}

function listeningLog(lines: string[]): Log {
  const write = (event: string, fields: object = {}) => void lines.push(`${event} ${JSON.stringify(fields)}`);
  const log: Log = { debug: () => undefined, info: write, warn: write, error: write, room: () => log };
  return log;
}

/** One browser: keeps the cookie by hand, and names its origin as a browser does. */
export class Browser {
  cookie: string | null = null;
  readonly origin: string;
  readonly sockets = new Set<WebSocket>();
  readonly station: ReturnType<typeof connectToStation>;

  constructor(origin: string) {
    this.origin = origin;
    const { sockets } = this;
    const headers = (): Record<string, string> => ({
      origin,
      ...(this.cookie === null ? {} : { cookie: this.cookie }),
    });
    class SocketWithHeaders extends WebSocket {
      constructor(url: string) {
        super(url, { headers: headers() });
        sockets.add(this);
        this.on('close', () => sockets.delete(this));
      }
    }
    this.station = connectToStation({
      origin,
      fetch: (url, init) => this.fetch(url as string, init),
      WebSocket: SocketWithHeaders as unknown as typeof globalThis.WebSocket,
    });
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.cookie !== null) headers.set('cookie', this.cookie);
    if (init.method === 'POST') headers.set('origin', this.origin);
    const response = await fetch(new URL(url, this.origin), { ...init, headers });
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) this.cookie = /^guardroom_session=[^;]+/.exec(set)?.[0] ?? null;
    return response;
  }

  signIn(account: keyof typeof passwords) {
    return this.station.api.session.signIn.mutate({ account, password: passwords[account] });
  }

  /** As when a cable is pulled: the client is to find its way back by itself. */
  cutSockets(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  async close(): Promise<void> {
    await this.station.reopen();
    this.cutSockets();
  }
}

/** Resolves once `condition` holds; looks again at every turn of the event loop's timers. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
