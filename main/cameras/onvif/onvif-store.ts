import type { OnvifFacts } from '#contract/onvif.ts';
import type { SnapshotPlace } from './reached-address.ts';

/** The ONVIF side of a camera, at rest. */
export interface OnvifLink {
  host: string;
  port: number;
  /** Of the device service. */
  path: string;
  user: string;
  /** Secrets.seal of the password. */
  passwordSealed: string;
  /** Video source; of a recorder, the channel. */
  source: string;
  mainProfile: string;
  subProfile: string | null;
  /** Whose PTZ configuration moves the camera; null: it does not move. */
  ptzProfile: string | null;
  snapshot: SnapshotPlace | null;
  /** As of the last check. */
  facts: OnvifFacts;
}

/** What a check may find changed. */
export type LearntOfLink = Pick<
  OnvifLink,
  'source' | 'mainProfile' | 'subProfile' | 'ptzProfile' | 'snapshot' | 'facts'
>;

export interface LinkedOnvif {
  cameraId: string;
  link: OnvifLink;
}

export interface OnvifStore {
  all(): Promise<readonly LinkedOnvif[]>;
  find(cameraId: string): Promise<OnvifLink | null>;
  /** Replaces what is there. A link goes with its camera. */
  save(cameraId: string, link: OnvifLink): Promise<void>;
  /** Nothing when the camera has no link any more. */
  update(cameraId: string, learnt: Partial<LearntOfLink>): Promise<void>;
  remove(cameraId: string): Promise<void>;
}
