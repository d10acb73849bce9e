import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Role, SignedIn } from '#contract/access.ts';
import { packagePath } from '#contract/package.ts';
import type { AuditLog } from '../access/audit-log.ts';
import type { RetrievalRegister } from '../access/retrieval-register.ts';
import { AppError } from '../system/app-error.ts';
import type { StoredFile } from './clip-route.ts';
import { disposition } from './disposition.ts';

export interface PackageFiles {
  /** Null when there is none, or none that is ready. `reason`: for which it was made. */
  fileOf(id: number): Promise<(StoredFile & { reason: string }) | null>;
}

export interface PackagesRouteOptions {
  files: PackageFiles;
  register: Pick<RetrievalRegister, 'record' | 'flush'>;
  audit: Pick<AuditLog, 'append'>;
  sessionOf: (request: FastifyRequest) => SignedIn | null;
}

const params = z.object({ id: z.string().regex(/^[1-9]\d{0,14}$/) });
const mayTakeOut: readonly Role[] = ['chief', 'admin'];

/** `GET /packages/:id`: the zip, whole. Each time in the retrieval register and the audit chain before the first byte. */
export function servePackages(app: FastifyInstance, options: PackagesRouteOptions): void {
  // A HEAD would be a taking-out in the audit chain of which nothing was taken.
  app.get(`${packagePath}:id`, { exposeHeadRoute: false }, async (request, reply) => {
    const session = options.sessionOf(request);
    if (session === null) throw new AppError('not-signed-in', 'packages need a session');
    const { account, role } = session;
    if (!mayTakeOut.includes(role)) throw new AppError('not-allowed', `a ${role} may not take packages out`);
    const id = Number(params.safeParse(request.params).data?.id ?? NaN);
    const file = Number.isNaN(id) ? null : await options.files.fileOf(id);
    if (file === null) throw new AppError('not-found', 'there is no such package');
    const { path, bytes, digest, name, reason } = file;
    const opened = await open(path).catch((cause: unknown) => {
      throw new AppError('not-found', 'the file is not there', { cause });
    });
    try {
      options.register.record({ account, digest, purpose: 'review', reason });
      await options.register.flush();
      const facts = { reason, digest, name, bytes };
      await options.audit.append({ actor: account, action: 'package.take-out', subject: `package:${id}`, facts });
    } catch (error) {
      await opened.close();
      throw error;
    }
    return reply
      .header('cache-control', 'private, no-store')
      .header('accept-ranges', 'none')
      .header('content-length', bytes)
      .header('content-disposition', disposition('attachment', name, `package-${id}.zip`))
      .type('application/zip')
      .send(createReadStream('', { fd: opened }));
  });
}
