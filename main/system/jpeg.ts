/**
 * Width and height of a JPEG picture (ITU-T T.81 annex B); null when the bytes are none. Looks at its structure only:
 * it begins as one, says how large it is, and ends as one.
 */
export function jpegSize(bytes: Uint8Array): { width: number; height: number } | null {
  const at = (n: number): number => bytes[n] ?? 0;
  const end = bytes.length;
  if (end < 16 || at(0) !== 0xff || at(1) !== 0xd8 || at(end - 2) !== 0xff || at(end - 1) !== 0xd9) return null;
  let position = 2;
  while (position + 9 < end) {
    if (at(position) !== 0xff) return null;
    const marker = at(position + 1);
    if (marker === 0xff) {
      position += 1; // fill byte, B.1.1.2
      continue;
    }
    const length = (at(position + 2) << 8) | at(position + 3);
    // SOF0 to SOF15 without DHT, JPG and DAC.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const height = (at(position + 5) << 8) | at(position + 6);
      const width = (at(position + 7) << 8) | at(position + 8);
      return width > 0 && height > 0 ? { width, height } : null;
    }
    // The picture itself, or a marker without a length, before any frame header.
    if (marker === 0xda || marker === 0xd9 || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8)) return null;
    if (length < 2) return null;
    position += 2 + length;
  }
  return null;
}
