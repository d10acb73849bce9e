/** The structure of a JPEG picture (ITU-T T.81 annex B) without anything to decode. */
export function aJpeg(width: number, height: number, fill = 16): Buffer {
  const app0 = [0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0];
  const sof0 = [0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0];
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, ...Array.from({ length: fill }, (_, n) => n % 251)];
  return Buffer.from([0xff, 0xd8, ...app0, ...sof0, ...scan, 0xff, 0xd9]);
}
