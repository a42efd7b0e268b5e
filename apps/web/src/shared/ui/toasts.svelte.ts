import type { ClientErrorCode } from '@ack-attack/client';
import { errorText } from '../server/error-text.ts';

interface Toast {
  id: number;
  text: string;
  tone: 'error' | 'done';
}

const staysMs = { error: 7_000, done: 2_500 } as const;

/** Short messages at the edge of the screen. To be created once for the page. */
export class Toasts {
  #next = 1;
  #shown = $state.raw<readonly Toast[]>([]);

  get shown(): readonly Toast[] {
    return this.#shown;
  }

  error(code: ClientErrorCode): void {
    this.#show(errorText(code), 'error');
  }

  done(text: string): void {
    this.#show(text, 'done');
  }

  dismiss(id: number): void {
    this.#shown = this.#shown.filter((toast) => toast.id !== id);
  }

  #show(text: string, tone: Toast['tone']): void {
    const toast: Toast = { id: this.#next++, text, tone };
    // The same sentence twice is one toast that stays longer.
    this.#shown = [...this.#shown.filter((other) => other.text !== text).slice(-2), toast];
    setTimeout(() => this.dismiss(toast.id), staysMs[tone]);
  }
}
