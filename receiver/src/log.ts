import pino, { type DestinationStream, type Logger } from 'pino';

/**
 * Creates the log, on standard error: standard output is for the results of commands. It never
 * contains personal data. Requests are logged by route, never by URL or sender, and errors only by
 * their type and stack: the message of a database or mail server may quote what the visitor wrote.
 */
export function createLog(destination: DestinationStream = pino.destination(2)): Logger {
  return pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: serializeError },
    },
    destination,
  );
}

function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { message, stack = '' } = error;
  // The message precedes the stack frames, and may contain lines that look like one.
  const messageStart = stack.indexOf(message);
  const frames = messageStart < 0 ? '' : stack.slice(messageStart + message.length);
  return {
    type: error.name,
    ...('code' in error && { code: String(error.code) }),
    at: frames
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim()),
    ...(error.cause !== undefined && { cause: serializeError(error.cause) }),
  };
}
