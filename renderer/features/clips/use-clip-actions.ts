import { App } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { maxSnapshotBytes, snapshot, snapshotUploadPath } from '#contract/clip.ts';
import { apiError } from '#contract/errors.ts';
import { queryKey } from '../../api/query-client.ts';
import { useApiMutation } from '../../api/use-api.ts';
import { useConsoleParts } from '../console/console-parts.tsx';
import { errorWords } from '../console/error-words.ts';
import { drawJpeg } from './draw-jpeg.ts';
import { useSayClip } from './use-clip-feed.tsx';

export interface ClipActions {
  /** 剪辑: ten seconds back and twenty on. Says how it goes. */
  cutClip(cameraId: string): void;
  /**
   * 抓图: what the video shows now is kept as a JPEG. `ageMs`: how old that picture is, from its arrival at the
   * station to here, where it is known.
   */
  takeSnapshot(video: HTMLVideoElement, cameraId: string, ageMs?: number | null): void;
}

/** What a guard keeps of a picture; what comes of it is said at the top of the page. */
export function useClipActions(): ClipActions {
  const { message } = App.useApp();
  const { t } = useTranslation();
  const { time } = useConsoleParts();
  const queries = useQueryClient();
  const sayClip = useSayClip();
  const cut = useApiMutation('clips.cut', { refreshes: ['clips.list'] });
  const shoot = async (video: HTMLVideoElement, cameraId: string, ageMs: number): Promise<void> => {
    const takenAtMs = time.nowMs() - ageMs;
    const fail = (why: string): void => void message.warning(t('clips.snapshotFailed', { why }));
    const picture = await drawJpeg(video);
    if (picture === null) {
      fail(t('clips.nothingToShoot'));
      return;
    }
    if (picture.size > maxSnapshotBytes) {
      fail(t('clips.tooLarge'));
      return;
    }
    const answer = await fetch(snapshotUploadPath(cameraId, takenAtMs), {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: picture,
    }).catch(() => null);
    const body: unknown = await answer?.json().catch(() => null);
    const kept = snapshot.safeParse(body);
    if (answer?.ok === true && kept.success) {
      void message.success(t('clips.snapshotSaved', { name: kept.data.cameraName }));
      void queries.invalidateQueries({ queryKey: queryKey('clips.snapshots') });
      return;
    }
    const refused = apiError.safeParse(body);
    fail(t(`error.${answer === null ? 'unreached' : refused.success ? refused.data.appCode : 'internal'}`));
  };
  return {
    cutClip: (cameraId) =>
      cut.mutate(
        { cameraId },
        {
          onSuccess: sayClip,
          onError: (error) => void message.warning(t('clips.notCut', { why: errorWords(error, t) })),
        },
      ),
    takeSnapshot: (video, cameraId, ageMs) => void shoot(video, cameraId, ageMs ?? 0),
  };
}
