/** One EventNotificationAlert of ISAPI, read into what it means. Pure, and the door of the allow-list. */
import { sightingFacts } from '#contract/sighting.ts';
import type { SightingFacts, SubjectBox } from '#contract/sighting.ts';
import { colourByName } from '../colour-name.ts';
import { readInstant } from '../instant.ts';
import { readReliability } from '../viid/codes.ts';
import { readNumber, readText } from '../viid/field-reader.ts';
import { readPlate } from '../viid/plate.ts';
import { stated } from '../viid/stated.ts';
import type { XmlElement } from '../xml.ts';

export interface Alert {
  /** In lower case. */
  eventType: string;
  active: boolean;
  /** As written; null when it is of no channel. */
  channel: string | null;
  /** What the firmware's counter says; null when it has none. */
  postCount: number | null;
  /** dateTime as written. */
  dateTime: string | null;
  /** By the camera's clock, milliseconds since 1970. */
  atMs: number | null;
  /** Rule or region, so that two regions are two events. */
  region: string | null;
  /** Pictures that follow as parts of their own; null when it does not say. */
  pictures: number | null;
  meaning:
    | { is: 'heartbeat' }
    /** `state`: repeated while it lasts; `moment`: each alert is an event. */
    | { is: 'event'; lasts: 'state' | 'moment'; facts: SightingFacts; box: SubjectBox | null; id: string | null }
    /** Nothing for the journal: the event's type is counted. */
    | { is: 'unknown' };
  /** Names of elements that said something and were left outside. */
  dropped: string[];
}

type Behaviour = Extract<SightingFacts, { kind: 'behaviour' }>['behaviour'];

const behaviours: Readonly<Record<string, readonly [behaviour: Behaviour, detail?: string]>> = {
  vmd: ['motion'],
  motiondetection: ['motion'],
  linedetection: ['tripwire'],
  fielddetection: ['intrusion'],
  regionentrance: ['intrusion', 'region-entrance'],
  regionexiting: ['intrusion', 'region-exiting'],
  loitering: ['loitering'],
  unattendedbaggage: ['left-object'],
  attendedbaggage: ['removed-object'],
  shelteralarm: ['tamper', 'covered'],
  tamperdetection: ['tamper', 'covered'],
  scenechangedetection: ['tamper', 'moved'],
  defocus: ['tamper', 'blurred'],
  rapidmove: ['running'],
  running: ['running'],
  violentmotion: ['fight'],
  falldown: ['fall'],
  firedetection: ['smoke-fire'],
  smokedetection: ['smoke-fire'],
  smokeandfiredetection: ['smoke-fire'],
  fireescapedetection: ['fire-lane'],
  group: ['other', 'gathering'],
  parking: ['other', 'parking'],
};

const plateTypes = new Set(['anpr', 'vehicledetection', 'vehiclerecognition', 'traffic']);
const faceTypes = new Set(['facedetection', 'facesnap', 'facecapture']);
const countTypes = new Set(['peoplecounting', 'regiontargetnumbercounting', 'peoplenumcounting', 'crowddetection']);

/** The envelope of every alert: about the message, not about what was seen. */
const envelope = new Set([
  ...['ipaddress', 'ipv6address', 'portno', 'protocol', 'macaddress', 'channelid', 'dynchannelid', 'datetime'],
  ...['activepostcount', 'eventtype', 'eventstate', 'eventdescription', 'channelname', 'regionid', 'picnum'],
  ...['detectionpicturesnumber', 'uuid', 'dynchannelname'],
]);

/** Null when it is no alert. */
export function readAlert(root: XmlElement): Alert | null {
  const eventType = (root.child('eventType')?.text ?? '').toLowerCase().slice(0, 64);
  if (root.name !== 'EventNotificationAlert' || eventType === '') return null;
  const active = !/^inactive$/i.test(root.child('eventState')?.text ?? '');
  const dateTime = readText(root.child('dateTime')?.text, 64);
  const asked = new Set<string>();
  const meaning = meaningOf(root, eventType, active, asked);
  return {
    ...{ eventType, active, dateTime, atMs: readInstant(dateTime) },
    channel: readText(root.child('dynChannelID')?.text ?? root.child('channelID')?.text, 16),
    postCount: readNumber(root.child('activePostCount')?.text ?? null),
    region: regionOf(root),
    pictures: wholeNumber(root, ['picNum', 'detectionPicturesNumber']),
    meaning,
    dropped: meaning.is === 'event' ? unasked(root, asked) : [],
  };
}

function meaningOf(root: XmlElement, eventType: string, active: boolean, asked: Set<string>): Alert['meaning'] {
  // Cameras say every few seconds that no video is lost: that is how they say that they live.
  if ((eventType === 'videoloss' && !active) || eventType === 'heartbeat') return { is: 'heartbeat' };
  const reader = new AlertReader(root, asked);
  if (plateTypes.has(eventType)) return moment(vehicleFacts(reader), reader);
  if (faceTypes.has(eventType)) return moment({ kind: 'face' }, reader);
  if (countTypes.has(eventType)) return moment(crowdFacts(reader), reader);
  const known = Object.hasOwn(behaviours, eventType) ? behaviours[eventType] : undefined;
  if (known === undefined) return { is: 'unknown' };
  const [behaviour, fixed] = known;
  const target = reader.text('detectionTarget', 32);
  const detail = [fixed, target === 'others' ? null : target].filter((part) => part !== null && part !== undefined);
  const facts: SightingFacts = { kind: 'behaviour', behaviour, ...stated({ detail: detail.join(' ') }) };
  return { is: 'event', lasts: 'state', facts, box: targetBox(root, asked), id: null };
}

function moment(facts: unknown, reader: AlertReader): Alert['meaning'] {
  const parsed = sightingFacts.safeParse(facts);
  if (!parsed.success) return { is: 'unknown' };
  const id = reader.text('UUID', 64) ?? reader.text('uid', 64);
  return { is: 'event', lasts: 'moment', facts: parsed.data, box: targetBox(reader.root, reader.asked), id };
}

/** The first element of a name anywhere in the alert. */
class AlertReader {
  readonly root: XmlElement;
  readonly asked: Set<string>;

  constructor(root: XmlElement, asked: Set<string>) {
    this.root = root;
    this.asked = asked;
  }

  text(name: string, maxLength = 256): string | null {
    this.asked.add(name.toLowerCase());
    return readText(find(this.root, name)?.text, maxLength);
  }

  number(name: string): number | null {
    return readNumber(this.text(name, 40));
  }
}

function find(root: XmlElement, name: string): XmlElement | null {
  const wanted = name.toLowerCase();
  for (const element of root.all()) if (element.name.toLowerCase() === wanted) return element;
  return null;
}

function wholeNumber(root: XmlElement, names: readonly string[]): number | null {
  for (const name of names) {
    const number = readNumber(find(root, name)?.text ?? null);
    if (number !== null && number >= 0 && number <= 16) return Math.round(number);
  }
  return null;
}

function regionOf(root: XmlElement): string | null {
  return readText(find(root, 'regionID')?.text ?? find(root, 'ruleID')?.text, 16);
}

function vehicleFacts(reader: AlertReader): unknown {
  const lane = reader.number('line') ?? reader.number('laneNo');
  const speedKmh = reader.number('speed');
  return {
    kind: 'vehicle',
    ...stated({
      plate: readPlate(reader.text('licensePlate', 64) ?? reader.text('originalLicensePlate', 64)),
      plateColour: colourByName(reader.text('plateColor', 32)),
      plateConfidence: readReliability(reader.number('confidenceLevel')),
      vehicleColour: colourByName(reader.text('color', 32) ?? reader.text('vehicleColor', 32)),
      vehicleClass: reader.text('vehicleType', 64),
      brand: reader.text('vehicleLogoName', 64),
      lane: lane !== null && Number.isInteger(lane) && lane >= 0 && lane <= 99 ? lane : null,
      // 0 and 255 are "not measured".
      speedKmh: speedKmh !== null && speedKmh > 0 && speedKmh <= 250 ? speedKmh : null,
      direction: reader.text('direction', 32),
    }),
  };
}

/** Those who are inside by the camera's counts, or the number of people it sees. */
function crowdFacts(reader: AlertReader): unknown {
  const seen = reader.number('peopleNum') ?? reader.number('targetNumber') ?? reader.number('personNumber');
  const enter = reader.number('enter');
  const exit = reader.number('exit');
  const people = seen ?? (enter === null || exit === null ? enter : Math.max(0, enter - exit));
  if (people === null) return null;
  return { kind: 'crowd', people: Math.round(people), ...stated({ area: reader.text('regionName', 64) }) };
}

/** ISAPI has it as shares of the picture, or in thousandths. */
function targetBox(root: XmlElement, asked: Set<string>): SubjectBox | null {
  const rectangle = find(root, 'TargetRect') ?? find(root, 'targetRect');
  for (const name of ['targetrect', 'x', 'y', 'width', 'height']) asked.add(name);
  const [x, y, width, height] = ['X', 'Y', 'width', 'height'].map((name) =>
    readNumber(rectangle?.child(name)?.text ?? null),
  );
  if (x == null || y == null || width == null || height == null) return null;
  const scale = x <= 1 && y <= 1 && width <= 1 && height <= 1 ? 1 : 1000;
  const [left, top, right, bottom] = [x / scale, y / scale, (x + width) / scale, (y + height) / scale];
  const inside = left >= 0 && top >= 0 && width > 0 && height > 0 && right <= 1.02 && bottom <= 1.02;
  return inside ? { unit: 'fraction', left, top, right: Math.min(1, right), bottom: Math.min(1, bottom) } : null;
}

function unasked(root: XmlElement, asked: ReadonlySet<string>): string[] {
  const names = new Set<string>();
  for (const { name, children, text } of root.all()) {
    const known = envelope.has(name.toLowerCase()) || asked.has(name.toLowerCase());
    if (children.length === 0 && text !== '' && !known) names.add(name);
  }
  return [...names];
}
