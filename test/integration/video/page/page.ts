/** A bare page of tiles, one per `?cameras=a,b`, and what a test reads from it. */
import { createMediaWorker, mediaSocketUrl } from '../../../../renderer/video/create-media-worker.ts';
import { MediaClient } from '../../../../renderer/video/media-client.ts';

export interface TestPage {
  client: MediaClient;
  /** Presentation times in seconds of every frame presented, per tile. */
  mediaTimes: number[][];
  /** Every state the tile went through. */
  states: string[][];
  videos: HTMLVideoElement[];
}

const query = new URLSearchParams(location.search);
const cameras = (query.get('cameras') ?? '').split(',');
const client = new MediaClient({
  url: mediaSocketUrl(),
  createWorker: createMediaWorker,
  latency: query.has('sampled') ? 'sampled' : 'every-frame',
});
const page: TestPage = { client, mediaTimes: [], states: [], videos: [] };
(globalThis as unknown as { testPage: TestPage }).testPage = page;

cameras.forEach((cameraId, tile) => {
  const video = document.createElement('video');
  document.body.append(video);
  page.videos.push(video);
  const times: number[] = [];
  page.mediaTimes.push(times);
  const onFrame = (_now: number, frame: VideoFrameCallbackMetadata): void => {
    times.push(frame.mediaTime);
    video.requestVideoFrameCallback(onFrame);
  };
  if (!query.has('sampled')) video.requestVideoFrameCallback(onFrame);
  const states: string[] = [];
  page.states.push(states);
  client.onTile(tile, () => {
    const { state } = client.view(tile);
    if (states.at(-1) !== state) states.push(state);
  });
  client.attach(tile, video);
  client.watch(tile, cameraId, 'sub');
});
