/** An RFC 6381 codec string as people call it: `avc1.4d401f` is H.264. */
export function codecInWords(codec: string): string {
  if (/^(avc[13]|h264)/i.test(codec)) return 'H.264';
  if (/^(hvc1|hev1|h265|hevc)/i.test(codec)) return 'H.265';
  if (/^mp4v/i.test(codec)) return 'MPEG-4';
  if (/^(mjpeg|jpeg|mjpg)/i.test(codec)) return 'MJPEG';
  return codec;
}
