/** A filter in the address of the page, so that back, reload and a copied link show the same. Pure. */
import { behaviourFacts, colour, sightingKind } from '#contract/sighting.ts';
import { noFilter } from './journal-filter.ts';
import type { JournalFilter } from './journal-filter.ts';
import type { Stretch } from './hour-bar-rules.ts';
import type { JournalSpan } from './journal-span.ts';
import { classGroups } from './vehicle-classes.ts';

const joinedStretch = ({ fromMs, toMs }: Stretch): string => `${String(fromMs)}-${String(toMs)}`;

function stretchIn(text: string | null): Stretch | null {
  const [, from, to] = /^(\d{1,15})-(\d{1,15})$/.exec(text ?? '') ?? [];
  const stretch = { fromMs: Number(from), toMs: Number(to) };
  return stretch.toMs > stretch.fromMs ? stretch : null;
}

function spanIn(text: string | null): JournalSpan {
  switch (text) {
    case 'today':
    case 'yesterday':
    case 'all':
      return { span: text };
    default:
      break;
  }
  const hours = Number(/^(\d{1,4})h$/.exec(text ?? '')?.[1] ?? 0);
  if (hours >= 1 && hours <= 24 * 366) return { span: 'hours', hours };
  const between = stretchIn(text);
  return between === null ? noFilter.span : { span: 'between', ...between };
}

function spanText(span: JournalSpan): string {
  switch (span.span) {
    case 'hours':
      return `${String(span.hours)}h`;
    case 'between':
      return joinedStretch(span);
    default:
      return span.span;
  }
}

const lists = [
  ['kinds', 'kinds', (text: string) => sightingKind.safeParse(text).success],
  ['cameras', 'cameraIds', (text: string) => text !== ''],
  ['plate-colours', 'plateColours', (text: string) => colour.safeParse(text).success],
  ['colours', 'vehicleColours', (text: string) => colour.safeParse(text).success],
  ['classes', 'vehicleClasses', (text: string) => classGroups.some((group) => group === text)],
  ['coats', 'coatColours', (text: string) => colour.safeParse(text).success],
  ['behaviours', 'behaviours', (text: string) => behaviourFacts.shape.behaviour.safeParse(text).success],
] as const;

/** `span=24h&kinds=vehicle,cycle&plate=…`; empty for the filter the journal opens with. */
export function queryOfFilter(filter: JournalFilter): string {
  const query = new URLSearchParams();
  if (JSON.stringify(filter.span) !== JSON.stringify(noFilter.span)) query.set('span', spanText(filter.span));
  if (filter.brush !== null) query.set('brush', joinedStretch(filter.brush));
  for (const [name, key] of lists) if (filter[key].length > 0) query.set(name, filter[key].join(','));
  if (filter.plate !== '') query.set('plate', filter.plate);
  if (filter.plateAlike) query.set('alike', '1');
  if (filter.hitsOnly) query.set('hits', '1');
  return query.toString();
}

/** Whatever stands in the address, what comes out is whole: what is not understood is not asked for. */
export function filterOfQuery(text: string): JournalFilter {
  const query = new URLSearchParams(text);
  const filter: JournalFilter = {
    ...noFilter,
    span: spanIn(query.get('span')),
    brush: stretchIn(query.get('brush')),
    plate: (query.get('plate') ?? '').slice(0, 16),
    plateAlike: query.get('alike') === '1',
    hitsOnly: query.get('hits') === '1',
  };
  for (const [name, key, understood] of lists) {
    const members = (query.get(name) ?? '').split(',').filter(understood);
    // Each list was held against its own schema just above.
    Object.assign(filter, { [key]: [...new Set(members)] });
  }
  return filter;
}
