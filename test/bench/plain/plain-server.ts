/**
 * The other side of the wall bench, as its packages' READMEs show it: node-rtsp-stream starts an ffmpeg and a WebSocket
 * server per camera, and a plain page plays each with jsmpeg-player.
 *
 * Run with one JSON argument: `{"urls": [], "canvas": "2d"}`. Prints `{"page": URL}`; ends when stdin closes.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';
import { readFile } from 'node:fs/promises';

export interface PlainAsked {
  urls: readonly string[];
  /** `webgl`: what jsmpeg takes by itself where it is to be had, in software on a machine without a GPU. */
  canvas: '2d' | 'webgl';
}

/** What of node-rtsp-stream is used: its constructor, `wsServer` and `stop`. It comes without types. */
interface PlainStream {
  wsServer: Server;
  stop(): void;
}
type PlainStreamConstructor = new (options: {
  name: string;
  streamUrl: string;
  wsPort: number;
  ffmpegOptions: Record<string, string | number>;
}) => PlainStream;

const require = createRequire(import.meta.url);
const Stream = require('node-rtsp-stream') as PlainStreamConstructor;
const library = await readFile(require.resolve('jsmpeg-player/build/jsmpeg-player.min.js'));

const { urls, canvas } = JSON.parse(process.argv[2] ?? '{}') as PlainAsked;
const streams = urls.map(
  (url, index) =>
    new Stream({
      name: `camera ${index + 1}`,
      streamUrl: url,
      wsPort: 0,
      // The README's. For MPEG-TS ffmpeg takes the rate as a grid for the times: no frame is made or lost by it.
      ffmpegOptions: { '-stats': '', '-r': 30 },
    }),
);
const ports = await Promise.all(streams.map(({ wsServer }) => listening(wsServer)));

const page = createServer((request, response) => {
  if (request.url === '/jsmpeg.js') response.setHeader('content-type', 'text/javascript').end(library);
  else response.setHeader('content-type', 'text/html; charset=utf-8').end(plainPage(ports));
});
page.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ page: `http://127.0.0.1:${(page.address() as AddressInfo).port}/` })}\n`);
});

const end = (): void => {
  for (const stream of streams) stream.stop();
  process.exit(0);
};
process.stdin.on('end', end).on('error', end).resume();
process.on('SIGTERM', end);

function listening(server: Server): Promise<number> {
  const port = (): number => (server.address() as AddressInfo).port;
  return new Promise((done, fail) => {
    server.once('error', fail);
    if ((server.address() as AddressInfo | null) !== null) done(port());
    else server.once('listening', () => done(port()));
  });
}

/**
 * The page of the README, but for the canvas asked for, and without sound: the cameras have none.
 */
function plainPage(wsPorts: readonly number[]): string {
  const side = Math.ceil(Math.sqrt(wsPorts.length));
  return `<!doctype html>
<meta charset="utf-8"><title>plain</title>
<style>
  html, body { margin: 0; height: 100%; background: #111; }
  body { display: grid; grid-template: repeat(${side}, 1fr) / repeat(${side}, 1fr); gap: 2px; }
  canvas { width: 100%; height: 100%; min-width: 0; min-height: 0; }
</style>
${wsPorts.map((_, index) => `<canvas id="canvas-${index}"></canvas>`).join('\n')}
<script src="/jsmpeg.js"></script>
<script>
  const drawn = ${JSON.stringify(wsPorts.map(() => 0))};
  const players = ${JSON.stringify(wsPorts)}.map((port, index) => new JSMpeg.Player('ws://127.0.0.1:' + port, {
    canvas: document.getElementById('canvas-' + index),
    disableGl: ${canvas === '2d'},
    audio: false,
    onVideoDecode: () => { drawn[index] += 1; },
  }));
</script>`;
}
