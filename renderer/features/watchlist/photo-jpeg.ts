/** Longer side, pixels: as large as a guard compares a face at. */
const longestPx = 1600;

/**
 * A chosen picture as a JPEG of a sensible size, drawn anew: what a telephone wrote beside it (where it was taken,
 * when, by whom) stays behind. Null: no picture this browser can open.
 */
export async function photoJpeg(file: Blob): Promise<Blob | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return null;
  const scale = Math.min(1, longestPx / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
}
