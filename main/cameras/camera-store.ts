import type { CameraPoint } from '#contract/camera.ts';

/** A stream's address at rest. */
export interface StoredAddress {
  /** Without user and password. */
  address: string;
  /** The whole address, sealed (Secrets.seal); null when it names no user. */
  sealed: string | null;
}

export interface StoredCamera {
  id: string;
  name: string;
  point: CameraPoint;
  main: StoredAddress;
  sub: StoredAddress | null;
  provisioned: boolean;
  position: number;
}

export interface CameraStore {
  all(): Promise<readonly StoredCamera[]>;
  /** All of it or nothing; durable when it resolves. */
  save(changes: { put: readonly StoredCamera[]; remove: readonly string[] }): Promise<void>;
}
