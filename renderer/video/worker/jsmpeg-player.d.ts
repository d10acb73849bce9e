/** What of the package is used; it has no types of its own. */
declare module 'jsmpeg-player' {
  /** Takes the bytes of one stream of a demuxer. */
  export interface StreamSink {
    write(presentationSeconds: number, buffers: readonly Uint8Array[]): void;
  }
  export interface Renderer {
    resize(width: number, height: number): void;
    /** Planes of whole macroblocks, 4:2:0; only good during the call. */
    render(y: Uint8ClampedArray, cr: Uint8ClampedArray, cb: Uint8ClampedArray): void;
  }
  export interface TransportStream {
    connect(streamId: number, sink: StreamSink): void;
    write(bytes: Uint8Array): void;
  }
  export interface Mpeg1Video extends StreamSink {
    connect(renderer: Renderer): void;
    /** Decodes one picture of what was written; false when there is none. */
    decode(): boolean;
    readonly width: number;
    readonly height: number;
    readonly codedWidth: number;
    readonly codedHeight: number;
  }
  const JSMpeg: {
    Demuxer: { TS: { new (options: object): TransportStream; STREAM: { VIDEO_1: number } } };
    Decoder: {
      MPEG1Video: new (options: {
        /** Forgets what was read, to make room. */
        streaming: boolean;
        decodeFirstFrame: boolean;
        videoBufferSize: number;
      }) => Mpeg1Video;
    };
  };
  // eslint-disable-next-line no-restricted-exports -- so the package has it
  export default JSMpeg;
}
