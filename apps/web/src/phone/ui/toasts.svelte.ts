const shownMs = 6_000;

let text = $state('');
let timer: ReturnType<typeof setTimeout> | undefined;

/** The sentence that is shown for a moment; empty where there is none. */
export function toastText(): string {
  return text;
}

/** Shows a sentence for a moment. A new one replaces it. */
export function showToast(sentence: string): void {
  clearTimeout(timer);
  text = sentence;
  timer = setTimeout(hideToast, shownMs);
}

export function hideToast(): void {
  clearTimeout(timer);
  text = '';
}
