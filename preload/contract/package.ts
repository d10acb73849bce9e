/** Packages 数据包: a period's records in one signed zip, carried by hand or kept; and what becomes of them. */
import { z } from 'zod';
import { alarm } from './alarm.ts';
import { reportedUnit, reportInstant } from './summary.ts';

const instant = z.number();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const packageRequest = z.object({
  fromMs: instant,
  toMs: instant,
  /** Whose pictures and clips are put in, watermarked. The sheet of alarms has all of the period. */
  alarmIds: z.array(z.number().int().positive()).max(200),
  /** Why it is taken out; goes into the retrieval register. */
  reason: z.string().trim().min(2).max(400),
  /** Also what the county has not acknowledged yet, for carrying it there by hand. */
  withOutbox: z.boolean(),
});
export type PackageRequest = z.infer<typeof packageRequest>;

/** Whose pictures and clips a package of a period can take. */
export const packageAlarms = z.object({
  /** Those raised in the period, newest first; at most 500. */
  alarms: z.array(alarm),
  /** As many were raised in it. */
  of: z.number().int().nonnegative(),
});
export type PackageAlarms = z.infer<typeof packageAlarms>;

/** What the maker should know of a package that was made nevertheless. */
export const packageRemark = z.enum([
  'clips-not-watermarked', // there is no ffmpeg on the station: the clips are as recorded
  'name-not-drawn', // no font of this machine has the letters: the watermark shows the account instead
  'pictures-gone', // retention took some before
  'clips-gone',
  'pictures-not-drawn', // some are no JPEG or are damaged: left out
]);
export type PackageRemark = z.infer<typeof packageRemark>;

export const packageReceipt = z.object({
  /** The county's own number of the receipt. */
  number: z.string(),
  receivedAtMs: instant,
  by: z.string(),
  /** Whether it is signed with the secret shared with the county. Only then it acknowledges messages. */
  signed: z.boolean(),
  /** Messages of the outbox it acknowledged. */
  acknowledged: z.number().int().nonnegative(),
  importedBy: z.string(),
  importedAtMs: instant,
});

export const madePackage = z.object({
  id: z.number().int().positive(),
  fromMs: instant,
  toMs: instant,
  reason: z.string(),
  withOutbox: z.boolean(),
  /** Alarms whose pictures and clips are in it. */
  alarms: z.number().int().nonnegative(),
  madeBy: z.string(),
  madeByName: z.string(),
  madeAtMs: instant,
  /** `gone`: the file went after its period; what is known of it stays. */
  state: z.enum(['making', 'ready', 'failed', 'gone']),
  /** 0 to 1 while it is being made. */
  progress: z.number().min(0).max(1).nullable(),
  /** Why it failed; the log has the rest. `interrupted`: the station stopped meanwhile. */
  failure: z.enum(['interrupted', 'disk-full', 'error']).nullable(),
  fileName: z.string(),
  bytes: z.number().int().nonnegative().nullable(),
  /** SHA-256 of the zip, and of the manifest in it. */
  digest: sha256.nullable(),
  manifestDigest: sha256.nullable(),
  files: z.number().int().nonnegative().nullable(),
  remarks: z.array(packageRemark),
  receipt: packageReceipt.nullable(),
});
export type MadePackage = z.infer<typeof madePackage>;

/** The station's own key, with which packages are signed; the county keeps its fingerprint. */
export const packageKey = z.object({
  /** PEM, SubjectPublicKeyInfo of Ed25519 (RFC 8410). */
  publicKey: z.string(),
  /** SHA-256 of its DER, hex. */
  fingerprint: sha256,
});

/** Where the console downloads a package that is ready: the path followed by its id. Chief and admin. */
export const packagePath = '/packages/';

/** `manifest.json` of a package. `manifest.sig` is the Ed25519 signature (64 bytes) of exactly its bytes. */
export const packageManifest = z
  .strictObject({
    schema: z.literal('guardroom/package'),
    version: z.literal(1),
    unit: reportedUnit,
    period: z.strictObject({ from: reportInstant, to: reportInstant }),
    madeAt: reportInstant,
    madeBy: z.strictObject({ account: z.string(), name: z.string() }),
    reason: z.string(),
    remarks: z.array(packageRemark),
    key: z.strictObject({ algorithm: z.literal('Ed25519'), fingerprint: sha256 }),
    /** Every other file but `manifest.sig`. */
    files: z.array(z.strictObject({ path: z.string().min(1).max(512), bytes: z.int().min(0), sha256 })).max(100_000),
  })
  .describe('Manifest of a Guardroom package');
export type PackageManifest = z.infer<typeof packageManifest>;

/** What a county gives back for a package, as a file. */
export const receiptFile = z
  .strictObject({
    schema: z.literal('guardroom/receipt'),
    version: z.literal(1),
    number: z.string().min(1).max(64),
    manifest: sha256.describe('SHA-256 of manifest.json of the package received'),
    receivedAt: reportInstant,
    by: z.string().min(1).max(64),
    acknowledged: z.array(z.string().max(512)).max(200_000).describe('Keys of the messages taken from it'),
    signature: z
      .string()
      .regex(/^v1=[0-9a-f]{64}$/)
      .optional()
      .describe(
        'HMAC-SHA-256 by the shared secret of the JSON of this object without this member, no spaces between tokens',
      ),
  })
  .describe("A county's receipt for a Guardroom package");
export type ReceiptFile = z.infer<typeof receiptFile>;
