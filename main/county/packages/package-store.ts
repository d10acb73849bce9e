import type { MadePackage, PackageRemark, PackageRequest } from '#contract/package.ts';

/** A row of the books; how far one has come while it is made is not in them. */
export type StoredPackage = Omit<MadePackage, 'progress'>;

export interface NewPackage {
  request: PackageRequest;
  madeBy: string;
  madeByName: string;
  madeAtMs: number;
  /** With the number the package gets. */
  fileNameOf(id: number): string;
}

/** What is in a zip that is whole. */
export interface PackageContent {
  bytes: number;
  digest: string;
  manifestDigest: string;
  files: number;
  remarks: readonly PackageRemark[];
}

/** Why a package failed, as the console words it. */
export type PackageFailure =
  | 'interrupted' // the station stopped, or died, in the middle of it
  | 'disk-full'
  | 'error';

/** Every change is durable when it resolves. `main/storage/package-table.ts` implements it. */
export interface PackageStore {
  add(added: NewPackage): Promise<StoredPackage>;
  /** The zip is whole and synced, but not yet in its place. */
  describe(id: number, content: PackageContent): Promise<void>;
  /** A described package is in its place. */
  finish(id: number): Promise<void>;
  fail(id: number, failure: PackageFailure): Promise<void>;
  /** The file is no more. */
  forgetFile(id: number): Promise<void>;
  setReceipt(id: number, receipt: NonNullable<MadePackage['receipt']>): Promise<StoredPackage>;
  find(id: number): Promise<StoredPackage | null>;
  findByManifest(manifestDigest: string): Promise<StoredPackage | null>;
  /** Newest first. */
  page(before: number | null, limit: number): Promise<StoredPackage[]>;
  /** Those being made, as a station that died has left them. */
  unfinished(): Promise<{ id: number; described: boolean }[]>;
  /** Ready ones, newest first. */
  ready(): Promise<{ id: number; madeAtMs: number }[]>;
}
