/** The alert streams of all ISAPI devices. */
import type { EventSource, SourceDevice } from '../event-source.ts';
import type { TallySnapshot } from '../source-tally.ts';
import { IsapiListener } from './isapi-listener.ts';
import type { IsapiListenerOptions } from './isapi-listener.ts';

export type IsapiDevice = Pick<IsapiListenerOptions, 'address' | 'signIn' | 'channels'>;

export class IsapiEvents implements EventSource {
  readonly #listeners: readonly IsapiListener[];

  /** One stream for each device, however many of its channels are ours. */
  constructor(devices: readonly IsapiDevice[], options: Omit<IsapiListenerOptions, keyof IsapiDevice>) {
    this.#listeners = devices.map((device) => new IsapiListener({ ...options, ...device }));
  }

  start(): void {
    for (const listener of this.#listeners) listener.start();
  }

  devices(): SourceDevice[] {
    return this.#listeners.flatMap((listener) => listener.devices());
  }

  tallies(): Readonly<Record<string, TallySnapshot>> {
    return Object.fromEntries(this.#listeners.map(({ name, tally }) => [name, tally.snapshot()]));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.stop()));
  }
}
