/** Actions 联动: what happens outside when an alarm wants it: door, barrier, siren, HTTP call. */
import { z } from 'zod';
import { scope } from './scope.ts';
import { entryCategory } from './watchlist.ts';

/** What pressing it means to a guard; the card has a key for the first two. */
export const actionEffect = z.enum([
  'hold', // a door or barrier is held shut
  'open', // a door or barrier is opened: only ever by a guard's own key, never by a hit or a rule
  'siren',
  'light',
  'other',
]);
export type ActionEffect = z.infer<typeof actionEffect>;

const header = z.object({
  name: z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/),
  /** RFC 9110, section 5.5: no control characters. */
  value: z
    .string()
    .max(1024)
    .regex(/^[\t\x20-\x7e\x80-\xff]*$/),
});

/** Where it goes. Passwords and values of headers are write-only: the station never gives them back. */
export const actionTarget = z.discriminatedUnion('kind', [
  /** Relay output of a camera that is linked by ONVIF (Device Management service, SetRelayOutputState). */
  z.object({ kind: z.literal('onvif-relay'), cameraId: z.string(), token: z.string().min(1).max(64) }),
  z.object({
    kind: z.literal('http'),
    method: z.enum(['GET', 'POST', 'PUT']),
    /** `{alarm}` (its number, 0 when there is none) and `{state}` (on, off) are filled in behind the host. No user or password. */
    url: z.url({ protocol: /^https?$/ }).max(1024),
    headers: z.array(header).max(20),
    /**
     * As above, and `{camera}`, `{subject}`, `{time}`; each escaped as the Content-Type asks (JSON, form, XML). Empty: no
     * body. A call that nowhere says `{state}` is a push button: it is only ever sent for `on`.
     */
    body: z.string().max(8192),
    /** SHA-256 of the server's certificate (DER), hex: nothing else is trusted then. Null: the system's authorities. */
    certificate: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable(),
  }),
  /** Modbus TCP, function 5: write single coil. */
  z.object({
    kind: z.literal('modbus-coil'),
    host: z.string().min(1).max(255),
    port: z.number().int().min(1).max(65535),
    unit: z.number().int().min(0).max(255),
    coil: z.number().int().min(0).max(65535),
  }),
]);
export type ActionTarget = z.infer<typeof actionTarget>;

export const newAction = z.object({
  name: z.string().trim().min(1).max(64),
  effect: actionEffect,
  target: actionTarget,
  /** Which cameras look at it: on their alarms' cards it is offered, and their hits set it off. Everywhere: on every card. */
  scope,
  /**
   * Runs by itself on hits of entries of these categories, with `wanted` on. Interlocks hold: of a person only once a guard
   * has confirmed, of a vehicle after two agreeing reads or a guard. Never of effect `open`.
   */
  onHits: z.array(entryCategory),
  /** Put back after so many seconds; null: it stays until somebody puts it back. */
  pulseSeconds: z.number().int().min(1).max(3600).nullable(),
  timeoutMs: z.number().int().min(200).max(10_000),
  /** Dead man: what it is put to when the station stops, and again at its start after it died. */
  onStop: z.enum(['leave', 'off', 'on']),
  enabled: z.boolean(),
});
export type NewAction = z.infer<typeof newAction>;

export const action = newAction.extend({
  id: z.number().int().positive(),
  changedBy: z.string(),
  changedAtMs: z.number().int(),
});
export type Action = z.infer<typeof action>;

/** Why it ran. */
export const actionCause = z.enum(['hit', 'rule', 'guard', 'confirmed', 'pulse-end', 'stop', 'test']);

export const actionFailure = z.enum([
  'unreachable',
  'timeout',
  'refused', // it answered that it will not
  'wrong-password',
  'certificate',
  'lying', // it said yes and its state, read back, says no
  'not-found', // no such camera, relay or coil
  'needs-guard',
  'needs-second-read',
  'never-by-itself', // `open` on a hit
  'disabled',
  'station-died',
]);
export type ActionFailure = z.infer<typeof actionFailure>;

export const actionRun = z.object({
  /** As long as it is `held-back` and later, when it runs, the same. */
  id: z.number().int().positive(),
  actionId: z.number().int(),
  actionName: z.string(),
  effect: actionEffect,
  alarmId: z.number().int().nullable(),
  cause: actionCause,
  /** Account, or `station`. */
  by: z.string(),
  byName: z.string().optional(),
  /** Only said what it would have done. */
  dry: z.boolean(),
  wanted: z.enum(['on', 'off']),
  /**
   * `held-back`: an interlock waits (a person's hit for a guard, a vehicle's for a second read or a guard), or refused.
   * `unknown`: the station died in between; whether the door moved is not known.
   */
  state: z.enum(['held-back', 'running', 'done', 'failed', 'unknown']),
  startedAtMs: z.number().int(),
  endedAtMs: z.number().int().nullable(),
  /** 1, or 2 after the one retry. */
  attempts: z.number().int().min(0).max(2),
  failure: actionFailure.nullable(),
  /** For the engineer; never a credential. */
  detail: z.string(),
});
export type ActionRun = z.infer<typeof actionRun>;

/** A relay output of a camera, as it lists them (ONVIF GetRelayOutputs). Its present state cannot be asked. */
export const relayOutput = z.object({
  token: z.string(),
  /** Monostable: falls back by itself after the delay. */
  mode: z.enum(['bistable', 'monostable', 'unknown']),
  delaySeconds: z.number().nullable(),
  /** Of the contact while the relay is inactive. */
  idle: z.enum(['open', 'closed', 'unknown']),
});
export type RelayOutput = z.infer<typeof relayOutput>;

export const relaysListed = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('listed'), relays: z.array(relayOutput) }),
  z.object({ outcome: z.literal('failed'), failure: actionFailure, detail: z.string() }),
]);
export type RelaysListed = z.infer<typeof relaysListed>;
