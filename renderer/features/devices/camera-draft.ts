/** What is typed about a camera, before it is one. Pure. */
import { cameraPoint, newCamera } from '#contract/camera.ts';
import type { CameraPoint, NewCamera } from '#contract/camera.ts';

export interface CameraDraft {
  name: string;
  point: CameraPoint;
  main: string;
  sub: string;
}

export const emptyDraft: CameraDraft = { name: '', point: 'gate', main: '', sub: '' };
export const cameraPoints: readonly CameraPoint[] = cameraPoint.options;

/** A bare host or IP is what people have at hand: the rest of the address is filled in. */
export function completedUrl(typed: string): string {
  const text = typed.trim();
  if (text === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  return `rtsp://${text}`;
}

export type DraftError = 'name' | 'main' | 'sub';

/** The camera to save, or which fields are not right yet. */
export function finishedDraft(
  draft: CameraDraft,
): { outcome: 'complete'; camera: NewCamera } | { outcome: 'incomplete'; errors: readonly DraftError[] } {
  const sub = completedUrl(draft.sub);
  const parsed = newCamera.safeParse({
    name: draft.name,
    point: draft.point,
    main: completedUrl(draft.main),
    ...(sub === '' ? {} : { sub }),
  });
  if (parsed.success) return { outcome: 'complete', camera: parsed.data };
  const paths = new Set(parsed.error.issues.map(({ path }) => path[0]));
  return { outcome: 'incomplete', errors: (['name', 'main', 'sub'] as const).filter((field) => paths.has(field)) };
}

export function isStreamUrl(typed: string): boolean {
  return newCamera.shape.main.safeParse(completedUrl(typed)).success;
}
