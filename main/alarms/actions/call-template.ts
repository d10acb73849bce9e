/** What an HTTP call says: its address and body with the facts of the alarm filled in, each escaped for where it stands. Pure. */
import type { ActionTarget } from '#contract/action.ts';
import { assertNever } from '../../system/app-error.ts';

export type HttpTarget = Extract<ActionTarget, { kind: 'http' }>;

export interface CallFacts {
  /** Number of the alarm; null: by a guard's key alone, or a test. */
  alarmId: number | null;
  cameraName: string | null;
  /** The plate, the number of a person's entry (`entry:12`), or the name of the rule. Never an ID number. */
  subject: string | null;
  atMs: number;
  wanted: 'on' | 'off';
}

export type BodyKind = 'json' | 'form' | 'xml' | 'text';

const placeholders = /\{(alarm|camera|subject|time|state)\}/g;

/** A call that nowhere says which state it wants is a push button: there is nothing to put back with it. */
export function saysState({ url, body }: Pick<HttpTarget, 'url' | 'body'>): boolean {
  return url.includes('{state}') || body.includes('{state}');
}

export function contentTypeOf({ headers, body }: Pick<HttpTarget, 'headers' | 'body'>): string {
  const given = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value;
  if (given !== undefined && given !== '') return given;
  return /^\s*[[{]/.test(body) ? 'application/json' : 'text/plain; charset=utf-8';
}

export function bodyKindOf(contentType: string): BodyKind {
  const essence = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (/[/+]json$/.test(essence)) return 'json';
  if (/[/+]xml$/.test(essence)) return 'xml';
  return essence === 'application/x-www-form-urlencoded' ? 'form' : 'text';
}

/** In one pass: what a camera is called is never taken for a placeholder. */
export function fillBody(template: string, kind: BodyKind, facts: CallFacts): string {
  const values = valuesOf(facts);
  return template.replace(placeholders, (whole, name: string) => {
    const value = values.get(name);
    return value === undefined ? whole : escapeFor(kind, value);
  });
}

/** Only what holds neither a dot nor a slash goes into an address: a name must not lead elsewhere. */
export function fillUrl(template: string, facts: CallFacts): URL {
  return new URL(filled(template, facts));
}

/** A placeholder in the host or the port would say to whom the call goes. */
export function leadsElsewhere(template: string, facts: CallFacts): boolean {
  const url = filled(template, facts);
  return !URL.canParse(url) || new URL(url).origin !== new URL(template).origin;
}

function filled(template: string, facts: CallFacts): string {
  const values = valuesOf(facts);
  return template.replace(/\{(alarm|state)\}/g, (whole, name: string) => values.get(name) ?? whole);
}

/** Host, port and path: what stands in the query may be a credential. */
export function placeOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function valuesOf({ alarmId, cameraName, subject, atMs, wanted }: CallFacts): ReadonlyMap<string, string> {
  return new Map([
    ['alarm', String(alarmId ?? 0)],
    ['camera', cameraName ?? ''],
    ['subject', subject ?? ''],
    ['time', new Date(atMs).toISOString()],
    ['state', wanted],
  ]);
}

function escapeFor(kind: BodyKind, value: string): string {
  switch (kind) {
    case 'json':
      return JSON.stringify(value).slice(1, -1);
    case 'form':
      return encodeURIComponent(value.toWellFormed());
    case 'xml':
      return escapeXml(value);
    case 'text':
      // One value stays on its line.
      return value.replace(/[\x00-\x1f\x7f\u2028\u2029]+/g, ' ');
    default:
      return assertNever(kind);
  }
}

/** XML 1.0 has no way to write control characters. */
function escapeXml(value: string): string {
  const escapes: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return value
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}
