/** Codecs by name, where the camera's own stream does not give one. Without schemas: who takes streams in needs none. */

/** MPEG-1 video, by its object type (ISO/IEC 14496-1 table 5, RFC 6381 section 3.3). */
export const mpeg1Codec = 'mp4v.6A';
/** Motion JPEG has no name in RFC 6381. */
export const jpegCodec = 'mjpeg';
