import type { Alarm, AlarmDeed } from '#contract/alarm.ts';
import type { Accounts } from '../access/accounts.ts';
import type { AuditEntry, AuditLog } from '../access/audit-log.ts';
import type { AlarmEvent } from '../alarms/alarm-store.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { Escalations } from '../alarms/escalations.ts';
import { AppError } from '../system/app-error.ts';
import { hours, minutes } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import type { FeedItem, Latest } from '../system/feed.ts';
import { accountOf } from './handlers.ts';
import type { Caller, FeedPlace, Handlers } from './handlers.ts';

export interface AlarmHandlersOptions {
  alarms: Alarms;
  escalations: Pick<Escalations, 'settings' | 'setSettings'>;
  accounts: Pick<Accounts, 'list' | 'find' | 'nameOf'>;
  /** The revision of the newest change of an alarm. */
  alarmRevision: Latest<number>;
  audit: Pick<AuditLog, 'append'>;
  note: (caller: Caller, action: string, subject: string, facts?: AuditEntry['facts']) => void;
  clock: Pick<Clock, 'nowMs'>;
}

const longestMuteMs = hours(1);
/** The console's clock may be ahead of ours by so much. */
const clocksDifferMs = minutes(1);

/** The alarms as guards handle them; what was around one is of `sightingHandlers`. */
export function alarmHandlers(options: AlarmHandlersOptions): Omit<Handlers['alarms'], 'surroundings'> {
  const { alarms, escalations, accounts, alarmRevision, audit, note, clock } = options;
  const named = (alarm: Alarm): Alarm => withNames(alarm, accounts);
  return {
    list: async () => alarms.list().map(named),
    changes: (_input, _caller, place) => alarmChanges(alarms, alarmRevision, named, place),
    async acknowledge({ id }, caller) {
      const alarm = await alarms.acknowledge(id, accountOf(caller));
      note(caller, 'alarm.acknowledge', `alarm:${id}`);
      return named(alarm);
    },
    async resolve({ id, outcome, note: words }, caller) {
      const alarm = await alarms.resolve(id, accountOf(caller), outcome, words);
      note(caller, 'alarm.resolve', `alarm:${id}`, { outcome });
      return named(alarm);
    },
    async tickStep({ id, step, done }, caller) {
      const alarm = await alarms.tickStep(id, accountOf(caller), step, done);
      note(caller, 'alarm.step', `alarm:${id}`, { step, done });
      return named(alarm);
    },
    async addNote({ id, text }, caller) {
      const alarm = await alarms.addNote(id, accountOf(caller), text);
      note(caller, 'alarm.note', `alarm:${id}`);
      return named(alarm);
    },
    async handOver({ id, to }, caller) {
      const colleague = accounts.find(to);
      if (colleague === null) {
        throw new AppError('not-found', 'nobody can sign in by this name', { facts: { account: to } });
      }
      const alarm = await alarms.handOver(id, accountOf(caller), colleague.signedIn.account);
      note(caller, 'alarm.hand-over', `alarm:${id}`, { to: colleague.signedIn.account });
      return named(alarm);
    },
    colleagues: async () =>
      accounts
        .list()
        .filter(({ disabled }) => !disabled)
        .map(({ account, name, role }) => ({ account, name, role })),
    async history({ id }) {
      const events = await alarms.history(id);
      if (events.length === 0) throw new AppError('not-found', 'there is no such alarm', { facts: { id } });
      return events.map((event) => deedOf(event, accounts));
    },
    async mute({ untilMs, reason }, caller) {
      const aheadMs = untilMs - clock.nowMs();
      if (aheadMs <= 0 || aheadMs > longestMuteMs + clocksDifferMs) {
        throw new AppError('bad-input', 'sounds are off for an hour at most', { facts: { paths: 'untilMs' } });
      }
      // That it is in the chain is all there is to it: it is off only when it is written.
      await audit.append({
        ...{ actor: accountOf(caller), action: 'alarm.mute', subject: `console:${caller.address}` },
        facts: { untilMs, reason },
      });
      return { ok: true };
    },
    settings: async () => escalations.settings,
    async setSettings(settings, caller) {
      const saved = await escalations.setSettings(settings);
      note(caller, 'alarm.settings', 'alarms', { ...saved });
      return saved;
    },
  };
}

/**
 * Every alarm not resolved, then each as it changes. Nothing is queued for a reader: it is woken by the newest revision
 * and asks for what it has not seen, so a slow one skips what was overtaken and never misses how things stand.
 */
async function* alarmChanges(
  alarms: Alarms,
  newestRevision: Latest<number>,
  named: (alarm: Alarm) => Alarm,
  { after, signal }: FeedPlace,
): AsyncGenerator<FeedItem<Alarm>, void, void> {
  let seen = after !== null && /^\d{1,15}$/.test(after) ? Number(after) : null;
  const unseen = async (): Promise<Alarm[]> => {
    const changed = seen === null ? null : await alarms.changesAfter(seen);
    if (changed !== null) return changed;
    // A place we do not know (another run's, or too long ago): afresh, from how things stand now.
    seen = alarms.revision;
    return alarms.unresolved();
  };
  const waiting = newestRevision.subscribe({ signal });
  do {
    for (const alarm of await unseen()) {
      seen = Math.max(seen ?? 0, alarm.revision);
      yield { cursor: String(alarm.revision), item: named(alarm) };
    }
  } while ((await waiting.next()).done !== true);
}

type Names = Pick<Accounts, 'nameOf'>;

/** Accounts act; people read names. */
function withNames(alarm: Alarm, accounts: Names): Alarm {
  const name = <Deed extends { by: string } | null>(deed: Deed): Deed => {
    const owner = deed === null ? undefined : accounts.nameOf(deed.by);
    return owner === undefined ? deed : { ...deed, byName: owner };
  };
  return {
    ...alarm,
    acknowledged: name(alarm.acknowledged),
    owner: name(alarm.owner),
    notes: alarm.notes.map(name),
    actionRuns: alarm.actionRuns.map(name),
    resolved: name(alarm.resolved),
  };
}

/** `toName`, `fromName`: of a handed-over alarm, the owners' names. */
function deedOf(happened: AlarmEvent, accounts: Names): AlarmDeed {
  const { event, by, atMs, ...rest } = happened;
  const facts: AlarmDeed['facts'] = Object.fromEntries(
    Object.entries(rest).filter((fact): fact is [string, AlarmDeed['facts'][string]] => fact[1] !== undefined),
  );
  for (const side of ['to', 'from']) {
    const account = event === 'handed-over' ? facts[side] : undefined;
    const name = typeof account === 'string' ? accounts.nameOf(account) : undefined;
    if (name !== undefined) facts[`${side}Name`] = name;
  }
  const byName = accounts.nameOf(by);
  return { event, by, atMs, facts, ...(byName !== undefined && { byName }) };
}
