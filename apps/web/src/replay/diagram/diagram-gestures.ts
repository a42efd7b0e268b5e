import type { Attachment } from 'svelte/attachments';

export interface DiagramGestures {
  /** Moves the diagram by pixels. */
  pan: (dx: number, dy: number) => void;
  /** `factor` above 1 is nearer; the point stays where it is. */
  zoom: (factor: number, at: { x: number; y: number }) => void;
  /** A tap, with what was hit. */
  tap: (at: { x: number; y: number }, hit: Element | null) => void;
}

/** Fingers and mice wander this far, in pixels, in what is still a tap. */
const tapSlack = 6;

/** Drag and wheel pan, pinch and Ctrl + wheel zoom, a tap picks. */
export function diagramGestures({ pan, zoom, tap }: DiagramGestures): Attachment<HTMLElement> {
  return (element) => {
    const pointers = new Map<number, { x: number; y: number }>();
    let travelled = 0;

    const place = ({ clientX, clientY }: MouseEvent) => {
      const box = element.getBoundingClientRect();
      return { x: clientX - box.left, y: clientY - box.top };
    };
    const spread = () => {
      const [a, b] = [...pointers.values()];
      return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
    };
    const middle = () => {
      const all = [...pointers.values()];
      const sum = all.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
      return { x: sum.x / all.length, y: sum.y / all.length };
    };

    const down = (event: PointerEvent) => {
      if (event.button !== 0) return;
      if (pointers.size === 0) travelled = 0;
      pointers.set(event.pointerId, place(event));
    };
    const move = (event: PointerEvent) => {
      const last = pointers.get(event.pointerId);
      if (!last) return;
      const next = place(event);
      const [dx, dy] = [next.x - last.x, next.y - last.y];
      travelled += Math.hypot(dx, dy);
      const before = spread();
      pointers.set(event.pointerId, next);
      if (travelled < tapSlack) return;
      element.setPointerCapture(event.pointerId);
      if (before > 0) zoom(spread() / before, middle());
      pan(dx / pointers.size, dy / pointers.size);
    };
    const up = (event: PointerEvent) => {
      if (pointers.size === 1 && travelled < tapSlack && pointers.has(event.pointerId)) {
        const hit = document.elementFromPoint(event.clientX, event.clientY);
        tap(place(event), hit?.closest('[data-pick]') ?? null);
      }
      pointers.delete(event.pointerId);
    };
    const cancel = (event: PointerEvent) => pointers.delete(event.pointerId);
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      if (event.ctrlKey || event.metaKey) zoom(Math.exp(-event.deltaY / 200), place(event));
      else pan(-event.deltaX, -event.deltaY);
    };

    element.addEventListener('pointerdown', down);
    element.addEventListener('pointermove', move);
    element.addEventListener('pointerup', up);
    element.addEventListener('pointercancel', cancel);
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      element.removeEventListener('pointerdown', down);
      element.removeEventListener('pointermove', move);
      element.removeEventListener('pointerup', up);
      element.removeEventListener('pointercancel', cancel);
      element.removeEventListener('wheel', wheel);
    };
  };
}
