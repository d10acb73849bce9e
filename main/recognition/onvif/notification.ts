/** One notification message as the camera sent it, read into names and values. Pure. */
import { readInstant } from '../instant.ts';
import type { XmlElement } from '../xml.ts';

/** ONVIF Core, "Event handling": a property's state at subscription, a change of it, its end; absent: something that happened. */
export type PropertyOperation = 'initialized' | 'changed' | 'deleted' | null;

export interface OnvifNotification {
  /** Without prefixes: `RuleEngine/LineDetector/Crossed`. */
  topic: string;
  operation: PropertyOperation;
  /** UtcTime as written; null when there is none. */
  utcTime: string | null;
  /** Milliseconds since 1970 by the camera's clock. */
  atMs: number | null;
  source: ReadonlyMap<string, string>;
  key: ReadonlyMap<string, string>;
  /** Simple items, and the texts of what element items hold. */
  data: ReadonlyMap<string, string>;
}

const mostItems = 64;
const longestValue = 256;

/** Null when it has no topic or no message in it. */
export function readNotification(element: XmlElement): OnvifNotification | null {
  const topic = (element.child('Topic')?.text ?? '')
    .slice(0, 512)
    .split('/')
    .map((part) => part.slice(part.indexOf(':') + 1).trim())
    .filter((part) => part !== '')
    .join('/');
  const message = element.child('Message', 'Message');
  if (topic === '' || message === null) return null;
  const operation = (message.attribute('PropertyOperation') ?? '').toLowerCase();
  const utcTime = message.attribute('UtcTime');
  return {
    topic: topic.slice(0, 128),
    operation: operation === 'initialized' || operation === 'changed' || operation === 'deleted' ? operation : null,
    utcTime: utcTime === null || utcTime === '' ? null : utcTime.slice(0, 64),
    atMs: readInstant(utcTime),
    source: itemsOf(message.child('Source')),
    key: itemsOf(message.child('Key')),
    data: itemsOf(message.child('Data')),
  };
}

function itemsOf(list: XmlElement | null): ReadonlyMap<string, string> {
  const items = new Map<string, string>();
  const add = (name: string | null, value: string | null): void => {
    if (name === null || name === '' || value === null || items.size >= mostItems || items.has(name)) return;
    items.set(name.slice(0, 64), value.slice(0, longestValue));
  };
  for (const item of list?.children ?? []) {
    if (item.name === 'SimpleItem') add(item.attribute('Name'), item.attribute('Value'));
    else if (item.name === 'ElementItem') {
      for (const leaf of item.all()) if (leaf.children.length === 0) add(leaf.name, leaf.text);
    }
  }
  return items;
}
