import pino, { type DestinationStream, type Logger } from 'pino';

/**
 * The log, on standard error: standard output is for what was asked for. Nothing personal is ever
 * in it. Requests are logged by route, never by address or sender, and of an error only its kind and
 * where it happened: the words of a database or mail server may quote what the visitor wrote.
 */
export function createLog(destination: DestinationStream = pino.destination(2)): Logger {
  return pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError },
    },
    destination,
  );
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { message, stack = '' } = error;
  // The words come before the places, and may have lines that look like one.
  const words = stack.indexOf(message);
  const places = words < 0 ? '' : stack.slice(words + message.length);
  return {
    type: error.name,
    ...('code' in error && { code: String(error.code) }),
    at: places
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim()),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}
