import { pino } from 'pino';

/** Facts of one log line. Never a password, key, cookie or authorisation header. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Structured log: an event in a few fixed words, and its facts beside it. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** The same log with `room` on every line. */
  room(name: string): Log;
}

const secretFields = ['password', 'secret', 'authorization', 'cookie', 'key', 'token'];

/** JSON lines on stderr; stdout belongs to the ready line. */
export function openLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent' = 'info'): Log {
  const sink = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '***' },
    },
    pino.destination({ fd: 2, sync: true }),
  );
  return wrap(sink);
}

interface Sink {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
  child(fields: object): Sink;
}

function wrap(sink: Sink): Log {
  return {
    debug: (event, fields = {}) => sink.debug(fields, event),
    info: (event, fields = {}) => sink.info(fields, event),
    warn: (event, fields = {}) => sink.warn(fields, event),
    error: (event, fields = {}) => sink.error(fields, event),
    room: (name) => wrap(sink.child({ room: name })),
  };
}

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  room: () => silentLog,
};
