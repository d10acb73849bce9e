/** G.711 expanded to samples from -1 to 1. Both laws give 14 or 13 bits, here as 16. */

/** µ-law (ITU-T G.711 table 2): a sign, three bits of exponent, four of mantissa, all inverted. */
export function expandMuLaw(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 0x0f) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
  return (code & 0x80) === 0 ? magnitude : -magnitude;
}

/** A-law (table 1): the same, with every other bit inverted. */
export function expandALaw(byte: number): number {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const mantissa = ((code & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (code & 0x80) === 0 ? -magnitude : magnitude;
}

const tableOf = (expand: (byte: number) => number): Float32Array =>
  Float32Array.from({ length: 256 }, (_, byte) => expand(byte) / 32_768);
const muLaw = tableOf(expandMuLaw);
const aLaw = tableOf(expandALaw);

/** One channel out of as many as there are, which take turns. */
export function expandG711(bytes: Uint8Array, law: 'mu' | 'a', channels: number): Float32Array<ArrayBuffer> {
  const table = law === 'mu' ? muLaw : aLaw;
  const samples = new Float32Array(Math.floor(bytes.length / channels));
  for (let n = 0; n < samples.length; n += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += table[bytes[n * channels + channel] ?? 0] ?? 0;
    samples[n] = sum / channels;
  }
  return samples;
}
