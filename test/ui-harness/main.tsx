/** The console on a station that does not exist. `?role=admin&cameras=16&calm` in the address chooses what is seen. */
import '../../renderer/styles/tokens.css';
import '../../renderer/styles/base.css';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { role } from '#contract/access.ts';
import { makeQueryClient } from '../../renderer/api/query-client.ts';
import { App } from '../../renderer/app/app.tsx';
import { MuteStore } from '../../renderer/features/console/mute.ts';
import { PreferenceStore } from '../../renderer/features/console/preferences.ts';
import { Ringer } from '../../renderer/features/console/ringer.ts';
import { StationTime } from '../../renderer/features/console/station-time.ts';
import { startText } from '../../renderer/text/index.ts';
import { FakeMedia } from './fake-media.ts';
import { FakeStation } from './fake-station.ts';
import { countyStates } from './invented-county.ts';

const wanted = new URLSearchParams(window.location.search);
const preferences = new PreferenceStore(window.localStorage);
await startText(preferences.current().language);
const station = new FakeStation({
  signedIn: wanted.has('nobody') ? null : role.catch('guard').parse(wanted.get('role')),
  setupNeeded: wanted.has('setup'),
  cameras: Number(wanted.get('cameras') ?? 16),
  simulated: wanted.has('simulated'),
  calm: wanted.has('calm'),
  records: z.enum(['usual', 'none', 'failing', 'waiting', 'dense']).catch('usual').parse(wanted.get('records')),
  short: wanted.has('short'),
  county: z.enum(countyStates).catch('usual').parse(wanted.get('county')),
  only: wanted.has('only') ? Number(wanted.get('only')) : null,
  flood: Number(wanted.get('flood') ?? 0),
});
createRoot(document.getElementById('root')!).render(
  <App
    client={station.client()}
    queries={makeQueryClient()}
    parts={{
      time: new StationTime(),
      preferences,
      ringer: new Ringer(),
      mute: new MuteStore(window.localStorage),
      openMedia: () => new FakeMedia().asClient(),
      desktop: null,
    }}
  />,
);
