/** In its own file: `import.meta.url` and `new Worker` side by side are what the bundler looks for. */
export function createMediaWorker(): Worker {
  return new Worker(new URL('./worker/media-worker.ts', import.meta.url), { type: 'module', name: 'media' });
}

/** The media socket of the station that served this page. */
export function mediaSocketUrl(page: Pick<Location, 'protocol' | 'host'> = location): string {
  return `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}/media`;
}
