/**
 * What a topic means to a guard. ONVIF Core, Analytics and the topic set of its annexes, and the names makers use
 * instead. What is in no row is no sighting; its topic is counted.
 */
import { sightingFacts } from '#contract/sighting.ts';
import type { SightingFacts } from '#contract/sighting.ts';
import { colourByName } from '../colour-name.ts';
import { readNumber, readText } from '../viid/field-reader.ts';
import { readPlate } from '../viid/plate.ts';
import { readShare } from '../viid/codes.ts';
import { stated } from '../viid/stated.ts';
import type { OnvifNotification } from './notification.ts';

export interface TopicMeaning {
  /**
   * `state`: true while it lasts, so that only its beginning is an event; `moment`: each is one; `count`: each is one
   * whose number differs from the last.
   */
  lasts: 'state' | 'moment' | 'count';
  facts: SightingFacts;
  /** Names of items that were asked for. */
  asked: readonly string[];
}

type Behaviour = Extract<SightingFacts, { kind: 'behaviour' }>['behaviour'];

/** In this order: the first pattern that fits the topic counts. */
const behaviours: readonly (readonly [pattern: RegExp, behaviour: Behaviour, detail?: string])[] = [
  [/LoiteringDetector|Loitering/i, 'loitering'],
  [/LineDetector|LineCross|CrossLine|Tripwire|CrossingLine/i, 'tripwire'],
  [/FieldDetector|ObjectsInside|Intrusion|RegionEntr|RegionExit/i, 'intrusion'],
  [/TamperDetector|Tamper|GlobalSceneChange|SceneChange/i, 'tamper'],
  [/ImageTooDark/i, 'tamper', 'too-dark'],
  [/ImageTooBright/i, 'tamper', 'too-bright'],
  [/ImageTooBlurry|Defocus/i, 'tamper', 'blurred'],
  [/Abandoned|Unattended|LeftObject|ObjectLeft/i, 'left-object'],
  [/RemovedObject|ObjectRemov|ObjectTaken|MissingObject/i, 'removed-object'],
  [/Smoke|FireDetect|FireAlarm/i, 'smoke-fire'],
  [/FallDetect|FallDown|ManDown/i, 'fall'],
  [/Violen|FightDetect/i, 'fight'],
  [/RunningDetect|FastMov|RapidMove/i, 'running'],
  [/MotionAlarm|CellMotionDetector|MotionRegionDetector|MotionDetect|(?:^|\/)Motion$|(?:^|\/)VMD/i, 'motion'],
];

const objectClasses: readonly (readonly [pattern: RegExp, facts: SightingFacts])[] = [
  [/Face/i, { kind: 'face' }],
  [/People|Person|Human|Pedestrian/i, { kind: 'person' }],
  [/Bicycle|TwoWheel|NonMotor/i, { kind: 'cycle' }],
  [/Vehicle|(?:^|[\s/])Car(?:$|[\s/])|Truck|Bus$/i, { kind: 'vehicle' }],
];

/** The plate of `tt:LicensePlateInfo`, and what makers call it. */
const plateItems = ['PlateNumber', 'Plate', 'LicensePlate', 'PlateNo', 'Number', 'License'];
const countItems = [
  'Count',
  'PeopleCount',
  'PersonCount',
  'ObjectCount',
  'Counter',
  'Total',
  'TotalCount',
  'Occupancy',
];
/** The items that say whether something lasts. Makers' own rules name them `Is…`. */
const stateItem = /^(?:Is[A-Z]\w*|State|Active|active|LogicalState|Value|Alarm|Triggered)$/;

/** Whether what the notification tells of is so now; null when it says nothing of the kind. */
export function stateOf({ data }: OnvifNotification): boolean | null {
  for (const [name, value] of data) {
    if (!stateItem.test(name)) continue;
    if (/^(?:true|1)$/i.test(value)) return true;
    if (/^(?:false|0)$/i.test(value)) return false;
  }
  return null;
}

/** Null: not for the journal. */
export function meaningOf(notification: OnvifNotification): TopicMeaning | null {
  const { topic } = notification;
  if (/Licen[cs]e_?Plate|PlateRecogn|ANPR|\bLPR\b|\bALPR\b/i.test(topic)) return plateMeaning(notification);
  if (/CountAggregation|Counter|Counting|PeopleCount|CrowdDetect|Occupancy/i.test(topic)) {
    return countMeaning(notification);
  }
  const behaviour = behaviours.find(([pattern]) => pattern.test(topic));
  if (behaviour !== undefined) {
    const [, name, detail] = behaviour;
    return {
      lasts: stateOf(notification) === null ? 'moment' : 'state',
      facts: { kind: 'behaviour', behaviour: name, ...stated({ detail }) },
      asked: [],
    };
  }
  return objectMeaning(notification);
}

function plateMeaning({ data }: OnvifNotification): TopicMeaning | null {
  const name = plateItems.find((item) => readPlate(data.get(item)) !== null);
  const likelihood = readNumber(data.get('Likelihood') ?? data.get('Confidence'));
  const facts = sightingFacts.safeParse({
    kind: 'vehicle',
    ...stated({
      plate: name === undefined ? null : readPlate(data.get(name)),
      plateConfidence: readShare(likelihood),
      vehicleClass: readText(data.get('VehicleType') ?? data.get('Type')),
      brand: readText(data.get('Brand')),
      vehicleColour: colourByName(data.get('Color') ?? data.get('VehicleColor')),
    }),
  });
  const asked = ['Likelihood', 'Confidence', 'VehicleType', 'Type', 'Brand', 'Color', 'VehicleColor', ...plateItems];
  return facts.success ? { lasts: 'moment', facts: facts.data, asked } : null;
}

function countMeaning({ data, source }: OnvifNotification): TopicMeaning | null {
  const counted = countItems.map((item) => readNumber(data.get(item))).find((number) => number !== null);
  const people = Math.round(counted ?? Number.NaN);
  if (!(people >= 0 && people <= 1_000_000)) return null;
  const area = readText(source.get('Rule') ?? source.get('RuleName'));
  return { lasts: 'count', facts: { kind: 'crowd', people, ...stated({ area }) }, asked: countItems };
}

/** Detectors of makers that only say what they see: `RuleEngine/MyRuleDetector/PeopleDetect`, or a list of classes. */
function objectMeaning(notification: OnvifNotification): TopicMeaning | null {
  const { topic, data } = notification;
  if (!topic.startsWith('RuleEngine/')) return null;
  const classes = data.get('ClassTypes') ?? data.get('ObjectType') ?? data.get('Class');
  const positive = [...data].filter(([name, value]) => /^Is[A-Z]/.test(name) && /^(?:true|1)$/i.test(value));
  // A detector of everything (`TPSmartEvent`) says in the item's name what it has seen.
  const said = [classes, topic, ...positive.map(([name]) => name)];
  for (const text of said) {
    const known = objectClasses.find(([pattern]) => text !== undefined && pattern.test(text));
    if (known === undefined) continue;
    const lasts = stateOf(notification) === null ? 'moment' : 'state';
    return { lasts, facts: known[1], asked: ['ClassTypes', 'ObjectType', 'Class'] };
  }
  return null;
}
