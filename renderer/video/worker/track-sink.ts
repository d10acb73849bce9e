import type { TileSink } from './media-session.ts';

/** Frames that may be on their way into the track; a page that composes nothing takes none. */
const mostUnwritten = 3;

/** Writes frames to the tile's track; closes what the track does not take, for an unclosed frame holds its memory. */
export function openTrackSink(writable: WritableStream<VideoFrame>): TileSink<VideoFrame> {
  const writer = writable.getWriter();
  let unwritten = 0;
  let isOver = false;
  writer.closed.catch(() => {
    isOver = true;
  });
  const written = (): void => {
    unwritten -= 1;
  };
  return {
    write(frame) {
      if (isOver || unwritten >= mostUnwritten) {
        frame.close();
        return false;
      }
      unwritten += 1;
      writer.write(frame).then(written, () => {
        written();
        frame.close();
      });
      return true;
    },
    release() {
      isOver = true;
      writer.abort().catch(() => undefined);
    },
  };
}
