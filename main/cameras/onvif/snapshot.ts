import type { OnvifEndpoint } from './onvif-device.ts';
import { DigestSignIn } from './http-exchange.ts';
import type { HttpContext } from './http-exchange.ts';
import { OnvifFailure } from './onvif-failure.ts';
import type { SnapshotPlace } from './reached-address.ts';

/** Bytes; a JPEG of 12 megapixels at a camera's best quality. */
const maxSnapshotBytes = 8 * 1024 * 1024;
/** Cameras encode a snapshot when asked, the large ones for seconds. */
const snapshotWithinMs = 10_000;

/** A JPEG from the device's own host, by HTTP Digest. Throws OnvifFailure. */
export async function fetchSnapshot(
  endpoint: OnvifEndpoint,
  { port, path }: SnapshotPlace,
  context: HttpContext,
): Promise<Buffer> {
  const signIn = new DigestSignIn(endpoint.user, endpoint.password);
  const question = { method: 'GET', host: endpoint.host, port, path } as const;
  const limits = { maxBytes: maxSnapshotBytes, deadlineMs: snapshotWithinMs };
  const answer = await signIn.exchange({ ...question, ...limits }, context);
  // With Basic the password would cross the network as it is.
  if (answer.status === 401 && !/\bdigest\b/i.test(answer.challenge))
    throw new OnvifFailure('not-supported', 'the camera offers no Digest for snapshots');
  if (answer.status === 401 || answer.status === 403) throw new OnvifFailure('wrong-password', `HTTP ${answer.status}`);
  if (answer.status !== 200) throw new OnvifFailure('refused', `HTTP ${answer.status}`);
  if (!isJpeg(answer.body)) throw new OnvifFailure('broken', 'the snapshot is no JPEG');
  return answer.body;
}

/** SOI, then the marker of the next segment (ITU-T T.81, B.1.1.3). */
function isJpeg(bytes: Buffer): boolean {
  return bytes.length > 100 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}
