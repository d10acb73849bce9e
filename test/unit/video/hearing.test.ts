import { beforeEach, describe, expect, test } from 'vitest';
import type { MediaHeader, ViewerMessage } from '#contract/media.ts';
import type { CameraSound } from '#contract/sound.ts';
import { Hearing, startingSoundCredit } from '../../../renderer/video/worker/hearing.ts';
import type { HeardSound } from '../../../renderer/video/worker/messages.ts';
import type { SoundDecoderEvents } from '../../../renderer/video/worker/sound-decoder.ts';
import { FakeClock } from './fakes.ts';

const on: CameraSound = {
  sound: 'on',
  format: { codec: 'mp4a.40.2', sampleRate: 16_000, channels: 1, config: 'FAg=' },
};

/** Decodes when told to. */
class FakeSoundDecoder {
  fed = 0;
  isClosed = false;
  readonly events: SoundDecoderEvents;
  constructor(events: SoundDecoderEvents) {
    this.events = events;
  }
  decode(): void {
    this.fed += 1;
  }
  close(): void {
    this.isClosed = true;
  }
  give(sampleRate = 16_000): void {
    this.events.onSamples(new Float32Array(8), sampleRate);
    this.events.onConsumed(1);
  }
}

let clock: FakeClock;
let sent: ViewerMessage[];
let told: HeardSound[];
let decoders: FakeSoundDecoder[];
let written: number;
let hearing: Hearing;
beforeEach(() => {
  clock = new FakeClock();
  sent = [];
  told = [];
  decoders = [];
  written = 0;
  hearing = new Hearing(3, {
    openDecoder(_format, events) {
      const decoder = new FakeSoundDecoder(events);
      decoders.push(decoder);
      return decoder;
    },
    clock,
    send: (message) => sent.push(message),
    emit: (_tile, sound) => told.push(sound),
  });
});
const sink = { write: () => void (written += 1) };
const piece = (over: Partial<MediaHeader> = {}): void =>
  hearing.piece(
    {
      ...{ kind: 'sound', key: true, tile: 3, sequence: 0, presentationUs: 0, arrivalMs: 0, droppedFrames: 0 },
      ...{ watchId: 5, bytes: 4, ...over },
    },
    new Uint8Array(4),
  );
const decoder = (): FakeSoundDecoder => decoders.at(-1)!;
const credit = (): number =>
  sent.reduce((sum, message) => sum + (message.type === 'sound-credit' ? message.pieces : 0), 0);

test('asks for the sound of a watch, says at what rate it comes, and hands it on', () => {
  hearing.begin(5);
  hearing.hear(5, on);
  piece();
  decoder().give();
  expect(sent[0]).toEqual({ type: 'listen', tile: 3, watchId: 5, credit: startingSoundCredit });
  expect(told).toEqual([{ sound: 'waiting' }, { sound: 'heard', sampleRate: 16_000 }]);
  expect(written).toBe(0);
  hearing.playTo(sink);
  piece();
  decoder().give();
  expect(written).toBe(1);
});

test('without a place to go nothing more is decoded once the rate is known, and the credit comes back', () => {
  hearing.begin(5);
  hearing.hear(5, on);
  piece();
  decoder().give();
  for (let n = 0; n < 31; n += 1) piece();
  expect(decoder().fed).toBe(1);
  expect(credit()).toBe(32);
});

test('credit comes back as the decoder takes pieces, and never more than was used', () => {
  hearing.begin(5);
  hearing.hear(5, on);
  hearing.playTo(sink);
  for (let n = 0; n < 20; n += 1) piece();
  expect(credit()).toBe(0);
  for (let n = 0; n < 8; n += 1) decoder().give();
  expect(credit()).toBe(8);
  // What is in a decoder that fails is lost, and no longer on the way.
  decoder().events.onFailed(false);
  expect(credit()).toBe(20);
});

test('what is said or sent of another watch is not heard', () => {
  hearing.begin(5);
  hearing.hear(4, on);
  piece({ watchId: 4 });
  expect(decoders).toEqual([]);
  hearing.hear(5, on);
  piece({ watchId: 6 });
  expect(decoders).toEqual([]);
});

test.each<CameraSound>([
  { sound: 'none' },
  { sound: 'refused' },
  { sound: 'unknown-codec', codec: 'G.726' },
  { sound: 'waiting' },
])('what the camera does not give is told: %o', (sound) => {
  hearing.begin(5);
  hearing.hear(5, sound);
  piece();
  expect(told.at(-1)).toEqual(sound);
  expect(decoders).toEqual([]);
});

describe('a decoder that fails', () => {
  test('is replaced at once, later ever more slowly, and the tile says so until it is heard again', () => {
    hearing.begin(5);
    hearing.hear(5, on);
    hearing.playTo(sink);
    for (let n = 0; n < 5; n += 1) {
      piece();
      decoder().events.onFailed(false);
      clock.advance(5000);
    }
    expect(decoders).toHaveLength(5);
    expect(told.at(-1)).toEqual({ sound: 'undecodable', codec: 'mp4a.40.2' });
    piece();
    decoder().give();
    expect(told.at(-1)).toEqual({ sound: 'heard', sampleRate: 16_000 });
  });

  test('rests between tries', () => {
    hearing.begin(5);
    hearing.hear(5, on);
    for (let n = 0; n < 2; n += 1) {
      piece();
      decoder().events.onFailed(false);
    }
    piece();
    expect(decoders).toHaveLength(2);
    clock.advance(1000);
    piece();
    expect(decoders).toHaveLength(3);
  });

  test('for a codec the browser has none for is not tried again', () => {
    hearing.begin(5);
    hearing.hear(5, on);
    piece();
    decoder().events.onFailed(true);
    clock.advance(60_000);
    piece();
    expect(decoders).toHaveLength(1);
    expect(told.at(-1)).toEqual({ sound: 'undecodable', codec: 'mp4a.40.2' });
  });

  test('after it was replaced is not heard', () => {
    hearing.begin(5);
    hearing.hear(5, on);
    hearing.playTo(sink);
    piece();
    const first = decoder();
    hearing.hear(5, on);
    piece();
    first.give();
    first.events.onFailed(true);
    expect(written).toBe(0);
    expect(first.isClosed).toBe(true);
    decoder().give();
    expect(written).toBe(1);
  });
});

test('a tile that is not watched is silent, and asked for again when it is', () => {
  hearing.begin(5);
  hearing.hear(5, on);
  piece();
  hearing.pause();
  expect(decoder().isClosed).toBe(true);
  expect(told.at(-1)).toEqual({ sound: 'waiting' });
  piece();
  hearing.begin(6);
  expect(sent.at(-1)).toMatchObject({ type: 'listen', watchId: 6 });
  hearing.close();
  expect(sent.at(-1)).toEqual({ type: 'unlisten' });
});
