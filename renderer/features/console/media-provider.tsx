import { createContext, useContext, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { MediaClient } from '../../video/media-client.ts';
import { documentSeen, SeenContext, WindowSeen } from '../../video/seen.ts';
import { useConsoleParts } from './console-parts.tsx';

const MediaContext = createContext<MediaClient | null>(null);

/** Opens the media socket for as long as someone is signed in: it carries the session of the moment it was opened. */
export function MediaProvider({ children }: { children: ReactNode }) {
  const { openMedia, desktop } = useConsoleParts();
  const [seen] = useState(() => (desktop === null ? documentSeen : new WindowSeen(desktop.onSeen)));
  const [media, setMedia] = useState<MediaClient | null>(null);
  useEffect(() => {
    const opened = openMedia();
    setMedia(opened);
    return () => opened.close();
  }, [openMedia]);
  return media === null ? null : (
    <SeenContext value={seen}>
      <MediaContext value={media}>{children}</MediaContext>
    </SeenContext>
  );
}

export function useMedia(): MediaClient {
  const media = useContext(MediaContext);
  if (media === null) throw new Error('a MediaProvider is missing above this component');
  return media;
}
