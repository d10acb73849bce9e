/** Chromium's MediaStreamTrackGenerator, which TypeScript's DOM library does not describe. Exists in windows only. */
export interface TrackGenerator extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}

type TrackGeneratorConstructor = new (init: { kind: 'video' }) => TrackGenerator;

const constructorOf = (): TrackGeneratorConstructor | undefined =>
  (globalThis as { MediaStreamTrackGenerator?: TrackGeneratorConstructor }).MediaStreamTrackGenerator;

/** Chrome, Edge and Electron, over HTTPS or on this machine (WebCodecs wants a secure context). */
export function canPlayVideo(): boolean {
  return constructorOf() !== undefined && typeof VideoDecoder === 'function';
}

export function openTrackGenerator(): TrackGenerator {
  const Generator = constructorOf();
  if (Generator === undefined) throw new Error('this browser has no MediaStreamTrackGenerator');
  return new Generator({ kind: 'video' });
}
