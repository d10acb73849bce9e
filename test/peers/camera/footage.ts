import { readFile } from 'node:fs/promises';

/** A looped clip, cut into pictures. */
export interface Footage {
  framesPerSecond: number;
  pictures: readonly { key: boolean; nals: readonly Buffer[] }[];
  sps: Buffer;
  pps: Buffer;
}

const nalType = { idr: 5, sps: 7, pps: 8, delimiter: 9 } as const;

/** Reads an Annex B file whose pictures begin with access unit delimiters (footage/draw.ts writes such files). */
export async function readFootage(path: string, framesPerSecond: number): Promise<Footage> {
  const pictures: { key: boolean; nals: Buffer[] }[] = [];
  let sps: Buffer | null = null;
  let pps: Buffer | null = null;
  for (const nal of splitAnnexB(await readFile(path))) {
    const type = (nal[0] ?? 0) & 0x1f;
    if (type === nalType.delimiter) {
      pictures.push({ key: false, nals: [] });
      continue;
    }
    if (type === nalType.sps) sps ??= nal;
    if (type === nalType.pps) pps ??= nal;
    const picture = pictures.at(-1);
    if (picture === undefined) continue;
    picture.nals.push(nal);
    if (type === nalType.idr) picture.key = true;
  }
  if (sps === null || pps === null || pictures.length === 0) throw new Error(`${path} holds no H.264 with delimiters`);
  return { framesPerSecond, pictures, sps, pps };
}

/** NAL units without their start codes. */
export function splitAnnexB(bytes: Buffer): Buffer[] {
  const starts: { at: number; body: number }[] = [];
  for (let i = bytes.indexOf('\0\0\x01', 0, 'latin1'); i >= 0; i = bytes.indexOf('\0\0\x01', i + 3, 'latin1')) {
    starts.push({ at: i > 0 && bytes[i - 1] === 0 ? i - 1 : i, body: i + 3 });
  }
  return starts.map(({ body }, n) => bytes.subarray(body, starts[n + 1]?.at ?? bytes.length));
}
