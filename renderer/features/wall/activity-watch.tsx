import { useState } from 'react';
import { useFeed } from '../../api/use-feed.ts';
import type { Activity } from './guests.ts';

/** A camera that has just come up is seen for a moment before another one may take over. */
const leastMs = 3_000;
/** Every car of a queue need not be told. */
const retellMs = 2_000;

/** Listens for what cameras recognise; there only while activity may bring a camera up. */
export function ActivityWatch({ onActivity }: { onActivity: (activity: Activity) => void }) {
  const [last] = useState<{ activity: Activity | null; sinceMs: number }>(() => ({ activity: null, sinceMs: 0 }));
  useFeed('sightings.arrivals', undefined, {
    item({ cameraId, receivedAtMs: atMs }) {
      if (cameraId === null) return;
      const sameCamera = last.activity?.cameraId === cameraId;
      if (sameCamera ? atMs - (last.activity?.atMs ?? 0) < retellMs : atMs - last.sinceMs < leastMs) return;
      if (!sameCamera) last.sinceMs = atMs;
      last.activity = { cameraId, atMs };
      onActivity(last.activity);
    },
  });
  return null;
}
