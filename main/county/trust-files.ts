import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AppError, reasonOf } from '../system/app-error.ts';
import type { HttpTrust } from './http-exchange.ts';

export interface TrustFiles {
  /** PEM file of the authority to trust instead of the system's. */
  caFile?: string | undefined;
  /** SHA-256 of the server's certificate, hex. */
  pin?: string | undefined;
  /** PEM files of our own certificate and its key, for a county that asks who calls. Both or none. */
  certFile?: string | undefined;
  keyFile?: string | undefined;
}

/**
 * What the files of one county address hold, tried before anything is sent. `section`: where they are named, as
 * `county.viid`. Throws `bad-input`, naming the file.
 */
export async function readTrust(section: string, { caFile, pin, certFile, keyFile }: TrustFiles): Promise<HttpTrust> {
  const trust: HttpTrust = { pin };
  if (caFile !== undefined) {
    trust.ca = await readPem(`${section}.caFile`, caFile);
    certificateIn(`${section}.caFile`, caFile, trust.ca);
  }
  if (certFile === undefined && keyFile === undefined) return trust;
  if (certFile === undefined || keyFile === undefined) {
    throw new AppError('bad-input', `${section}: certFile and keyFile go together`);
  }
  trust.cert = await readPem(`${section}.certFile`, certFile);
  trust.key = await readPem(`${section}.keyFile`, keyFile);
  const certificate = certificateIn(`${section}.certFile`, certFile, trust.cert);
  if (!certificate.checkPrivateKey(keyIn(`${section}.keyFile`, keyFile, trust.key))) {
    throw new AppError('bad-input', `${section}.keyFile: ${keyFile} is not the key of ${certFile}`);
  }
  return trust;
}

async function readPem(field: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError('bad-input', `${field}: ${file} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

function certificateIn(field: string, file: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new AppError('bad-input', `${field}: ${file} holds no certificate (PEM)`, { cause: error });
  }
}

/** One under a passphrase cannot be used: a station starts with nobody there to type it. */
function keyIn(field: string, file: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new AppError('bad-input', `${field}: ${file} holds no private key without a passphrase (PEM)`, {
      cause: error,
    });
  }
}
