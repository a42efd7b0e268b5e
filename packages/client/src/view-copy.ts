import type { View, ViewMessage } from '@ack-attack/protocol';
import { mergePatch } from './merge-patch.ts';

/**
 * The client's copy of its view.
 *
 * changed: the copy is newer now. old: it had that already. gap: a view before this one is missing, so the
 * whole has to come again.
 */
export interface ViewCopy {
  readonly view: View | undefined;
  /** 0 for none. */
  readonly version: number;
  take(message: ViewMessage): 'changed' | 'old' | 'gap';
  forget(): void;
}

export function createViewCopy(): ViewCopy {
  let view: View | undefined;
  let version = 0;
  return {
    get view() {
      return view;
    },
    get version() {
      return version;
    },
    take(message) {
      if (message.version <= version) return 'old';
      if ('view' in message) {
        view = message.view;
      } else {
        if (view === undefined || message.base !== version) return 'gap';
        view = mergePatch(view, message.patch);
      }
      version = message.version;
      return 'changed';
    },
    forget() {
      view = undefined;
      version = 0;
    },
  };
}
