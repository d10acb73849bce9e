/** A journal in small: keeps what is new, knows what it has, and can be told not to take. */
import type { NewSighting } from '#contract/sighting.ts';
import type { Take } from '../../../main/recognition/take.ts';

export class Keeper {
  readonly kept: NewSighting[] = [];
  /** How often it was asked. */
  asked = 0;
  refuseWith: Error | null = null;
  #waiting: (() => void)[] = [];

  readonly take: Take = async (batch) => {
    this.asked += 1;
    this.#wake();
    if (this.refuseWith !== null) throw this.refuseWith;
    return batch.map((sighting) => {
      const known = this.kept.some((one) => one.deviceId === sighting.deviceId && one.objectId === sighting.objectId);
      if (!known) this.kept.push(sighting);
      this.#wake();
      return { outcome: known ? 'known' : 'new' };
    });
  };

  /** Resolves once it has kept so many. */
  async has(count: number): Promise<NewSighting[]> {
    while (this.kept.length < count) await new Promise<void>((wake) => this.#waiting.push(wake));
    return this.kept;
  }

  async wasAsked(count: number): Promise<void> {
    while (this.asked < count) await new Promise<void>((wake) => this.#waiting.push(wake));
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** Looks again and again until it is so; the test's own time limit ends it. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((again) => setTimeout(again, 5));
}
