import { App } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SignedIn } from '#contract/access.ts';
import type { Clip } from '#contract/clip.ts';
import { queryKey } from '../../api/query-client.ts';
import { useFeed } from '../../api/use-feed.ts';
import { useNowMs } from '../console/console-parts.tsx';
import { clipLength, secondsLeftInWords } from './clip-words.ts';

/** Said for so long, seconds; a recording is said until it ends, and a little longer should its end not be heard of. */
const saidSeconds = 4;
const longestRecordingSeconds = 320;

/**
 * Keeps every list of clips up to date, and says how those are coming along that were cut by hand from here.
 * Once a page.
 */
export function useClipFeed(me: SignedIn): void {
  const queries = useQueryClient();
  const say = useSayClip();
  const refresh = (): void => void queries.invalidateQueries({ queryKey: queryKey('clips.list') });
  useFeed('clips.changes', undefined, {
    start: refresh,
    item(clip) {
      refresh();
      if (clip.reason === 'key' && clip.by === me.account) say(clip);
    },
  });
}

/** One toast a clip, from its beginning to its end. */
export function useSayClip(): (clip: Clip) => void {
  const { message } = App.useApp();
  const { t } = useTranslation();
  return (clip) => {
    const key = `clip-${String(clip.id)}`;
    const name = clip.cameraName;
    switch (clip.state) {
      case 'recording':
        void message.open({
          key,
          type: 'loading',
          duration: longestRecordingSeconds,
          content: <Recording name={name} untilMs={clip.untilMs} />,
        });
        break;
      case 'ready':
        void message.success({
          key,
          duration: saidSeconds,
          content: t('clips.saved', { name, length: clipLength(clip) }),
        });
        break;
      case 'failed':
        void message.warning({
          key,
          duration: saidSeconds * 2,
          content: t('clips.failed', { name, why: t(`clips.failure.${clip.failure}`) }),
        });
        break;
    }
  };
}

function Recording({ name, untilMs }: { name: string; untilMs: number }) {
  const { t } = useTranslation();
  const nowMs = useNowMs();
  return <span data-recording>{t('clips.cutting', { name, left: secondsLeftInWords(untilMs, nowMs, t) })}</span>;
}
