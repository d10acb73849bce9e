import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Where the private part is kept, sealed: PEM, PKCS #8 of Ed25519 (RFC 8410). */
export interface KeyStore {
  read(): Promise<string | null>;
  write(pem: string): Promise<void>;
}

export interface SigningKey {
  /** PEM, SubjectPublicKeyInfo. */
  publicKey: string;
  /** SHA-256 of its DER, hex. */
  fingerprint: string;
  /** Ed25519 (RFC 8032) over the bytes themselves; 64 bytes. */
  sign(bytes: Uint8Array): Buffer;
}

/** The station's own key, made when it is first asked for; its private part never leaves. */
export class PackageKey {
  readonly #store: KeyStore;
  #key: Promise<SigningKey> | null = null;

  constructor(store: KeyStore) {
    this.#store = store;
  }

  get(): Promise<SigningKey> {
    this.#key ??= this.#open().catch((error: unknown) => {
      this.#key = null;
      throw error;
    });
    return this.#key;
  }

  async #open(): Promise<SigningKey> {
    const kept = await this.#store.read();
    if (kept !== null) return signingKeyOf(createPrivateKey(kept));
    const { privateKey } = generateKeyPairSync('ed25519');
    await this.#store.write(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    return signingKeyOf(privateKey);
  }
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    fingerprint: createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
    sign: (bytes) => sign(null, bytes, privateKey),
  };
}
