/** Devices announced to platforms that do not subscribe: POST or PUT of /VIID/APEs, all at first, then what changes. */
import type { WordedMessage } from '../destination.ts';
import { statusOf } from './device-news.ts';
import type { DeviceView } from './device-news.ts';
import { digestOf } from './notification.ts';
import type { Enqueue } from './publisher.ts';
import { writeApe } from './reported-device.ts';

export interface Announcement {
  destination: string;
  how: 'post' | 'put';
}

/** By ApeID, a digest of what was last said of it. */
export type Announced = Readonly<Record<string, string>>;

export interface AnnouncedStore {
  read(destination: string): Promise<Announced>;
  save(destination: string, announced: Announced): Promise<void>;
}

const mostInOne = 200;

export class Announcements {
  readonly #to: readonly Announcement[];
  readonly #store: AnnouncedStore;
  readonly #enqueue: Enqueue;
  readonly #announced = new Map<string, Announced>();

  constructor(options: { to: readonly Announcement[]; store: AnnouncedStore; enqueue: Enqueue }) {
    this.#to = options.to;
    this.#store = options.store;
    this.#enqueue = options.enqueue;
  }

  /** Called at every look at the devices. */
  async look(view: DeviceView): Promise<void> {
    for (const announcement of this.#to) await this.#announce(announcement, view);
  }

  /** A device that is gone is no longer told of: the standard has no word for that here. */
  async #announce({ destination, how }: Announcement, view: DeviceView): Promise<void> {
    const before = this.#announced.get(destination) ?? (await this.#store.read(destination));
    const objects = view.devices.map((device) => writeApe(device, statusOf(device, view), view.viidId));
    const prints = objects.map((object) => [String(object['ApeID']), digestOf(object)] as const);
    const after = Object.fromEntries(prints);
    const news = objects.filter((_object, n) => before[prints[n]?.[0] ?? ''] !== prints[n]?.[1]);
    const messages: WordedMessage[] = [];
    for (let from = 0; from < news.length; from += mostInOne) {
      const some = news.slice(from, from + mostInOne);
      const key = `apes:${destination}:${view.nowMs}:${digestOf(some)}`;
      // A method stands before the path when it is not POST.
      const route = how === 'put' ? 'PUT /VIID/APEs' : '/VIID/APEs';
      const body = Buffer.from(JSON.stringify({ APEListObject: { APEObject: some } }));
      messages.push({ key, kind: 'status', route, body });
    }
    if (messages.length > 0) await this.#enqueue(destination, messages);
    if (digestOf(after) !== digestOf(before)) await this.#store.save(destination, after);
    this.#announced.set(destination, after);
  }
}
