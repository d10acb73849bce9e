import { expect, test } from 'vitest';
import type { PictureType } from '../../../main/journal/picture-type.ts';
import { shrink, thumbnailEdge } from '../../../main/journal/thumbnail-pixels.ts';
import { Thumbnails } from '../../../main/journal/thumbnails.ts';
import { silentLog } from '../../../main/system/log.ts';

/** As much of a JPEG as is looked at before it is decoded. */
function aJpeg(width: number, height: number, bytes = 40_000): Buffer {
  const jpeg = Buffer.alloc(bytes);
  jpeg.writeUInt32BE(0xffd8ffc0, 0);
  jpeg.writeUInt16BE(17, 4);
  jpeg.writeUInt16BE(height, 7);
  jpeg.writeUInt16BE(width, 9);
  jpeg.writeUInt16BE(0xffd9, bytes - 2);
  return jpeg;
}

class Site {
  readonly pictures = new Map<string, { bytes: Buffer; contentType: PictureType }>();
  readonly cached = new Map<string, Buffer>();
  readonly places = new Map<string, string>();
  reads = 0;
  draws: ((drawn: Uint8Array | null) => void)[] = [];
  readonly thumbnails = new Thumbnails({
    evidence: {
      read: (digest) => {
        this.reads += 1;
        return Promise.resolve(this.pictures.get(digest) ?? null);
      },
      placeOf: (digest) =>
        Promise.resolve(this.pictures.has(digest) ? (this.places.get(digest) ?? '2026-11-25') : null),
    },
    cache: {
      read: (place, digest) => Promise.resolve(this.cached.get(`${place} ${digest}`) ?? null),
      write: async (place, digest, jpeg) => void this.cached.set(`${place} ${digest}`, Buffer.from(jpeg)),
    },
    drawer: { draw: () => new Promise((resolve) => this.draws.push(resolve)) },
    log: silentLog,
  });

  add(digest: string, bytes = aJpeg(1920, 1080), contentType: PictureType = 'image/jpeg'): Buffer {
    this.pictures.set(digest, { bytes, contentType });
    return bytes;
  }
}

/** Every promise that can settle has. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
const small = Uint8Array.from([1, 2, 3]);

test('a thumbnail is drawn at the first look, once however many look, and found afterwards', async () => {
  const site = new Site();
  site.add('a');
  const looks = [site.thumbnails.of('a'), site.thumbnails.of('a')];
  await settled();
  expect(site.draws).toHaveLength(1);
  site.draws[0]!(small);
  for (const look of looks) expect(await look).toEqual({ bytes: Buffer.from(small), contentType: 'image/jpeg' });
  site.reads = 0;
  expect((await site.thumbnails.of('a'))?.bytes).toEqual(Buffer.from(small));
  expect(site.reads, 'the picture itself is not touched').toBe(0);
  expect(site.thumbnails.counters).toEqual({ drawn: 1, found: 1, notDrawn: 0, turnedAway: 0 });
});

test.each([
  ['small', aJpeg(400, 300, 9_000), 'image/jpeg'],
  ['larger than any camera makes', aJpeg(12_000, 12_000), 'image/jpeg'],
  ['cut short', aJpeg(1920, 1080).subarray(0, 30_000), 'image/jpeg'],
  ['a PNG', Buffer.alloc(90_000), 'image/png'],
] as const)('a picture that is %s is shown as it is', async (_what, bytes, contentType) => {
  const site = new Site();
  site.add('a', bytes, contentType);
  expect(await site.thumbnails.of('a')).toEqual({ bytes, contentType });
  expect(site.draws).toHaveLength(0);
});

test('what cannot be drawn is shown as it is, and not tried again', async () => {
  const site = new Site();
  const bytes = site.add('a');
  const look = site.thumbnails.of('a');
  await settled();
  site.draws[0]!(null);
  expect((await look)?.bytes).toEqual(bytes);
  expect((await site.thumbnails.of('a'))?.bytes).toEqual(bytes);
  expect(site.draws).toHaveLength(1);
});

test('of too many at once, those beyond the bound are shown as they are, and counted', async () => {
  const site = new Site();
  const looks = Array.from({ length: 130 }, (_, n) => {
    site.add(`p${n}`);
    return site.thumbnails.of(`p${n}`);
  });
  await settled();
  expect(site.draws).toHaveLength(120);
  expect(site.thumbnails.counters.turnedAway).toBe(10);
  for (const draw of site.draws) draw(small);
  const sizes = (await Promise.all(looks)).map((shown) => shown?.bytes.byteLength);
  expect(sizes.filter((size) => size === 3)).toHaveLength(120);
  expect(sizes.filter((size) => size === 40_000)).toHaveLength(10);
});

test('a picture that is gone has no thumbnail, even where one was drawn', async () => {
  const site = new Site();
  site.cached.set('2026-11-25 a', Buffer.from(small));
  expect(await site.thumbnails.of('a')).toBeNull();
});

test('a picture is shrunk to the mean of what each pixel stands for, in its shape', () => {
  const [width, height] = [960, 540];
  const data = new Uint8Array(width * height * 4);
  // Left half red, right half blue.
  for (let at = 0; at < data.length; at += 4) {
    data[at + ((at / 4) % width < width / 2 ? 0 : 2)] = 200;
    data[at + 3] = 255;
  }
  const small = shrink({ data, width, height });
  expect([small.width, small.height]).toEqual([thumbnailEdge, 180]);
  const pixel = (x: number, y: number) => [
    ...small.data.subarray((y * small.width + x) * 4, (y * small.width + x) * 4 + 4),
  ];
  expect(pixel(10, 90)).toEqual([200, 0, 0, 255]);
  expect(pixel(310, 90)).toEqual([0, 0, 200, 255]);
  // Never larger, never less than a pixel.
  expect(shrink({ data: data.subarray(0, 4 * 6), width: 3, height: 2 })).toMatchObject({ width: 3, height: 2 });
  expect(shrink({ data: data.subarray(0, 4 * 5000), width: 5000, height: 1 })).toMatchObject({ width: 320, height: 1 });
});
