/** What this room asks of a camera over ONVIF. The one real answerer is onvif-library.ts. */
import type { RelayOutput } from '#contract/action.ts';
import type { OnvifEncoding, PtzPreset } from '#contract/onvif.ts';
import type { Clock } from '../../system/clock.ts';

export interface OnvifEndpoint {
  host: string;
  port: number;
  /** Of the device service. */
  path: string;
  user: string;
  password: string;
}

export interface DeviceTime {
  /** Milliseconds since 1970 by the camera's clock; null when it did not tell. */
  nowMs: number | null;
  /** `header`: only the HTTP answers carry a clock, which some cameras set to local time. */
  source: 'onvif' | 'header' | 'none';
}

export interface DeviceServices {
  media: boolean;
  ptz: boolean;
  imaging: boolean;
  relayOutputs: number;
}

export interface DeviceInformation {
  manufacturer: string;
  model: string;
  firmware: string;
  serial: string;
}

/** A media profile as the device describes it; without a video encoder there is no `video`. */
export interface MediaProfile {
  token: string;
  name: string;
  source: string;
  ptz: boolean;
  video: {
    encoding: OnvifEncoding;
    width: number;
    height: number;
    frameRate: number | null;
    bitrateKbps: number | null;
  } | null;
}

/** Shares of full speed. Null: an axis that is not named, because the camera may not have it. */
export interface DeviceVelocity {
  panTilt: { x: number; y: number } | null;
  zoom: number | null;
}

/** Every member rejects with an OnvifFailure and nothing else, within its own deadline. */
export interface OnvifDevice {
  readTime(): Promise<DeviceTime>;
  /** From now on sign-ins are dated by the camera's clock, this far ahead of ours (behind: below zero). */
  followClock(driftMs: number): void;
  readServices(): Promise<DeviceServices>;
  readInformation(): Promise<DeviceInformation>;
  readProfiles(): Promise<MediaProfile[]>;
  /** RTP over RTSP over TCP. As the device gives it: its host may be one we cannot reach. */
  readStreamUri(profile: string): Promise<string>;
  readSnapshotUri(profile: string): Promise<string>;
  /** `timeoutMs`: the camera stops by itself after that; null: its own default. */
  move(profile: string, velocity: DeviceVelocity, timeoutMs: number | null): Promise<void>;
  halt(profile: string): Promise<void>;
  readPresets(profile: string): Promise<PtzPreset[]>;
  goToPreset(profile: string, token: string): Promise<void>;
  /** A null token makes a new one. Resolves with the token. */
  setPreset(profile: string, name: string, token: string | null): Promise<string>;
  removePreset(profile: string, token: string): Promise<void>;
  goHome(profile: string): Promise<void>;
  setHome(profile: string): Promise<void>;
  readRelays(): Promise<RelayOutput[]>;
  setRelay(token: string, active: boolean): Promise<void>;
}

export interface DeviceContext {
  clock: Clock;
  /** Ends whatever is asked. */
  signal: AbortSignal;
}

export type OpenOnvifDevice = (endpoint: OnvifEndpoint, context: DeviceContext) => OnvifDevice;
