import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { lookPurpose } from '#contract/access.ts';
import type { SignedIn } from '#contract/access.ts';
import { maxSnapshotBytes, takeOutReason } from '#contract/clip.ts';
import type { Snapshot } from '#contract/clip.ts';
import type { AuditLog } from '../access/audit-log.ts';
import type { RetrievalRegister } from '../access/retrieval-register.ts';
import { AppError } from '../system/app-error.ts';
import { byteRangeOf } from './byte-range.ts';
import { disposition } from './disposition.ts';

/** A stored file as it is handed out. */
export interface StoredFile {
  path: string;
  bytes: number;
  /** SHA-256, lower-case hex. */
  digest: string;
  /** For who saves it: 东门_2026-11-23_14-32-05.mp4 */
  name: string;
}

export interface ClipFiles {
  /** Null when there is none, or none that is ready. */
  clip(id: number): Promise<StoredFile | null>;
  snapshot(id: number): Promise<StoredFile | null>;
  keepSnapshot(given: { cameraId: string; takenAtMs: number; by: string; bytes: Uint8Array }): Promise<Snapshot>;
}

export interface ClipRouteOptions {
  files: ClipFiles;
  register: Pick<RetrievalRegister, 'record' | 'flush'>;
  audit: Pick<AuditLog, 'append'>;
  sessionOf: (request: FastifyRequest) => SignedIn | null;
}

/** As long as the register takes repeated looks for one: a cached look is never an unregistered one. */
const cachedSeconds = 600;

const query = z.object({ purpose: lookPurpose.default('clip'), reason: takeOutReason.optional() });
const upload = z.object({ camera: z.string().max(128), at: z.coerce.number() });

/**
 * `GET /clips/:id.mp4` and `GET /snapshots/:id.jpg`, for `<video>` and `<img>` (`?purpose=`), or to take out of the unit
 * (`?reason=`): nothing without a session, nor without a row in the register. `POST /snapshots?camera=&at=` keeps one.
 */
export function serveClips(app: FastifyInstance, options: ClipRouteOptions): void {
  const { files } = options;
  app.get('/clips/:name', (request, reply) =>
    hand(request, reply, { kind: 'clip', suffix: '.mp4', contentType: 'video/mp4', find: (id) => files.clip(id) }),
  );
  app.get('/snapshots/:name', (request, reply) =>
    hand(request, reply, {
      ...{ kind: 'snapshot', suffix: '.jpg', contentType: 'image/jpeg' },
      find: (id) => files.snapshot(id),
    }),
  );
  void app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser('image/jpeg', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    uploads.post('/snapshots', { bodyLimit: maxSnapshotBytes }, async (request, reply) => {
      const by = signedIn(request).account;
      const asked = upload.safeParse(request.query);
      if (!asked.success || !(request.body instanceof Uint8Array)) {
        throw new AppError('bad-input', 'no camera, no instant or no picture', { facts: { paths: 'camera, at' } });
      }
      const { camera: cameraId, at: takenAtMs } = asked.data;
      const kept = await files.keepSnapshot({ cameraId, takenAtMs, by, bytes: request.body });
      await options.audit.append({
        actor: by,
        action: 'snapshot.keep',
        subject: `snapshot:${kept.id}`,
        facts: { cameraId, digest: kept.digest },
      });
      return reply.header('cache-control', 'no-store').send(kept);
    });
  });

  function signedIn(request: FastifyRequest): SignedIn {
    const session = options.sessionOf(request);
    if (session === null) throw new AppError('not-signed-in', 'clips need a session');
    return session;
  }

  async function hand(
    request: FastifyRequest,
    reply: FastifyReply,
    { kind, suffix, contentType, find }: Kind,
  ): Promise<FastifyReply> {
    const { account } = signedIn(request);
    const asked = query.safeParse(request.query);
    if (!asked.success) {
      throw new AppError('bad-input', 'no such purpose, or no reason', { facts: { paths: 'purpose, reason' } });
    }
    const id = idOf(request.params, suffix);
    const file = id === null ? null : await find(id);
    if (file === null) throw new AppError('not-found', `there is no such ${kind}`);
    const { purpose, reason } = asked.data;
    options.register.record({ account, digest: file.digest, purpose, ...(reason === undefined ? {} : { reason }) });
    const takingOut = reason !== undefined;
    // What leaves the unit is on disk as such before it does.
    if (takingOut && request.method !== 'HEAD') {
      await options.register.flush();
      const facts = { reason, digest: file.digest, name: file.name };
      await options.audit.append({ actor: account, action: `${kind}.take-out`, subject: `${kind}:${id}`, facts });
    }
    void reply
      .header('cache-control', takingOut ? 'private, no-store' : `private, max-age=${cachedSeconds}`)
      // Another account on the same browser must ask, and be registered, for itself.
      .header('vary', 'cookie')
      .header('content-security-policy', "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox")
      .header('content-disposition', disposition(takingOut ? 'attachment' : 'inline', file.name, `${id}${suffix}`))
      .type(contentType);
    return sendFile(request, reply, file);
  }
}

interface Kind {
  kind: 'clip' | 'snapshot';
  suffix: string;
  contentType: string;
  find: (id: number) => Promise<StoredFile | null>;
}

function idOf(params: unknown, suffix: string): number | null {
  const { name } = z.object({ name: z.string() }).parse(params);
  const digits = name.endsWith(suffix) ? name.slice(0, -suffix.length) : '';
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : null;
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: StoredFile): Promise<FastifyReply> {
  const etag = `"${file.digest}"`;
  void reply.header('accept-ranges', 'bytes').header('etag', etag);
  // A part of what has changed meanwhile would fit nowhere (RFC 9110 section 13.1.5).
  const ifRange = request.headers['if-range'];
  const range =
    ifRange === undefined || ifRange === etag
      ? byteRangeOf(request.headers.range, file.bytes)
      : ({ is: 'whole' } as const);
  if (range.is === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${file.bytes}`).send();
  }
  const { first, last } = range.is === 'part' ? range : { first: 0, last: file.bytes - 1 };
  if (range.is === 'part') void reply.code(206).header('content-range', `bytes ${first}-${last}/${file.bytes}`);
  void reply.header('content-length', last - first + 1);
  const opened = await open(file.path).catch((cause: unknown) => {
    throw new AppError('not-found', 'the file is not there', { cause });
  });
  // Fastify reads the body of a HEAD and throws it away; of one without a body it says that it has no length.
  const end = request.method === 'HEAD' ? first : last;
  return reply.send(createReadStream('', { fd: opened, start: first, end }));
}
