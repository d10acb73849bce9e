/** What comes on one alert stream, put together: an alert and the pictures that follow it make one sighting. */
import { createHash } from 'node:crypto';
import type { NewSighting, PictureRole } from '#contract/sighting.ts';
import { seconds } from '../../system/clock.ts';
import type { Cancel, Clock } from '../../system/clock.ts';
import type { SourceTally } from '../source-tally.ts';
import { isPicture } from '../viid/pictures.ts';
import { parseXml, XmlError } from '../xml.ts';
import { ActiveAlerts } from './active-alerts.ts';
import { readAlert } from './alert.ts';
import type { Alert } from './alert.ts';
import type { Part } from './multipart-stream.ts';

/** Pictures that were announced are waited for this long, */
const announcedWithinMs = seconds(2);
/** and those that were not: the next few packets, which a guard does not notice. */
const unannouncedWithinMs = 250;
const mostPictures = 8;

export interface ChannelOwner {
  deviceId: string;
  cameraId: string | null;
}

export interface AlertStreamOptions {
  /** Whose channel it is; null: nobody's, its alerts are counted. */
  ownerOf(channel: string | null): ChannelOwner | null;
  /** A sighting is whole. Never two calls at once for one alert. */
  sighting(sighting: NewSighting): void;
  tally: SourceTally;
  clock: Clock;
}

interface Waiting {
  sighting: NewSighting & { pictures: { role: PictureRole; bytes: Uint8Array }[] };
  /** Null when it was not said. */
  expected: number | null;
  cancel: Cancel;
}

export class AlertStream {
  readonly #options: AlertStreamOptions;
  readonly #active = new ActiveAlerts();
  #waiting: Waiting | null = null;

  constructor(options: AlertStreamOptions) {
    this.#options = options;
  }

  part({ headers, body }: Part): void {
    const type = headers.get('content-type') ?? '';
    if (/^image\//i.test(type) || isPicture(body)) this.#picture(headers, body);
    else this.#text(body.toString('utf8'));
  }

  /** The stream has ended: what was whole but for its pictures is handed over. */
  end(): void {
    this.#release();
  }

  #text(text: string): void {
    const { tally, clock } = this.#options;
    let alert: Alert | null;
    try {
      alert = readAlert(parseXml(text.trim()));
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      tally.unreadable('not-xml');
      return;
    }
    if (alert === null) {
      tally.unreadable('not-an-alert');
      return;
    }
    const { meaning } = alert;
    if (meaning.is === 'heartbeat') return;
    const owner = this.#options.ownerOf(alert.channel);
    // A repetition may come between an alert and its pictures; anything else has pictures of its own.
    if (owner !== null && meaning.is === 'event' && meaning.lasts === 'state') {
      if (!this.#active.begins(alert, clock.monotonicMs())) return;
    }
    this.#release();
    if (owner === null) {
      tally.unreadable('channel-of-no-camera');
      return;
    }
    if (meaning.is === 'unknown') {
      tally.dropped([`eventType.${alert.eventType}`]);
      return;
    }
    if (meaning.lasts === 'moment' && !alert.active) return;
    tally.dropped(alert.dropped);
    const receivedAtMs = clock.nowMs();
    this.#hold(alert, {
      source: 'isapi',
      ...owner,
      objectId: objectIdOf(alert, text, receivedAtMs),
      seenAtMs: alert.atMs ?? receivedAtMs,
      receivedAtMs,
      facts: meaning.facts,
      box: meaning.box,
      pictures: [],
    });
  }

  #hold({ pictures: expected }: Alert, sighting: Waiting['sighting']): void {
    if (expected === 0) {
      this.#options.sighting(sighting);
      return;
    }
    const withinMs = expected === null ? unannouncedWithinMs : announcedWithinMs;
    const cancel = this.#options.clock.after(withinMs, () => this.#release());
    this.#waiting = { sighting, expected, cancel };
  }

  #picture(headers: Part['headers'], bytes: Buffer): void {
    const { tally } = this.#options;
    const waiting = this.#waiting;
    if (waiting === null) {
      tally.pictureFaults(['of-no-event']);
      return;
    }
    const { pictures, facts } = waiting.sighting;
    if (!isPicture(bytes)) tally.pictureFaults(['not-a-picture']);
    else if (pictures.length >= mostPictures) tally.pictureFaults(['too-many']);
    else pictures.push({ role: roleOf(headers.get('content-disposition') ?? '', facts.kind), bytes });
    if (waiting.expected !== null && pictures.length >= waiting.expected) this.#release();
  }

  #release(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    this.#waiting = null;
    waiting.cancel();
    this.#options.sighting(waiting.sighting);
  }
}

/** The file's name is all that tells: `licensePlatePicture.jpg`, `faceImage`, `detectionPicture`. */
function roleOf(disposition: string, kind: NewSighting['facts']['kind']): PictureRole {
  if (/plate/i.test(disposition)) return 'plate';
  if (/face/i.test(disposition)) return 'face';
  if (/vehicle/i.test(disposition) && kind === 'vehicle') return 'vehicle';
  return 'scene';
}

/**
 * The camera's own number where it has one; otherwise what happened, where, and when by its clock. One that tells no time
 * is dated by ours: better twice than the second of two taken for the first.
 */
function objectIdOf(
  { eventType, channel, region, dateTime, postCount, meaning }: Alert,
  text: string,
  receivedAtMs: number,
): string {
  const id = meaning.is === 'event' ? meaning.id : null;
  const place = [eventType, channel ?? '', region ?? ''].join(':');
  if (id !== null) return `${place}:${id}`;
  const moment = meaning.is === 'event' && meaning.lasts === 'moment';
  const digest = moment ? `#${createHash('sha256').update(text).digest('hex').slice(0, 24)}` : '';
  return `${place}@${dateTime ?? `received ${receivedAtMs}`}/${postCount ?? ''}${digest}`;
}
