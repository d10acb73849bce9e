/** One check of one file, from opening it to the verdict. */
import { verifyPackage } from '#contract/package-verify.ts';
import type { PackageVerdict } from '#contract/package-verify.ts';
import { openPackage } from './package-zip.ts';

export type Checked =
  | { checked: 'verdict'; verdict: PackageVerdict }
  | { checked: 'not-zip' }
  /** The browser cannot check signatures of this kind. */
  | { checked: 'too-old' }
  /** Browsers keep their cryptography from pages that came in the clear from another machine. */
  | { checked: 'insecure' };

export async function checkPackage(
  file: Blob,
  fingerprint: string | null,
  onFile: (done: number, of: number) => void,
): Promise<Checked> {
  if (!window.isSecureContext) return { checked: 'insecure' };
  let source;
  try {
    source = await openPackage(file);
  } catch (error) {
    // Said, because a fault of this page looks the same to whoever holds the file.
    console.warn('the package could not be opened', error);
    return { checked: 'not-zip' };
  }
  try {
    return { checked: 'verdict', verdict: await verifyPackage(source, { fingerprint, onFile }) };
  } catch (error) {
    if (error instanceof Error && error.name === 'NotSupportedError') return { checked: 'too-old' };
    throw error;
  } finally {
    await source.close();
  }
}
