import type { FastifyReply } from 'fastify';

/** As long as the register takes repeated looks for one: a cached look is never an unregistered one. */
const cachedSeconds = 600;

/** A stored picture, whose look has been registered. */
export function sendPicture(reply: FastifyReply, found: { bytes: Uint8Array; contentType: string }): FastifyReply {
  return (
    reply
      .header('cache-control', `private, max-age=${cachedSeconds}`)
      // Another account on the same browser must ask, and be registered, for itself.
      .header('vary', 'cookie')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .type(found.contentType)
      .send(Buffer.from(found.bytes.buffer, found.bytes.byteOffset, found.bytes.byteLength))
  );
}
