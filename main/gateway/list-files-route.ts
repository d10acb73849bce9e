import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { lookPurpose } from '#contract/access.ts';
import type { Role, SignedIn } from '#contract/access.ts';
import { takeOutReason } from '#contract/clip.ts';
import { entryFilter, listFilesRoot, listTemplatePath, maxPhotoBytes, photoUploadPath } from '#contract/watchlist.ts';
import type { EntryFilter } from '#contract/watchlist.ts';
import type { AuditLog } from '../access/audit-log.ts';
import type { RetrievalRegister } from '../access/retrieval-register.ts';
import { AppError } from '../system/app-error.ts';
import { disposition } from './disposition.ts';
import { sendPicture } from './picture-answer.ts';

/** The list as files. */
export interface ListFiles {
  template(): Promise<Readable>;
  /** What the filter lets through, and how many entries that is. */
  export(format: 'xlsx' | 'csv', filter: EntryFilter): Promise<{ sheet: Readable; entries: number; name: string }>;
  keepPhoto(bytes: Uint8Array): Promise<string>;
  photo(digest: string): Promise<{ bytes: Uint8Array; contentType: string } | null>;
}

export interface ListFilesRouteOptions {
  files: ListFiles;
  register: Pick<RetrievalRegister, 'record'>;
  audit: Pick<AuditLog, 'append'>;
  sessionOf: (request: FastifyRequest) => SignedIn | null;
}

const exportQuery = entryFilter.extend({
  reason: takeOutReason,
  doubtful: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
});
const photoParams = z.object({ digest: z.string().regex(/^[0-9a-f]{64}$/) });
const photoQuery = z.object({ purpose: lookPurpose.default('review') });

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const keepers: readonly Role[] = ['chief', 'admin'];

/** The template, the list taken out as a sheet, and reference photos (paths: `preload/contract/watchlist.ts`). */
export function serveListFiles(app: FastifyInstance, options: ListFilesRouteOptions): void {
  const { files } = options;
  const signedIn = (request: FastifyRequest, allowed?: readonly Role[]): SignedIn => {
    const session = options.sessionOf(request);
    if (session === null) throw new AppError('not-signed-in', 'the list needs a session');
    if (allowed?.includes(session.role) === false) {
      throw new AppError('not-allowed', `a ${session.role} may not do this`);
    }
    return session;
  };

  app.get(listTemplatePath, async (request, reply) => {
    signedIn(request, keepers);
    return handOut(reply, await files.template(), { name: '名单模板.xlsx', plain: 'template.xlsx' });
  });
  for (const format of ['xlsx', 'csv'] as const) {
    // A HEAD would be a taking-out in the audit chain of which nothing was taken.
    app.get(`${listFilesRoot}/export.${format}`, { exposeHeadRoute: false }, async (request, reply) => {
      const { account } = signedIn(request, keepers);
      const asked = exportQuery.safeParse(request.query);
      if (!asked.success) {
        const paths = [...new Set(asked.error.issues.map(({ path }) => path.join('.')))].join(', ');
        throw new AppError('bad-input', 'no reason, or no such filter', { facts: { paths } });
      }
      const { reason, ...filter } = asked.data;
      const { sheet, entries, name } = await files.export(format, filter);
      // What leaves the unit is in the audit chain before it does.
      const facts = { reason, format, entries, filter: JSON.stringify(filter) };
      await options.audit.append({ actor: account, action: 'watchlist.take-out', subject: 'watchlist', facts });
      return handOut(reply, sheet, { name, plain: `list.${format}` });
    });
  }

  app.get(`${photoUploadPath}/:digest`, async (request, reply) => {
    const { account } = signedIn(request);
    const asked = { ...photoParams.safeParse(request.params).data, ...photoQuery.safeParse(request.query).data };
    const { digest, purpose } = asked;
    if (digest === undefined || purpose === undefined) {
      throw new AppError('bad-input', 'no such digest or purpose', { facts: { paths: 'digest, purpose' } });
    }
    const found = await files.photo(digest);
    if (found === null) throw new AppError('not-found', 'the photo is not stored');
    options.register.record({ account, digest, purpose });
    return sendPicture(reply, found);
  });

  void app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser(['image/jpeg', 'image/png'], { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    uploads.post(
      photoUploadPath,
      // Who may not keep one does not get to send it.
      { bodyLimit: maxPhotoBytes, onRequest: async (request) => void signedIn(request, keepers) },
      async (request, reply) => {
        const { account } = signedIn(request, keepers);
        if (!(request.body instanceof Uint8Array)) {
          throw new AppError('bad-input', 'there is no picture', { facts: { paths: 'photo' } });
        }
        const digest = await files.keepPhoto(request.body);
        const facts = { bytes: request.body.byteLength };
        await options.audit.append({
          actor: account,
          action: 'watchlist.keep-photo',
          subject: `photo:${digest}`,
          facts,
        });
        return reply.header('cache-control', 'no-store').send({ digest });
      },
    );
  });
}

function handOut(reply: FastifyReply, sheet: Readable, { name, plain }: { name: string; plain: string }): FastifyReply {
  return reply
    .header('cache-control', 'private, no-store')
    .header('content-disposition', disposition('attachment', name, plain))
    .type(plain.endsWith('.csv') ? 'text/csv; charset=utf-8' : xlsxType)
    .send(sheet);
}
