import { destination, pino, type DestinationStream, type Logger } from 'pino';

/**
 * JSON lines without anything of a person: what an error says of itself, but nothing that hangs on it, such as the body
 * of a request. Callers log IDs of sessions and codes only; a test reads the log of a whole session for more.
 */
export function createLogger(level: string, stream: DestinationStream = destination(2)): Logger {
  return pino({ level, base: { pid: process.pid }, serializers: { err: describeError } }, stream);
}

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack } = error;
  const { code, session } = error as { code?: unknown; session?: unknown };
  return {
    type: name,
    message,
    stack,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof session === 'string' ? { session } : {}),
  };
}
