import '#contract/no-eval.ts';
import '../styles/tokens.css';
import '../styles/base.css';
import { createRoot } from 'react-dom/client';
import type { Desktop } from '#contract/desktop.ts';
import { connectToStation } from '../api/client.ts';
import { makeQueryClient } from '../api/query-client.ts';
import { App } from './app.tsx';
import { MuteStore } from '../features/console/mute.ts';
import { PreferenceStore } from '../features/console/preferences.ts';
import { Ringer } from '../features/console/ringer.ts';
import { refuseStrayDrops } from '../features/console/stray-drops.ts';
import { StationTime } from '../features/console/station-time.ts';
import { startText } from '../text/index.ts';
import { createMediaWorker, mediaSocketUrl } from '../video/create-media-worker.ts';
import { openSoundOutput } from '../video/sound/sound-output.ts';
import { MediaClient } from '../video/media-client.ts';

declare global {
  interface Window {
    /** Only in the Electron shell. */
    desktop?: Desktop;
  }
}

const preferences = new PreferenceStore(window.localStorage);
await startText(preferences.current().language);

refuseStrayDrops(window);

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
createRoot(root).render(
  <App
    client={connectToStation({ origin: window.location.origin })}
    queries={makeQueryClient()}
    parts={{
      time: new StationTime(),
      preferences,
      ringer: new Ringer(),
      mute: new MuteStore(window.localStorage),
      openMedia: () => new MediaClient({ url: mediaSocketUrl(), createWorker: createMediaWorker, openSoundOutput }),
      desktop: window.desktop ?? null,
    }}
  />,
);
