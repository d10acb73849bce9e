export interface LayerSize {
  width: number;
  height: number;
}

/** extended_PAR: the pixel's shape follows. */
const extendedAspect = 15;
const rectangular = 0;

/** The picture size in a VideoObjectLayer header after its start code (ISO/IEC 14496-2 section 6.2.3); null: not rectangular. */
export function readVideoObjectLayer(bytes: Uint8Array): LayerSize | null {
  let at = 0;
  const bits = (count: number): number => {
    let value = 0;
    for (let n = 0; n < count; n += 1, at += 1) value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    return value;
  };
  const skip = (count: number): void => void (at += count);

  skip(1 + 8); // random_accessible_vol, video_object_type_indication
  if (bits(1) === 1) skip(4 + 3); // is_object_layer_identifier: verid, priority
  if (bits(4) === extendedAspect) skip(8 + 8);
  if (bits(1) === 1) {
    skip(2 + 1); // vol_control_parameters: chroma_format, low_delay
    if (bits(1) === 1) skip(15 + 1 + 15 + 1 + 15 + 1 + 3 + 11 + 1 + 15 + 1); // vbv_parameters
  }
  if (bits(2) !== rectangular) return null;
  skip(1);
  const resolution = bits(16); // vop_time_increment_resolution
  skip(1);
  if (bits(1) === 1) skip(Math.max(1, Math.ceil(Math.log2(resolution)))); // fixed_vop_time_increment
  skip(1);
  const width = bits(13);
  skip(1);
  const height = bits(13);
  return at > bytes.length * 8 || width === 0 || height === 0 ? null : { width, height };
}
