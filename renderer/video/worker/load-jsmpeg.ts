import type JSMpeg from 'jsmpeg-player';

export type Jsmpeg = typeof JSMpeg;

let loading: Promise<Jsmpeg> | null = null;

/** Loaded when the first tile needs it: most walls never do. */
export function loadJsmpeg(): Promise<Jsmpeg> {
  loading ??= load();
  return loading;
}

/**
 * The package is made for a page: as it is loaded it looks for `window`, and puts its player's style sheet into the
 * document. A worker has neither, and of the package only the demuxer and the decoder run here.
 */
async function load(): Promise<Jsmpeg> {
  const scope = globalThis as { window?: unknown; document?: unknown };
  const element = { setAttribute: () => undefined, appendChild: () => undefined };
  scope.window ??= globalThis;
  const lent = scope.document === undefined;
  scope.document ??= {
    querySelector: () => element,
    createElement: () => element,
    createTextNode: () => element,
  };
  try {
    return (await import('jsmpeg-player')).default;
  } finally {
    if (lent) delete scope.document;
  }
}
