import { useRef } from 'react';
import type { PointerEvent, WheelEvent } from 'react';
import type { WallActsRef } from './wall-acts.ts';
import { panned, zoomedAt } from './zoom.ts';

/** Pixels; less is an unsteady click. */
const dragFrom = 8;
const wheelStep = 1.2;

interface Drag {
  pointerId: number;
  x: number;
  y: number;
  doing: 'nothing' | 'panning' | 'carrying';
}

/** The wheel zooms where the pointer is. Dragging moves a zoomed picture; an unzoomed tile it carries to another place. */
export function useTileGestures(options: { acts: WallActsRef; index: number; cameraId: string; mayCarry: boolean }): {
  onWheel: (event: WheelEvent<HTMLElement>) => void;
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
} {
  const { acts, index, cameraId, mayCarry } = options;
  const drag = useRef<Drag | null>(null);
  const end = (event: PointerEvent<HTMLElement>): void => {
    if (drag.current?.pointerId !== event.pointerId) return;
    if (drag.current.doing === 'carrying') acts.current.drop();
    drag.current = null;
  };
  return {
    onWheel(event) {
      if (event.ctrlKey || event.deltaY === 0) return;
      const { memory } = acts.current;
      const box = event.currentTarget.getBoundingClientRect();
      const factor = event.deltaY < 0 ? wheelStep : 1 / wheelStep;
      const px = (event.clientX - box.left) / box.width;
      const py = (event.clientY - box.top) / box.height;
      memory.zoom(cameraId, zoomedAt(memory.zoomOf(cameraId), factor, px, py));
    },
    onPointerDown(event) {
      if (event.button !== 0 || (event.target as Element).closest('button') !== null) return;
      // From the start: a quick hand has left the tile before it has moved eight pixels.
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { pointerId: event.pointerId, x: event.clientX, y: event.clientY, doing: 'nothing' };
    },
    onPointerMove(event) {
      const held = drag.current;
      if (held?.pointerId !== event.pointerId) return;
      const byX = event.clientX - held.x;
      const byY = event.clientY - held.y;
      const { memory } = acts.current;
      if (held.doing === 'nothing') {
        if (Math.hypot(byX, byY) < dragFrom) return;
        const zoomed = memory.zoomOf(cameraId).scale > 1;
        if (!zoomed && !mayCarry) return;
        held.doing = zoomed ? 'panning' : 'carrying';
        if (held.doing === 'carrying') acts.current.lift(index);
      }
      if (held.doing === 'panning') {
        const box = event.currentTarget.getBoundingClientRect();
        drag.current = { ...held, x: event.clientX, y: event.clientY };
        memory.zoom(cameraId, panned(memory.zoomOf(cameraId), -byX / box.width, -byY / box.height));
      } else {
        const below = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>('[data-slot]');
        acts.current.carryOver(below === null || below === undefined ? index : Number(below.dataset.slot));
      }
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
