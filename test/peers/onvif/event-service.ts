/**
 * The event service of the stand-in: pull points after ONVIF Core and WS-BaseNotification, their time limited, each
 * reached only with the reference parameter it was given out with.
 */
import type { Asked } from './soap.ts';

export const eventNamespaces = {
  events: 'http://www.onvif.org/ver10/events/wsdl',
  notification: 'http://docs.oasis-open.org/wsn/b-2',
} as const;

export interface PeerEvent {
  topic: string;
  operation?: 'Initialized' | 'Changed' | 'Deleted';
  utcTime?: string;
  source?: Record<string, string>;
  key?: Record<string, string>;
  data?: Record<string, string>;
  /** XML inside Data, beside the items. */
  elements?: string;
}

export interface EventServiceOptions {
  /** Granted, whatever is asked for; as asked when absent. Seconds. */
  grantsSeconds?: number;
  knowsRenew?: boolean;
  /** Where the camera says its subscriptions are. */
  origin: () => string;
  nowMs: () => number;
}

interface PullPoint {
  id: string;
  queue: string[];
  endsAtMs: number;
  wake: () => void;
}

const longestPullMs = 20_000;

export class EventService {
  /** Calls by name, in order. */
  readonly calls: string[] = [];
  readonly complaints: string[] = [];
  readonly #options: EventServiceOptions;
  readonly #points = new Map<string, PullPoint>();
  /** What is told to every new subscription. */
  readonly #properties = new Map<string, PeerEvent>();
  #made = 0;

  constructor(options: EventServiceOptions) {
    this.#options = options;
  }

  static serves(path: string): boolean {
    return path === '/onvif/event_service' || path.startsWith('/onvif/pull/');
  }

  get subscriptions(): number {
    return this.#points.size;
  }

  count(call: string): number {
    return this.calls.filter((name) => name === call).length;
  }

  /** Something has happened. A property is remembered, to be told to those who subscribe later. */
  emit(event: PeerEvent): void {
    if (event.operation !== undefined) this.#properties.set(JSON.stringify([event.topic, event.source]), event);
    for (const point of this.#points.values()) {
      point.queue.push(notification(event));
      point.wake();
    }
  }

  /** All subscriptions are gone, without a word. */
  forget(): void {
    for (const point of this.#points.values()) point.wake();
    this.#points.clear();
  }

  /** The answer's body; null: a subscription that does not exist; `unknown`: no such call. */
  async answer(path: string, asked: Asked, xml: string): Promise<string | null> {
    this.calls.push(asked.action);
    if (asked.action === 'CreatePullPointSubscription') return this.#create(path, asked);
    const point = this.#points.get(path.slice('/onvif/pull/'.length));
    if (point === undefined || point.endsAtMs <= this.#options.nowMs()) {
      if (point !== undefined) this.#points.delete(point.id);
      return null;
    }
    const reference = /<SubscriptionId xmlns="urn:stand-in"[^>]*IsReferenceParameter="true"[^>]*>([^<]*)</.exec(
      xml,
    )?.[1];
    if (reference !== point.id) this.complaints.push(`${asked.action} with the reference ${reference ?? 'left out'}`);
    if (!new RegExp(`Action[^>]*>[^<]*/${asked.action}Request<`).test(xml))
      this.complaints.push(`${asked.action} without its action`);
    switch (asked.action) {
      case 'PullMessages':
        return this.#pull(point, asked);
      case 'Renew':
        if (this.#options.knowsRenew === false) return 'unknown';
        point.endsAtMs = this.#end(asked.text('TerminationTime'));
        return `<wsnt:RenewResponse xmlns:wsnt="${eventNamespaces.notification}">${this.#times(point)}</wsnt:RenewResponse>`;
      case 'Unsubscribe':
        this.#points.delete(point.id);
        point.wake();
        return `<wsnt:UnsubscribeResponse xmlns:wsnt="${eventNamespaces.notification}"/>`;
      default:
        return 'unknown';
    }
  }

  #create(path: string, asked: Asked): string {
    if (path !== '/onvif/event_service') this.complaints.push(`a subscription asked for at ${path}`);
    const id = String(++this.#made);
    const queue = [...this.#properties.values()].map((event) => notification({ ...event, operation: 'Initialized' }));
    const point = { id, queue, endsAtMs: this.#end(asked.text('InitialTerminationTime')), wake: () => undefined };
    this.#points.set(id, point);
    return (
      `<tev:CreatePullPointSubscriptionResponse xmlns:tev="${eventNamespaces.events}" xmlns:wsnt="${eventNamespaces.notification}"` +
      ' xmlns:wsa="http://www.w3.org/2005/08/addressing"><tev:SubscriptionReference>' +
      `<wsa:Address>${this.#options.origin()}/onvif/pull/${id}</wsa:Address><wsa:ReferenceParameters>` +
      `<mine:SubscriptionId xmlns:mine="urn:stand-in">${id}</mine:SubscriptionId></wsa:ReferenceParameters>` +
      `</tev:SubscriptionReference>${this.#times(point)}</tev:CreatePullPointSubscriptionResponse>`
    );
  }

  #end(asked: string | null): number {
    const seconds = this.#options.grantsSeconds ?? Number(/^PT(\d+)S$/.exec(asked ?? '')?.[1] ?? Number.NaN);
    if (!(seconds > 0)) this.complaints.push(`a time limit of ${asked ?? 'nothing'}`);
    return this.#options.nowMs() + seconds * 1000;
  }

  #times({ endsAtMs }: PullPoint): string {
    const iso = (atMs: number): string => new Date(atMs).toISOString();
    return (
      `<wsnt:CurrentTime>${iso(this.#options.nowMs())}</wsnt:CurrentTime>` +
      `<wsnt:TerminationTime>${iso(endsAtMs)}</wsnt:TerminationTime>`
    );
  }

  async #pull(point: PullPoint, asked: Asked): Promise<string | null> {
    const timeout = /^PT(\d+)S$/.exec(asked.text('Timeout') ?? '')?.[1];
    if (timeout === undefined || asked.text('MessageLimit') === null) this.complaints.push('a pull without its limits');
    if (point.queue.length === 0) {
      await new Promise<void>((wake) => {
        const timer = setTimeout(wake, Math.min(longestPullMs, Number(timeout ?? 1) * 1000));
        timer.unref();
        point.wake = () => {
          clearTimeout(timer);
          wake();
        };
      });
    }
    if (!this.#points.has(point.id)) return null;
    const messages = point.queue.splice(0, Number(asked.text('MessageLimit') ?? 1));
    return (
      `<tev:PullMessagesResponse xmlns:tev="${eventNamespaces.events}" xmlns:wsnt="${eventNamespaces.notification}"` +
      ' xmlns:tns1="http://www.onvif.org/ver10/topics">' +
      `<tev:CurrentTime>${new Date(this.#options.nowMs()).toISOString()}</tev:CurrentTime>` +
      `<tev:TerminationTime>${new Date(point.endsAtMs).toISOString()}</tev:TerminationTime>` +
      `${messages.join('')}</tev:PullMessagesResponse>`
    );
  }
}

const item = ([name, value]: readonly [string, string]): string => `<tt:SimpleItem Name="${name}" Value="${value}"/>`;
const list = (name: string, items: Record<string, string> = {}, more = ''): string =>
  `<tt:${name}>${Object.entries(items).map(item).join('')}${more}</tt:${name}>`;

/** As cameras write it; used by unit tests as well. */
export function notification({ topic, operation, utcTime, source, key, data, elements }: PeerEvent): string {
  const state = operation === undefined ? '' : ` PropertyOperation="${operation}"`;
  return (
    '<wsnt:NotificationMessage xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2" xmlns:tt="http://www.onvif.org/ver10/schema">' +
    `<wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">${topic}</wsnt:Topic><wsnt:Message>` +
    `<tt:Message UtcTime="${utcTime ?? '2026-11-23T06:32:00Z'}"${state}>${list('Source', source)}` +
    `${key === undefined ? '' : list('Key', key)}${list('Data', data, elements)}</tt:Message>` +
    '</wsnt:Message></wsnt:NotificationMessage>'
  );
}
