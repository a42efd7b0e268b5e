import { keepList, keptList } from '../base/kept-list.ts';

/** Homework that this browser set or was handed, with its secret. */
export interface KeptHomework {
  homework: string;
  token: string;
  title: string;
  /** Epoch ms. */
  setAt: number;
}

const key = 'ack-attack/homework';

/** Newest first. */
export function keptHomework(): readonly KeptHomework[] {
  return keptList(key, (entry) => {
    const { homework, token } = (entry ?? {}) as Partial<KeptHomework>;
    return typeof homework === 'string' && typeof token === 'string' ? (entry as KeptHomework) : undefined;
  });
}

export function keepHomework(homework: KeptHomework): void {
  const others = keptHomework().filter((other) => other.homework !== homework.homework);
  keepList(
    key,
    [homework, ...others].sort((a, b) => b.setAt - a.setAt),
  );
}

export function forgetHomework(homework: string): void {
  keepList(
    key,
    keptHomework().filter((other) => other.homework !== homework),
  );
}
