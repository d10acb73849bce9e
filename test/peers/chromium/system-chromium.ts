/** The machine's own Chromium: nothing is downloaded for the tests. */
import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];

/** `GUARDROOM_CHROMIUM`, or where a distribution puts it; undefined when there is none. */
export const systemChromium: string | undefined =
  process.env.GUARDROOM_CHROMIUM ?? places.find((path) => existsSync(path));

/** No GPU to count on, no sandbox as root, nothing asked of the network, sound without a first key press. */
export const chromiumFlags: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];
