/** Which of a camera's profiles fill the large tile and which the grid. Pure. */
import type { OnvifEncoding, OnvifProfile } from '#contract/onvif.ts';

export interface ChosenProfiles {
  main: OnvifProfile;
  sub: OnvifProfile | null;
}

/** A little over 704×576, so that 720×576 and 768×432 count as small too. */
const smallPixels = 720 * 576;
/** Frames a second below which a stream is for storage, not for watching. */
const watchableRate = 6;

/** JPEG is not in the list: RTP/JPEG is received by nobody here. */
const preference: readonly OnvifEncoding[] = ['H264', 'H265', 'MPEG4'];

/**
 * Main: the largest H.264, else H.265, else MPEG-4. A camera whose only H.264 is its small stream keeps that for the
 * grid and shows its H.265 when enlarged. Null when there is nothing we could show.
 */
export function chooseProfiles(profiles: readonly OnvifProfile[], source: string): ChosenProfiles | null {
  const own = profiles.filter((profile) => profile.source === source);
  const largest = (encoding: OnvifEncoding): OnvifProfile | null =>
    best(
      own.filter((profile) => profile.encoding === encoding),
      byPixels,
      byRate,
    );
  const [plain, modern] = [largest('H264'), largest('H265')];
  const onlySmall = plain !== null && modern !== null && isSmall(plain) && pixelsOf(modern) > pixelsOf(plain) * 2;
  const main = onlySmall ? modern : preference.map(largest).find((found) => found !== null);
  if (main === undefined) return null;
  return { main, sub: chooseSub(own, main) };
}

/** The largest small H.264 that is fluent enough; else the smallest that is smaller than main; then other encodings. */
function chooseSub(own: readonly OnvifProfile[], main: OnvifProfile): OnvifProfile | null {
  for (const encoding of preference) {
    const others = own.filter(
      (profile) => profile.encoding === encoding && profile.token !== main.token && pixelsOf(profile) < pixelsOf(main),
    );
    const sub =
      best(
        others.filter((profile) => isSmall(profile) && (profile.frameRate ?? watchableRate) >= watchableRate),
        byPixels,
        byRate,
      ) ??
      best(others.filter(isSmall), byRate, byPixels) ??
      best(others, (profile) => -pixelsOf(profile), byRate);
    if (sub !== null) return sub;
  }
  return null;
}

type Measure = (profile: OnvifProfile) => number;
const pixelsOf: Measure = ({ width, height }) => width * height;
const byPixels = pixelsOf;
const byRate: Measure = ({ frameRate }) => frameRate ?? 0;
const isSmall = (profile: OnvifProfile): boolean => pixelsOf(profile) <= smallPixels;

/** The first of the list among equals. */
function best(profiles: readonly OnvifProfile[], ...measures: readonly Measure[]): OnvifProfile | null {
  return profiles.reduce<OnvifProfile | null>((leader, profile) => {
    if (leader === null) return profile;
    const difference = measures.map((measure) => measure(profile) - measure(leader)).find((value) => value !== 0) ?? 0;
    return difference > 0 ? profile : leader;
  }, null);
}
