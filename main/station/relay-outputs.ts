/** Relays of linked cameras, as actions ask for them. */
import type { ActionFailure } from '#contract/action.ts';
import type { OnvifFailed, OnvifProblem } from '#contract/onvif.ts';
import type { RelayFailed, Relays } from '../alarms/actions/relays.ts';
import type { OnvifCameras } from '../cameras/onvif/onvif-cameras.ts';
import { AppError } from '../system/app-error.ts';

export function relayOutputs(onvif: Pick<OnvifCameras, 'relays'>): Relays {
  return {
    setRelay: (cameraId, token, active, deadline) =>
      orNotLinked(async () => {
        const set = await onvif.relays.set(cameraId, token, active, deadline);
        if (set.outcome === 'no-such-relay') return { outcome: 'failed', failure: 'not-found', detail: set.detail };
        return set.outcome === 'done' ? set : failedAs(set);
      }),
    listRelays: (cameraId, deadline) =>
      orNotLinked(async () => {
        const listed = await onvif.relays.list(cameraId, deadline);
        return listed.outcome === 'listed' ? listed : failedAs(listed);
      }),
  };
}

const failures: Readonly<Record<OnvifProblem, ActionFailure>> = {
  unreachable: 'unreachable',
  'not-onvif': 'refused',
  'wrong-password': 'wrong-password',
  'clock-off': 'wrong-password',
  'not-supported': 'not-found',
  refused: 'refused',
  broken: 'refused',
};

function failedAs({ problem, detail }: OnvifFailed): RelayFailed {
  return { outcome: 'failed', failure: failures[problem], detail: `${problem}: ${detail}` };
}

async function orNotLinked<T>(ask: () => Promise<T | RelayFailed>): Promise<T | RelayFailed> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    return { outcome: 'failed', failure: 'not-found', detail: error.message };
  }
}
