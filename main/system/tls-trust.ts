import { TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import { AppError } from './app-error.ts';

export interface TlsTrust {
  /** PEM of the authorities to trust instead of the system's. */
  ca?: string | undefined;
  /** SHA-256 of the server's certificate (DER), hex, colons allowed: then this certificate alone is trusted. */
  pin?: string | undefined;
  /** PEM of our own certificate, and of its key: for servers that ask who calls. */
  cert?: string | undefined;
  key?: string | undefined;
}

/**
 * How undici opens a connection to whom we trust, and to nobody else. `onAlert`: a server that ends the connection with a
 * TLS alert after the handshake (it wanted a certificate of ours, in TLS 1.3); undici itself tells only of its end.
 */
export function trustingConnector(
  { ca, pin, cert, key }: TlsTrust,
  connectTimeoutMs: number,
  onAlert: (error: Error) => void = () => undefined,
): buildConnector.connector {
  const open = buildConnector({
    timeout: connectTimeoutMs,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    // A pinned certificate needs no authority. It is compared below, before a byte of ours is sent.
    rejectUnauthorized: pin === undefined,
    // A resumed session shows no certificate to compare.
    ...(pin === undefined ? {} : { maxCachedSessions: 0 }),
  });
  const connect: buildConnector.connector = (options, callback) => {
    open(options, (error, socket) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      socket.on('error', (trouble: Error) => {
        if ('code' in trouble && isTlsFailure(String(trouble.code))) onAlert(trouble);
      });
      callback(null, socket);
    });
  };
  if (pin === undefined) return connect;
  const wanted = pin.replaceAll(':', '').toLowerCase();
  return (options, callback) => {
    connect(options, (error, socket) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
      const shown = certificate?.fingerprint256.replaceAll(':', '').toLowerCase();
      if (shown === wanted) {
        callback(null, socket);
        return;
      }
      socket.destroy();
      callback(new CertificateChanged(shown ?? 'none'), null);
    });
  };
}

export class CertificateChanged extends AppError {
  constructor(shown: string) {
    super('unavailable', `the server's certificate is not the pinned one: SHA-256 ${shown}`);
  }
}

/** By the code of the error: the handshake failed, or the certificate is not to be trusted. */
export function isTlsFailure(code: string): boolean {
  return /CERT|TLS|SSL|SIGNATURE|EPROTO|SELF_SIGNED|ISSUER/.test(code);
}
