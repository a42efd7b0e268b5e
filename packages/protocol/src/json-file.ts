import { evaluate, parse, type DocumentNode, type ValueNode } from '@humanwhocodes/momoa';
import type { z } from 'zod';

/** What is wrong with a file. Each has a sentence in the catalogues. */
export const fileReasons = ['not-json', 'missing', 'unknown', 'wrong-value', 'not-in-order', 'too-long'] as const;

export type FileReason = (typeof fileReasons)[number];

export interface FileError {
  /** From 1. */
  line: number;
  reason: FileReason;
  /** What it is about, as `steps[2].deed.span`; empty for the whole file. */
  field: string;
  /** Details in English; may be empty. */
  detail: string;
}

/** Bytes that a value takes as JSON at most: no code unit takes more than three of UTF-8. */
export function jsonBytes(value: unknown): number {
  return JSON.stringify(value).replace(/[\u0080-\uffff]/g, '···').length;
}

type Path = readonly PropertyKey[];

export type ReadFile<T> =
  | {
      outcome: 'read';
      value: T;
      /** An error at a place of the file, for what the schema cannot say. */
      errorAt: (path: Path, reason: FileReason, detail?: string) => FileError;
    }
  | { outcome: 'refused'; error: FileError };

/** Reads a hand-written JSON file: the value that the schema makes of it, or the first error. */
export function readJsonFile<T>(text: string, schema: z.ZodType<T>, longest: number): ReadFile<T> {
  if (text.length > longest) {
    return refused({ line: 1, reason: 'too-long', field: '', detail: `${text.length} characters` });
  }
  let document: DocumentNode;
  try {
    document = parse(text, { mode: 'json' });
  } catch (error) {
    const { message, line } = error as Error & { line?: number };
    return refused({ line: line ?? 1, reason: 'not-json', field: '', detail: message });
  }
  const errorAt = (path: Path, reason: FileReason, detail = ''): FileError => ({
    line: lineOf(document, path),
    reason,
    field: nameOf(path),
    detail,
  });
  const value: unknown = evaluate(document);
  const read = schema.safeParse(value);
  if (read.success) return { outcome: 'read', value: read.data, errorAt };
  const [issue] = read.error.issues;
  return refused(issue ? errorAt(...complaint(issue, value)) : errorAt([], 'wrong-value'));
}

function refused(error: FileError): { outcome: 'refused'; error: FileError } {
  return { outcome: 'refused', error };
}

/** Where and what, of the part of a union that comes closest to what was written there. */
function complaint(issue: z.core.$ZodIssue, written: unknown, base: Path = []): [Path, FileReason, string] {
  const path = [...base, ...issue.path];
  const value = issue.path.reduce<unknown>((holder, key) => (holder as Record<PropertyKey, unknown>)[key], written);
  if (value === undefined) return [path, 'missing', ''];
  if (issue.code === 'unrecognized_keys') return [[...path, issue.keys[0] ?? ''], 'unknown', ''];
  if (issue.code === 'invalid_union') {
    const branches = issue.errors.filter((issues) => issues.length > 0);
    const [closest] = branches.sort((a, b) => misfit(a) - misfit(b) || a.length - b.length);
    if (closest?.[0]) return complaint(closest[0], value, path);
  }
  return [path, 'wrong-value', issue.message];
}

/** A branch whose telling word, as a `kind`, does not fit is not the one that was meant. */
function misfit(issues: readonly z.core.$ZodIssue[]): number {
  return issues.some(({ code }) => code === 'invalid_value' || code === 'invalid_type') ? 1 : 0;
}

/** The line of a value, or where it is missing that of what should hold it. */
function lineOf({ body }: DocumentNode, path: Path): number {
  let node: ValueNode = body;
  let { line } = node.loc.start;
  for (const key of path) {
    if (node.type === 'Object') {
      const member = node.members.find(({ name }) => name.type === 'String' && name.value === key);
      if (!member) break;
      node = member.value;
      line = member.loc.start.line;
    } else if (node.type === 'Array' && typeof key === 'number') {
      const element = node.elements[key];
      if (!element) break;
      node = element.value;
      line = element.loc.start.line;
    } else break;
  }
  return line;
}

function nameOf(path: Path): string {
  return path.reduce<string>(
    (name, key) => (typeof key === 'number' ? `${name}[${key}]` : name === '' ? String(key) : `${name}.${String(key)}`),
    '',
  );
}
