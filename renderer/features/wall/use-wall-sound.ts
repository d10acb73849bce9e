import { useEffect, useState } from 'react';
import { usePreferences } from '../console/console-parts.tsx';
import { useMedia } from '../console/media-provider.tsx';

export interface WallSound {
  on: boolean;
  toggle: () => void;
}

/**
 * The sound of one tile of the wall, the selected one, by the number its video is known under. Off at every start: a
 * microphone is opened by who wants to hear, not by the console.
 */
export function useWallSound(videoTile: number | null): WallSound {
  const { sounds } = useMedia();
  const [{ volume }] = usePreferences();
  const [on, setOn] = useState(false);
  useEffect(() => sounds.setVolume(volume), [sounds, volume]);
  useEffect(() => {
    if (on && videoTile !== null) sounds.listen(videoTile);
    else sounds.silence();
  }, [sounds, on, videoTile]);
  useEffect(() => () => sounds.silence(), [sounds]);
  return { on, toggle: () => setOn(!on) };
}
