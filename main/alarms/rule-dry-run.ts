/** What a rule would have raised: the records of the last days through the same decisions, and nothing is raised. */
import type { Alarm } from '#contract/alarm.ts';
import type { CameraPoint } from '#contract/camera.ts';
import type { NewRule, Rule, RuleDryRun } from '#contract/rule.ts';
import type { Sighting } from '#contract/sighting.ts';
import { AppError } from '../system/app-error.ts';
import { days, minutes } from '../system/clock.ts';
import type { Clock } from '../system/clock.ts';
import { decideAlarms, foldInto } from './decide-alarms.ts';
import type { Notice, RuleMatch } from './decide-alarms.ts';
import { decideRules, isInForce, ruleMatch } from './decide-rules.ts';
import { RuleMemory } from './rule-memory.ts';
import { refuseUnlikely } from './rules.ts';
import { localTimeHere } from './schedule.ts';
import type { LocalTimeAt } from './schedule.ts';
import { sightingsSince } from './sighting-walk.ts';
import type { SightingPages } from './sighting-walk.ts';

/** A time in which a camera that had pictures had none. */
export interface Loss {
  camera: { id: string; name: string; point: CameraPoint };
  fromMs: number;
  toMs: number;
}

export interface RuleDryRunsOptions {
  journal: SightingPages;
  pointOf(cameraId: string): CameraPoint | null;
  /** Of every camera, as its health was recorded. */
  losses(fromMs: number, toMs: number): Promise<Loss[]>;
  clock: Clock;
  localTime?: LocalTimeAt;
  mostSightings?: number;
}

const lookBackMs = days(7);
/** About ten seconds of one core. */
const usualMostSightings = 200_000;
const mostNewest = 20;

export class RuleDryRuns {
  readonly #options: RuleDryRunsOptions;
  readonly #localTime: LocalTimeAt;
  #running = false;

  constructor(options: RuleDryRunsOptions) {
    this.#options = options;
    this.#localTime = options.localTime ?? localTimeHere;
  }

  /** Whether it is enabled plays no part. Throws `bad-input`, and `unavailable` while another one runs. */
  async run(written: NewRule): Promise<RuleDryRun> {
    refuseUnlikely(written);
    if (this.#running) throw new AppError('unavailable', 'another rule is being tried');
    this.#running = true;
    try {
      return await this.#run({ ...written, enabled: true, id: 1, changedBy: '', changedAtMs: 0 });
    } finally {
      this.#running = false;
    }
  }

  async #run(rule: Rule): Promise<RuleDryRun> {
    const toMs = this.#options.clock.nowMs();
    const fromMs = toMs - lookBackMs;
    const tally = new Tally();
    switch (rule.trigger.kind) {
      case 'unknown-device':
        // Whom the station refused is in its log only.
        return { ...tally.outcome(), fromMs, toMs, complete: false, reason: 'not-recorded' };
      case 'camera-lost':
        await this.#lose(rule, rule.trigger.seconds, tally, fromMs, toMs);
        return { ...tally.outcome(), fromMs, toMs, complete: true, reason: null };
      case 'presence':
      case 'behaviour':
      case 'crowd':
      case 'plate-repeats': {
        const lookedUntilMs = await this.#see(rule, tally, fromMs);
        return lookedUntilMs === null
          ? { ...tally.outcome(), fromMs, toMs, complete: true, reason: null }
          : { ...tally.outcome(), fromMs, toMs: lookedUntilMs, complete: false, reason: 'too-many-sightings' };
      }
    }
  }

  /** Null: all were looked at; otherwise how far it came. */
  async #see(rule: Rule, tally: Tally, fromMs: number): Promise<number | null> {
    const { journal, pointOf, mostSightings = usualMostSightings } = this.#options;
    const rules = [{ rule, memory: new RuleMemory() }];
    let looked = 0;
    for await (const page of sightingsSince(journal, fromMs)) {
      for (const sighting of page) {
        const { cameraId, receivedAtMs } = sighting;
        if (looked >= mostSightings) return receivedAtMs;
        looked += 1;
        const point = cameraId === null ? null : pointOf(cameraId);
        tally.take(sighting, decideRules({ sighting, point, local: this.#localTime(receivedAtMs), rules }));
      }
    }
    return null;
  }

  async #lose(rule: Rule, seconds: number, tally: Tally, fromMs: number, toMs: number): Promise<void> {
    const losses = (await this.#options.losses(fromMs, toMs)).toSorted((a, b) => a.fromMs - b.fromMs);
    for (const { camera, ...loss } of losses) {
      const at = { cameraId: camera.id, point: camera.point };
      // As the watch does: once the time has passed, at the first moment at which the rule looks.
      for (let atMs = loss.fromMs + seconds * 1000; atMs < loss.toMs; atMs += minutes(1)) {
        if (!isInForce(rule, at, this.#localTime(atMs))) continue;
        const notice: Notice = { id: null, cameraId: camera.id, cameraName: camera.name, receivedAtMs: atMs };
        tally.take(notice, [ruleMatch(rule, camera.id, { kind: 'camera-lost', seconds })]);
        break;
      }
    }
  }
}

interface Raised {
  alarm: Alarm;
  /** What raised it; of an alarm the newest sightings are known only. */
  sightingId: number | null;
}

/** Folds as the station would, with a guard who acknowledges at once and resolves nothing; counts what that makes. */
class Tally {
  #hits = 0;
  #alarms = 0;
  /** Of each subject the one that sightings would fold into. */
  readonly #bySubject = new Map<string, Raised>();
  /** In the order in which they were raised. */
  readonly #newest: Raised[] = [];

  take(seen: Sighting | Notice, matches: readonly RuleMatch[]): void {
    for (const match of matches) {
      this.#hits += 1;
      const before = this.#bySubject.get(match.subject);
      const [decision] = decideAlarms({
        ...{ seen, matches: [match], openAlarms: before ? [before.alarm] : [] },
        ...{ judgedBefore: [], placeOf: () => null, nowMs: seen.receivedAtMs },
      });
      if (decision?.decision === 'fold' && before) before.alarm = { ...before.alarm, ...foldInto(before.alarm, seen) };
      if (decision?.decision === 'raise') this.#raise(decision.alarm, seen.id);
    }
  }

  outcome(): Pick<RuleDryRun, 'alarms' | 'hits' | 'newest'> {
    const newest = this.#newest.toReversed().flatMap(({ alarm, sightingId }) => {
      const { cause, cameraName, raisedAtMs: atMs, count: hits } = alarm;
      return cause.by === 'rule' ? { sightingId, cameraName, atMs, hits, finding: cause.finding } : [];
    });
    return { alarms: this.#alarms, hits: this.#hits, newest };
  }

  #raise(alarm: Omit<Alarm, 'id' | 'revision'>, sightingId: number | null): void {
    this.#alarms += 1;
    const numbers = { id: this.#alarms, revision: this.#alarms };
    const raised: Raised = { alarm: { ...alarm, ...numbers, state: 'acknowledged' }, sightingId };
    this.#bySubject.set(alarm.subject, raised);
    this.#newest.push(raised);
    if (this.#newest.length > mostNewest) this.#newest.shift();
  }
}
