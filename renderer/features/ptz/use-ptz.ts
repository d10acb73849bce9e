import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { OnvifFailed, OnvifProblem, PtzPreset, PtzVelocity } from '#contract/onvif.ts';
import type { Input, MutationPath } from '../../api/paths.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';
import { useApiQuery } from '../../api/use-api.ts';
import { usePresets } from './use-presets.ts';
import { isStandstill, velocityOf } from './ptz-keys.ts';
import type { PtzHold } from './ptz-keys.ts';

/** The station stops a camera it has not heard about for a second; two renewals may be lost on the way. */
const renewMs = 400;
/** A camera that answers slower than that is not asked more often because of it. */
const mostUnderWay = 2;

export type PtzFailure = OnvifProblem | 'unreached';

export interface Ptz {
  /** Linked by ONVIF and can be moved. */
  able: boolean;
  held: ReadonlySet<PtzHold>;
  hold(hold: PtzHold): void;
  letGo(hold: PtzHold): void;
  /** Stops whatever moves. */
  release(): void;
  presets: readonly PtzPreset[];
  goToPreset(token: string): void;
  goHome(): void;
  /** Where the camera looks now; true: it took it. */
  savePreset(name: string): Promise<boolean>;
  removePreset(token: string): void;
  setHome(): Promise<boolean>;
  failure: PtzFailure | null;
}

const nothingHeld: ReadonlySet<PtzHold> = new Set();
type PtzPath = Extract<MutationPath, `ptz.${string}`>;

/** Whether a camera can be moved from here. */
export function useIsMovable(cameraId: string | null): boolean {
  const { data } = useApiQuery('onvif.linked');
  return data?.find((linked) => linked.cameraId === cameraId)?.facts.ptz === true;
}

/** Moves one camera while something is held, and stops it when nothing is. */
export function usePtz(cameraId: string): Ptz {
  const { byPath } = useStation();
  const queries = useQueryClient();
  const able = useIsMovable(cameraId);
  const [held, setHeld] = useState(nothingHeld);
  const [failure, setFailure] = useState<PtzFailure | null>(null);
  const presets = usePresets(cameraId, able);

  const ask = useCallback(
    async <P extends PtzPath>(path: P, input: Input<P>): Promise<boolean> => {
      let failed: PtzFailure | null = null;
      try {
        const answer = (await byPath.mutation(path, input)) as { outcome: string } | OnvifFailed;
        if ('problem' in answer) failed = answer.problem;
      } catch {
        failed = 'unreached';
      }
      setFailure(failed);
      return failed === null;
    },
    [byPath],
  );

  const moving = useRef<{ velocity: PtzVelocity; timer: ReturnType<typeof setInterval>; underWay: number } | null>(
    null,
  );
  const stop = useCallback(() => {
    if (moving.current === null) return;
    clearInterval(moving.current.timer);
    moving.current = null;
    void ask('ptz.stop', { cameraId });
  }, [ask, cameraId]);
  const move = useCallback(
    (velocity: PtzVelocity) => {
      if (moving.current !== null) clearInterval(moving.current.timer);
      const movement = { velocity, timer: setInterval(() => renew(), renewMs), underWay: 0 };
      moving.current = movement;
      const renew = (): void => {
        if (movement.underWay >= mostUnderWay) return;
        movement.underWay += 1;
        void ask('ptz.move', { cameraId, velocity }).then((moved) => {
          movement.underWay -= 1;
          // What cannot be moved is not asked again until the key is pressed again.
          if (!moved && moving.current === movement) {
            clearInterval(movement.timer);
            moving.current = null;
          }
        });
      };
      renew();
    },
    [ask, cameraId],
  );
  const change = useCallback(
    (next: ReadonlySet<PtzHold>) => {
      setHeld(next);
      const velocity = velocityOf(next);
      if (isStandstill(velocity)) stop();
      else move(velocity);
    },
    [move, stop],
  );

  // Whatever was held when this camera is no longer shown is not held any more.
  useEffect(() => stop, [stop]);

  return useMemo(
    () => ({
      able,
      held,
      hold: (each) => {
        if (!held.has(each)) change(new Set([...held, each]));
      },
      letGo: (each) => {
        if (held.has(each)) change(new Set([...held].filter((other) => other !== each)));
      },
      release: () => {
        if (held.size > 0) change(nothingHeld);
      },
      presets,
      goToPreset: (token) => void ask('ptz.goToPreset', { cameraId, token }),
      goHome: () => void ask('ptz.goHome', { cameraId }),
      savePreset: async (name) => {
        const saved = await ask('ptz.setPreset', { cameraId, name });
        await queries.invalidateQueries({ queryKey: queryKey('ptz.presets', { cameraId }) });
        return saved;
      },
      removePreset: (token) =>
        void ask('ptz.removePreset', { cameraId, token }).then(() =>
          queries.invalidateQueries({ queryKey: queryKey('ptz.presets', { cameraId }) }),
        ),
      setHome: () => ask('ptz.setHome', { cameraId }),
      failure,
    }),
    [able, ask, cameraId, change, failure, held, presets, queries],
  );
}
