/** Actions over a store that a station leaves behind when it dies, with alarms and a controller that a test holds. */
import type { Action, NewAction } from '#contract/action.ts';
import { Actions } from '../../../../main/alarms/actions/actions.ts';
import { silentLog } from '../../../../main/system/log.ts';
import { secretsFrom } from '../../../../main/system/secrets.ts';
import { aNewAction, FakeAlarms, FakeController } from '../../../builders/action.ts';
import { FakeClock } from '../../../builders/fake-clock.ts';
import { MemoryActionStore } from '../../../builders/memory-action-store.ts';

/** Everything that was going to happen without the clock has happened. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

export class StationOfActions {
  readonly store = new MemoryActionStore();
  readonly clock = new FakeClock();
  alarms = new FakeAlarms();
  controller = new FakeController();
  actions = this.#make();

  async start(...drafts: Partial<NewAction>[]): Promise<Action[]> {
    await this.actions.start();
    const saved: Action[] = [];
    for (const draft of drafts) saved.push(await this.actions.save(aNewAction(draft), null, 'chief1'));
    return saved;
  }

  /** Without a word: what was in flight never ends, and nothing more is heard of this run of the station. */
  async killAndStart(): Promise<void> {
    const alarms = new FakeAlarms();
    for (const alarm of this.alarms.alarms.values()) alarms.announce(alarm);
    this.alarms = alarms;
    this.controller = new FakeController();
    this.actions = this.#make();
    await this.actions.start();
    await settle();
  }

  async stopAndStart(): Promise<void> {
    await this.actions.stop();
    await this.killAndStart();
  }

  /** Lets time pass in steps, so that what follows from a timer is there before the next. */
  async wait(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 100) {
      this.clock.advance(Math.min(100, ms - passed));
      await settle();
    }
  }

  #make(): Actions {
    return new Actions({
      ...{ store: this.store, alarms: this.alarms, clock: this.clock, log: silentLog },
      controllers: { relay: this.controller, http: this.controller, coil: this.controller },
      pointOf: () => 'gate',
      secrets: secretsFrom(Buffer.alloc(32, 1)),
    });
  }
}
