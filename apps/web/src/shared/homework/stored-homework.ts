import { storeList, storedList } from '../base/stored-list.ts';

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
export function storedHomework(): readonly KeptHomework[] {
  return storedList(key, (entry) => {
    const { homework, token } = (entry ?? {}) as Partial<KeptHomework>;
    return typeof homework === 'string' && typeof token === 'string' ? (entry as KeptHomework) : undefined;
  });
}

export function storeHomework(homework: KeptHomework): void {
  const others = storedHomework().filter((other) => other.homework !== homework.homework);
  storeList(
    key,
    [homework, ...others].sort((a, b) => b.setAt - a.setAt),
  );
}

export function forgetHomework(homework: string): void {
  storeList(
    key,
    storedHomework().filter((other) => other.homework !== homework),
  );
}
