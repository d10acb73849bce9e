import { skipToken, useQuery } from '@tanstack/react-query';
import type { PtzPreset, PtzPresets } from '#contract/onvif.ts';
import { queryKey } from '../../api/query-client.ts';
import { useStation } from '../../api/station-provider.tsx';

const none: readonly PtzPreset[] = [];

/** The presets of a camera, asked of it once it is shown; none while it cannot be moved. */
export function usePresets(cameraId: string, able: boolean): readonly PtzPreset[] {
  const { byPath } = useStation();
  const { data } = useQuery<PtzPresets>({
    queryKey: queryKey('ptz.presets', { cameraId }),
    queryFn: able
      ? async ({ signal }) => (await byPath.query('ptz.presets', { cameraId }, { signal })) as PtzPresets
      : skipToken,
  });
  return data?.outcome === 'listed' ? data.presets : none;
}
