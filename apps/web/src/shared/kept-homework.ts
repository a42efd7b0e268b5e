import { browserStorage } from '@ack-attack/client';

/** Homework that this browser set or was handed, with its secret. */
export interface KeptHomework {
  homework: string;
  token: string;
  title: string;
  /** Epoch ms. */
  setAt: number;
}

const key = 'ack-attack/homework';
const mostKept = 50;

/** Newest first. */
export function keptHomework(): readonly KeptHomework[] {
  try {
    const kept: unknown = JSON.parse(browserStorage().get(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isKeptHomework) : [];
  } catch {
    return [];
  }
}

function isKeptHomework(value: unknown): value is KeptHomework {
  const { homework, token } = (value ?? {}) as Partial<KeptHomework>;
  return typeof homework === 'string' && typeof token === 'string';
}

export function keepHomework(homework: KeptHomework): void {
  const others = keptHomework().filter((other) => other.homework !== homework.homework);
  write([homework, ...others].sort((a, b) => b.setAt - a.setAt).slice(0, mostKept));
}

export function forgetHomework(homework: string): void {
  write(keptHomework().filter((other) => other.homework !== homework));
}

function write(kept: readonly KeptHomework[]): void {
  browserStorage().set(key, JSON.stringify(kept));
}
