/** ONVIF: finding cameras, learning what they are, moving them, and their snapshots. */
import { z } from 'zod';
import { camera, cameraPoint } from './camera.ts';

/** Why a camera's ONVIF side did not do as asked. Each has its own advice on the screen. */
export const onvifProblem = z.enum([
  'unreachable', // no route, refused, silent, or the name does not resolve
  'not-onvif', // something answers, but it is no ONVIF device service
  'wrong-password',
  'clock-off', // the camera refuses the sign-in because its clock and ours disagree
  'not-supported', // the camera cannot do this
  'refused', // understood and refused: no such preset, no home position, presets full
  'broken', // ONVIF, but the answer makes no sense
]);
export type OnvifProblem = z.infer<typeof onvifProblem>;

export const onvifFailed = z.object({
  outcome: z.literal('failed'),
  problem: onvifProblem,
  /** For the engineer: fault, status or errno as the camera or the system put it; never a credential. */
  detail: z.string(),
  /** The camera's clock minus ours, milliseconds; null when it was not learnt. */
  clockDriftMs: z.number().nullable(),
});
export type OnvifFailed = z.infer<typeof onvifFailed>;

/** An address of this machine that cameras can be searched from. */
export const onvifInterface = z.object({ name: z.string(), address: z.string(), netmask: z.string() });
export type OnvifInterface = z.infer<typeof onvifInterface>;

export const onvifAddress = z.object({
  /** Name or IP address; of IPv6 without brackets. */
  host: z
    .string()
    .trim()
    .min(1)
    .max(253)
    .regex(/^[a-z0-9._:-]+(%[a-z0-9]+)?$/i),
  port: z.number().int().min(1).max(65535).default(80),
  /** Of the device service. */
  path: z
    .string()
    .max(512)
    .regex(/^\/[\x21-\x7e]*$/)
    .default('/onvif/device_service'),
});
export type OnvifAddress = z.infer<typeof onvifAddress>;

const noControlCharacters = /^[^\x00-\x1f\x7f]*$/;
export const onvifSignIn = onvifAddress.extend({
  user: z.string().max(64).regex(noControlCharacters),
  password: z.string().max(256).regex(noControlCharacters),
  /** Which video source of a recorder or multi-lens camera; the first when absent. */
  source: z.string().max(64).optional(),
});
export type OnvifSignIn = z.infer<typeof onvifSignIn>;

/** A device that answered the search. */
export const discoveredDevice = onvifAddress.extend({
  /** The device's own lasting name (WS-Addressing endpoint reference). */
  endpoint: z.string(),
  name: z.string().nullable(),
  hardware: z.string().nullable(),
  location: z.string().nullable(),
  /** The camera of ours that is reached at this host already. */
  cameraId: z.string().nullable(),
});
export type DiscoveredDevice = z.infer<typeof discoveredDevice>;

export const discovery = z.object({
  devices: z.array(discoveredDevice),
  /** Answers that made no sense, or came after the list was full. */
  ignored: z.number().int(),
});
export type Discovery = z.infer<typeof discovery>;

export const onvifEncoding = z.enum(['H264', 'H265', 'MPEG4', 'JPEG', 'other']);
export type OnvifEncoding = z.infer<typeof onvifEncoding>;

/** A media profile with video. */
export const onvifProfile = z.object({
  token: z.string(),
  name: z.string(),
  source: z.string(),
  encoding: onvifEncoding,
  width: z.number().int(),
  height: z.number().int(),
  /** Frames a second the camera is limited to; null when it does not say. */
  frameRate: z.number().nullable(),
  bitrateKbps: z.number().nullable(),
  ptz: z.boolean(),
});
export type OnvifProfile = z.infer<typeof onvifProfile>;

export const onvifFacts = z.object({
  host: z.string(),
  port: z.number().int(),
  manufacturer: z.string(),
  model: z.string(),
  firmware: z.string(),
  serial: z.string(),
  /** The camera's clock minus ours when last asked, milliseconds, to about a second. */
  clockDriftMs: z.number().nullable(),
  ptz: z.boolean(),
  imaging: z.boolean(),
  snapshot: z.boolean(),
  relayOutputs: z.number().int(),
  checkedAtMs: z.number(),
});
export type OnvifFacts = z.infer<typeof onvifFacts>;

/** A stream chosen for us, with its address as we reach it, without user and password. */
export const chosenStream = z.object({ profile: onvifProfile, address: z.string() });
export type ChosenStream = z.infer<typeof chosenStream>;

export const onvifInspection = z.object({
  outcome: z.literal('inspected'),
  facts: onvifFacts,
  /** Video sources by token; more than one for recorders and multi-lens cameras. */
  sources: z.array(z.string()),
  profiles: z.array(onvifProfile),
  main: chosenStream,
  sub: chosenStream.nullable(),
});
export type OnvifInspection = z.infer<typeof onvifInspection>;

export const onvifInspected = z.discriminatedUnion('outcome', [onvifInspection, onvifFailed]);
export type OnvifInspected = z.infer<typeof onvifInspected>;

export const newOnvifCamera = onvifSignIn.extend({
  name: z.string().trim().min(1).max(64),
  point: cameraPoint.default('other'),
});
export type NewOnvifCamera = z.infer<typeof newOnvifCamera>;

export const onvifCameraAdded = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('added'), camera, facts: onvifFacts }),
  onvifFailed,
]);

export const onvifChecked = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('checked'), facts: onvifFacts }),
  onvifFailed,
]);
export type OnvifChecked = z.infer<typeof onvifChecked>;

/** A camera whose ONVIF side is known. */
export const linkedCamera = z.object({ cameraId: z.string(), facts: onvifFacts });
export type LinkedCamera = z.infer<typeof linkedCamera>;

const share = z.number().min(-1).max(1);
/** Shares of full speed: x to the right, y upwards, zoom inwards. */
export const ptzVelocity = z.object({ x: share.default(0), y: share.default(0), zoom: share.default(0) });
export type PtzVelocity = z.infer<typeof ptzVelocity>;

export const ptzPreset = z.object({ token: z.string(), name: z.string() });
export type PtzPreset = z.infer<typeof ptzPreset>;

export const ptzPresetToken = z.string().min(1).max(64);
export const ptzPresetName = z.string().trim().min(1).max(64).regex(noControlCharacters);

export const ptzDone = z.discriminatedUnion('outcome', [z.object({ outcome: z.literal('done') }), onvifFailed]);
export type PtzDone = z.infer<typeof ptzDone>;

export const ptzPresets = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('listed'), presets: z.array(ptzPreset) }),
  onvifFailed,
]);
export type PtzPresets = z.infer<typeof ptzPresets>;

export const ptzPresetSet = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('set'), token: z.string() }),
  onvifFailed,
]);
export type PtzPresetSet = z.infer<typeof ptzPresetSet>;

export const onvifSnapshot = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('taken'), jpegBase64: z.string(), takenAtMs: z.number() }),
  onvifFailed,
]);
export type OnvifSnapshot = z.infer<typeof onvifSnapshot>;
