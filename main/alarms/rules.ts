import type { CameraPoint } from '#contract/camera.ts';
import type { NewRule, Rule, RuleTrigger } from '#contract/rule.ts';
import type { Sighting } from '#contract/sighting.ts';
import { AppError } from '../system/app-error.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { RuleMatch } from './decide-alarms.ts';
import { decideRules, isInForce } from './decide-rules.ts';
import type { LiveRule } from './decide-rules.ts';
import { RuleMemory } from './rule-memory.ts';
import type { RuleStore } from './rule-store.ts';
import { localTimeHere } from './schedule.ts';
import type { LocalTimeAt } from './schedule.ts';

export interface RulesOptions {
  store: RuleStore;
  /** Where a camera looks; null: there is no such camera. */
  pointOf(cameraId: string): CameraPoint | null;
  clock: Clock;
  log: Log;
  localTime?: LocalTimeAt;
}

/** What a unit oversees. */
const mostRules = 200;

/** The unit's rules: rows that it edits, asked of every sighting. */
export class Rules {
  readonly #options: RulesOptions;
  readonly #localTime: LocalTimeAt;
  readonly #live = new Map<number, LiveRule>();
  #lastChange: Promise<unknown> = Promise.resolve();

  constructor(options: RulesOptions) {
    this.#options = options;
    this.#localTime = options.localTime ?? localTimeHere;
  }

  /** Loads what is stored. Nothing matches before. */
  async start(): Promise<void> {
    for (const rule of await this.#options.store.all()) this.#put(rule);
    this.#options.log.room('alarms').info('rules loaded', { rules: this.#live.size });
  }

  /** Most urgent first, then by name. */
  list(): Rule[] {
    return [...this.#live.values()]
      .map(({ rule }) => rule)
      .sort((a, b) => a.priority - b.priority || a.name.localeCompare(b.name, 'zh-CN') || a.id - b.id);
  }

  /** What the sighting means to them, most urgent first. Each sighting is asked about once, in order of receipt. */
  match(sighting: Sighting): RuleMatch[] {
    if (this.#live.size === 0) return [];
    const { cameraId, receivedAtMs } = sighting;
    const point = cameraId === null ? null : this.#options.pointOf(cameraId);
    return decideRules({ sighting, point, local: this.#localTime(receivedAtMs), rules: [...this.#live.values()] });
  }

  /** Those of a trigger that look at this place now. */
  inForce<Kind extends RuleTrigger['kind']>(
    kind: Kind,
    cameraId: string | null,
  ): { rule: Rule; trigger: Extract<RuleTrigger, { kind: Kind }> }[] {
    const local = this.#localTime(this.#options.clock.nowMs());
    const point = cameraId === null ? null : this.#options.pointOf(cameraId);
    return [...this.#live.values()].flatMap(({ rule }) =>
      isOf(rule.trigger, kind) && isInForce(rule, { cameraId, point }, local) ? { rule, trigger: rule.trigger } : [],
    );
  }

  /**
   * A new one when `id` is null. Throws `not-found`; `conflict` (problem `name`, `too-many`); `bad-input` when the levels
   * of a crowd do not rise.
   */
  save(id: number | null, written: NewRule, by: string): Promise<Rule> {
    return this.#oneAtATime(async () => {
      refuseUnlikely(written);
      if (id !== null && !this.#live.has(id)) throw new AppError('not-found', `there is no rule ${id}`);
      if (id === null && this.#live.size >= mostRules) {
        throw new AppError('conflict', 'there are too many rules', { facts: { problem: 'too-many' } });
      }
      const saved = await this.#options.store.save(id, written, by, this.#options.clock.nowMs());
      if (saved === null) throw new AppError('conflict', 'another rule has this name', { facts: { problem: 'name' } });
      this.#put(saved);
      return saved;
    });
  }

  /** The rule that was. Its alarms stay. Throws `not-found`. */
  remove(id: number): Promise<Rule> {
    return this.#oneAtATime(async () => {
      const rule = this.#live.get(id)?.rule;
      if (rule === undefined || !(await this.#options.store.remove(id))) {
        throw new AppError('not-found', `there is no rule ${id}`);
      }
      this.#live.delete(id);
      return rule;
    });
  }

  #put(rule: Rule): void {
    this.#live.set(rule.id, { rule, memory: new RuleMemory() });
  }

  /** A change is decided on what the one before left. */
  #oneAtATime<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#lastChange.then(change);
    this.#lastChange = done.catch(() => undefined);
    return done;
  }
}

function isOf<Kind extends RuleTrigger['kind']>(
  trigger: RuleTrigger,
  kind: Kind,
): trigger is Extract<RuleTrigger, { kind: Kind }> {
  return trigger.kind === kind;
}

/** Throws `bad-input` for what the shape allows and no crowd does. */
export function refuseUnlikely({ trigger }: NewRule): void {
  if (trigger.kind !== 'crowd') return;
  const rise = trigger.levels.every((level, n) => {
    const before = trigger.levels[n - 1];
    return before === undefined || (level.people > before.people && level.priority < before.priority);
  });
  if (!rise) {
    throw new AppError('bad-input', 'the levels of a crowd rise in people and get more urgent', {
      facts: { paths: 'trigger.levels', problem: 'levels' },
    });
  }
}
