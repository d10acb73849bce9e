/**
 * The parts of the package `onvif` we use, with the types we rely on. It is CommonJS; its own types give `any` for
 * every answer and leave out what we replace.
 */
import { createRequire } from 'node:module';

/** After an error the value is not to be looked at. May be called twice: the library's own reading may throw. */
export type LibraryCallback = (error: unknown, value?: unknown, xml?: unknown, status?: number) => void;

export interface LibraryRequest {
  /** Absent: the device service. Otherwise a key of `uri`. */
  service?: string;
  action?: string;
  body: string;
}

export interface LibraryCam {
  /** Services by name, as the device gave their addresses. */
  uri?: Record<string, { path?: string | null } | undefined>;
  media2Support?: boolean;
  path: string;
  getSystemDateAndTime(callback: LibraryCallback): void;
  getServices(includeCapability: boolean, callback: LibraryCallback): void;
  getCapabilities(callback: LibraryCallback): void;
  getDeviceInformation(callback: LibraryCallback): void;
  getProfiles(callback: LibraryCallback): void;
  getStreamUri(options: { protocol: 'RTSP'; profileToken: string }, callback: LibraryCallback): void;
  getSnapshotUri(options: { profileToken: string }, callback: LibraryCallback): void;
  continuousMove(
    options: { x: number; y: number; zoom: number; timeout?: number; profileToken: string } & MoveParts,
    callback: LibraryCallback,
  ): void;
  stop(options: { panTilt: boolean; zoom: boolean; profileToken: string }, callback: LibraryCallback): void;
  getPresets(options: { profileToken: string }, callback: LibraryCallback): void;
  gotoPreset(options: { profileToken: string; preset: string }, callback: LibraryCallback): void;
  setPreset(
    options: { profileToken: string; presetName: string; presetToken?: string },
    callback: LibraryCallback,
  ): void;
  removePreset(options: { profileToken: string; presetToken: string }, callback: LibraryCallback): void;
  gotoHomePosition(options: { profileToken: string }, callback: LibraryCallback): void;
  setHomePosition(options: { profileToken: string }, callback: LibraryCallback): void;
  /** A message around a body: WS-Security and all. */
  _envelopeHeader(): string;
  _envelopeFooter(): string;
  /** Sends a finished message and reads the answer. */
  _requestPart2(request: LibraryRequest, callback: LibraryCallback): void;
  /** The parts of a WS-Security UsernameToken. */
  _passwordDigest(): { passdigest: string; nonce: string; timestamp: string };
}

export interface MoveParts {
  /** Some cameras refuse a velocity that names both. */
  onlySendPanTilt?: boolean;
  onlySendZoom?: boolean;
}

export interface LibraryCamOptions {
  hostname: string;
  port: number;
  path: string;
  username: string;
  password: string;
  autoconnect: false;
}

const load = createRequire(import.meta.url);

export const { Cam } = load('onvif') as { Cam: new (options: LibraryCamOptions) => LibraryCam };

/** Gives the children of the SOAP body as xml2js makes them, names without prefix and with a small first letter. */
export const { parseSOAPString } = load('onvif/lib/utils.js') as {
  parseSOAPString(xml: string, callback: LibraryCallback, status: number): void;
};
