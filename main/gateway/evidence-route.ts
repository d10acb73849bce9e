import { z } from 'zod';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { lookPurpose } from '#contract/access.ts';
import type { SignedIn } from '#contract/access.ts';
import { picture } from '#contract/sighting.ts';
import type { RetrievalRegister } from '../access/retrieval-register.ts';
import { AppError } from '../system/app-error.ts';
import { sendPicture } from './picture-answer.ts';

/** The stored pictures, by the SHA-256 of their bytes. */
export interface EvidenceSource {
  /** Null when it is not, or no longer, stored. */
  picture(digest: string): Promise<{ bytes: Uint8Array; contentType: string } | null>;
}

/** Small ones for grids, or the pictures themselves where there is none smaller. Null as above. */
export interface ThumbnailSource {
  of(digest: string): Promise<{ bytes: Uint8Array; contentType: string } | null>;
}

const params = z.object({ digest: picture.shape.digest });
const query = z.object({ purpose: lookPurpose.default('journal'), thumb: z.literal('1').optional() });

/**
 * `GET /evidence/:digest?purpose=alarm`, with `&thumb=1` for a small one. No picture, of whatever size, without a session,
 * nor without a row in the register.
 */
export function serveEvidence(
  app: FastifyInstance,
  options: {
    evidence: EvidenceSource;
    /** Absent: pictures are served as they are. */
    thumbnails: ThumbnailSource | undefined;
    register: Pick<RetrievalRegister, 'record'>;
    sessionOf: (request: FastifyRequest) => SignedIn | null;
  },
): void {
  app.get('/evidence/:digest', async (request, reply) => {
    const session = options.sessionOf(request);
    if (session === null) throw new AppError('not-signed-in', 'pictures need a session');
    const asked = { ...params.safeParse(request.params).data, ...query.safeParse(request.query).data };
    const { digest, purpose, thumb } = asked;
    if (digest === undefined || purpose === undefined) {
      throw new AppError('bad-input', 'no such digest or purpose', { facts: { paths: 'digest, purpose' } });
    }
    const small = thumb === undefined ? undefined : options.thumbnails;
    const found = await (small === undefined ? options.evidence.picture(digest) : small.of(digest));
    if (found === null) throw new AppError('not-found', 'the picture is not stored');
    options.register.record({ account: session.account, digest, purpose });
    return sendPicture(reply, found);
  });
}
