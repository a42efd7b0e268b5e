export type KeyAction =
  'toggle' | 'start' | 'end' | { byMs: number } | { step: 1 | -1 } | { mark: 1 | -1 } | { faster: 1 | -1 };

const arrowMs = 2_000;

/** What a key does to the replay; undefined where it belongs to the control it was pressed in. */
export function keyAction(event: KeyboardEvent): KeyAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return undefined;
  const target = event.target instanceof Element ? event.target : undefined;
  const control = target?.closest('button, a, select, [role="tab"], input:not([type="range"])');
  switch (event.key) {
    case ' ':
      return control ? undefined : 'toggle';
    case 'ArrowLeft':
    case 'ArrowRight': {
      if (control?.matches('select, [role="tab"]')) return undefined;
      const sign = event.key === 'ArrowLeft' ? -1 : 1;
      return event.shiftKey ? { mark: sign } : { byMs: sign * arrowMs };
    }
    case ',':
      return { step: -1 };
    case '.':
      return { step: 1 };
    case '<':
      return { faster: -1 };
    case '>':
      return { faster: 1 };
    case 'Home':
      return control?.matches('select, [role="tab"]') ? undefined : 'start';
    case 'End':
      return control?.matches('select, [role="tab"]') ? undefined : 'end';
    default:
      return undefined;
  }
}
