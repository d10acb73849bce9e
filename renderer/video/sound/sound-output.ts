import processorUrl from './sound-processor.ts?worker&url';
import { soundProcessorName } from './sound-report.ts';
import type { SoundPortMessage, SoundReport } from './sound-report.ts';

/** A way to the loudspeaker at one rate. Opens at once; what cannot be is told later. */
export interface SoundOutput {
  readonly sampleRate: number;
  /** Where Float32Arrays of samples are to go from now on; what came the way before is forgotten. */
  connect(): MessagePort;
  /** Whatever is still to come is not heard. */
  silence(): void;
  setVolume(volume: number): void;
  close(): void;
}

export interface SoundOutputEvents {
  /** Sound comes out, or the browser holds it back until something is pressed. */
  onRunning(isRunning: boolean): void;
  onReport(report: SoundReport): void;
  /** This browser has no sound for us at all. */
  onFailed(): void;
}

export type OpenSoundOutput = (sampleRate: number, events: SoundOutputEvents) => SoundOutput;

/** Volume changes over this long, seconds: a step would click. */
const volumeSeconds = 0.03;

/** The browser resamples from `sampleRate` to what the sound card wants, and does it well. */
export const openSoundOutput: OpenSoundOutput = (sampleRate, events) => {
  const context = new AudioContext({ sampleRate, latencyHint: 'interactive' });
  const gain = context.createGain();
  gain.connect(context.destination);
  let node: AudioWorkletNode | null = null;
  let waiting: MessagePort | null = null;
  let isClosed = false;
  const send = (message: SoundPortMessage): void =>
    node?.port.postMessage(message, message.from === null ? [] : [message.from]);
  const tell = (): void => {
    if (!isClosed) events.onRunning(context.state === 'running');
  };
  context.addEventListener('statechange', tell);
  // A browser that holds sound back waits for this.
  const gestures = ['keydown', 'pointerdown'] as const;
  const unlock = (): void => {
    if (context.state === 'suspended') void context.resume().then(tell, tell);
  };
  for (const gesture of gestures) addEventListener(gesture, unlock, { capture: true });

  const begin = async (): Promise<void> => {
    await context.audioWorklet.addModule(processorUrl);
    if (isClosed) return;
    node = new AudioWorkletNode(context, soundProcessorName, { numberOfInputs: 0, outputChannelCount: [1] });
    node.port.onmessage = ({ data }: MessageEvent<SoundReport>) => {
      if (!isClosed) events.onReport(data);
    };
    node.connect(gain);
    if (waiting !== null) send({ from: waiting });
    waiting = null;
    tell();
  };
  begin().catch(() => {
    if (!isClosed) events.onFailed();
  });

  return {
    sampleRate,
    connect() {
      const { port1, port2 } = new MessageChannel();
      waiting?.close();
      waiting = null;
      if (node === null) waiting = port1;
      else send({ from: port1 });
      return port2;
    },
    silence() {
      waiting?.close();
      waiting = null;
      send({ from: null });
    },
    setVolume: (volume) => void gain.gain.setTargetAtTime(volume, context.currentTime, volumeSeconds),
    close() {
      isClosed = true;
      waiting?.close();
      context.removeEventListener('statechange', tell);
      for (const gesture of gestures) removeEventListener(gesture, unlock, { capture: true });
      node?.port.close();
      context.close().catch(() => undefined);
    },
  };
};
