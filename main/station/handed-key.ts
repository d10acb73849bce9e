import type { Readable } from 'node:stream';
import { AppError } from '../system/app-error.ts';
import { seconds } from '../system/clock.ts';
import type { Cancel, Clock } from '../system/clock.ts';
import { keyOf } from '../system/secrets.ts';

/** The side of a parent's port that listens. */
export interface KeyPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** How long whoever said that a key would come may take to send it. */
const patienceMs = seconds(15);
/** 64 digits and a line's end, with some room for a careless sender. */
const longestLine = 256;

/**
 * The station's key from whoever started it: never on the command line, in the environment or on the disk, where others
 * can read it. From the shell as a message `{ key: '64 hexadecimal digits' }`, or as the first line of stdin.
 * AppError `unavailable` when none comes; the key is in no message of it.
 */
export async function receiveKey(
  from: 'parent' | 'stdin' | null,
  { port, stdin, clock }: { port: KeyPort | undefined; stdin: () => Readable; clock: Pick<Clock, 'after'> },
): Promise<Buffer | null> {
  if (from === null) return null;
  const text = await soon(from === 'parent' ? messageOf(port) : firstLineOf(stdin()), clock);
  const key = keyOf(text);
  if (key === null) throw new AppError('unavailable', 'what was handed over is not a key of 32 bytes');
  return key;
}

function messageOf(port: KeyPort | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    if (port === undefined) {
      reject(new AppError('unavailable', 'there is no parent that could hand over a key'));
      return;
    }
    port.on('message', ({ data }) => {
      const said = data as { key?: unknown } | null;
      if (typeof said === 'object' && typeof said?.key === 'string') resolve(said.key);
    });
  });
}

function firstLineOf(stdin: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let read = '';
    const settle = (): void => {
      stdin.off('data', onData);
      resolve(read.split('\n', 1)[0] ?? '');
    };
    const onData = (chunk: Buffer | string): void => {
      read += chunk.toString();
      if (read.includes('\n') || read.length > longestLine) settle();
    };
    stdin.on('data', onData);
    stdin.once('end', settle);
    stdin.once('error', reject);
  });
}

async function soon<T>(waiting: Promise<T>, clock: Pick<Clock, 'after'>): Promise<T> {
  let cancel: Cancel = () => undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(patienceMs, () => reject(new AppError('unavailable', 'no key was handed over')));
  });
  return Promise.race([waiting, late]).finally(() => cancel());
}
