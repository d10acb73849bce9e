import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sightingFacts } from '#contract/sighting.ts';
import { EventStates } from '../../../main/recognition/onvif/event-states.ts';
import type { Judged } from '../../../main/recognition/onvif/event-states.ts';
import { readNotification } from '../../../main/recognition/onvif/notification.ts';
import { parseXml } from '../../../main/recognition/xml.ts';
import { notification } from '../../peers/onvif/event-service.ts';
import type { PeerEvent } from '../../peers/onvif/event-service.ts';

const receivedAtMs = Date.UTC(2026, 10, 23, 6, 32);
const source = { VideoSourceConfigurationToken: 'VSC1', VideoAnalyticsConfigurationToken: 'VAC1', Rule: 'gate' };
const read = (event: PeerEvent) => readNotification(parseXml(notification({ source, ...event })))!;
const judge = (event: PeerEvent, states = new EventStates()): Judged => states.judge(read(event), receivedAtMs);
const factsOf = (event: PeerEvent): unknown => {
  const judged = judge(event);
  return judged.outcome === 'event' ? judged.facts : judged.outcome;
};
const behaviour = (name: string, detail?: string) => ({
  kind: 'behaviour',
  behaviour: name,
  ...(detail === undefined ? {} : { detail }),
});

describe('topics of the standard and of makers', () => {
  test.each<[topic: string, data: Record<string, string>, facts: unknown]>([
    ['tns1:VideoSource/MotionAlarm', { State: 'true' }, behaviour('motion')],
    ['tns1:RuleEngine/CellMotionDetector/Motion', { IsMotion: 'true' }, behaviour('motion')],
    ['tns1:RuleEngine/MotionRegionDetector/Motion', { State: '1' }, behaviour('motion')],
    ['tns1:RuleEngine/LineDetector/Crossed', { ObjectId: '15' }, behaviour('tripwire')],
    ['tns1:RuleEngine/LineCrossDetector/LineCross', { IsLineCross: 'true' }, behaviour('tripwire')],
    ['tns1:RuleEngine/FieldDetector/ObjectsInside', { IsInside: 'true' }, behaviour('intrusion')],
    ['tns1:RuleEngine/IntrusionDetector/Intrusion', { IsIntrusion: 'true' }, behaviour('intrusion')],
    ['tns1:RuleEngine/LoiteringDetector/ObjectIsLoitering', { IsLoitering: 'true' }, behaviour('loitering')],
    ['tns1:RuleEngine/TamperDetector/Tamper', { IsTamper: 'true' }, behaviour('tamper')],
    ['tns1:VideoSource/GlobalSceneChange/ImagingService', { State: 'true' }, behaviour('tamper')],
    ['tns1:VideoSource/ImageTooDark/AnalyticsService', { State: 'true' }, behaviour('tamper', 'too-dark')],
    ['tns1:VideoSource/ImageTooBlurry/ImagingService', { State: 'true' }, behaviour('tamper', 'blurred')],
    ['tns1:RuleEngine/CountAggregation/Counter', { Count: '42' }, { kind: 'crowd', people: 42, area: 'gate' }],
    ['tns1:RuleEngine/MyRuleDetector/PeopleDetect', { State: 'true' }, { kind: 'person' }],
    ['tns1:RuleEngine/MyRuleDetector/VehicleDetect', { State: 'true' }, { kind: 'vehicle' }],
    ['tns1:RuleEngine/MyRuleDetector/FaceDetect', { State: 'true' }, { kind: 'face' }],
    ['tns1:RuleEngine/TPSmartEventDetector/TPSmartEvent', { IsVehicle: 'true' }, { kind: 'vehicle' }],
    ['tns1:RuleEngine/ObjectDetection/Object', { ClassTypes: 'Human' }, { kind: 'person' }],
    ['tns1:RuleEngine/LicensePlateRecognition/Plate', { Plate: '鲁P12345' }, { kind: 'vehicle', plate: '鲁P12345' }],
    ['tns1:Device/Trigger/DigitalInput', { LogicalState: 'true' }, 'unknown'],
    ['tns1:Monitoring/ProcessorUsage', { Value: '17' }, 'unknown'],
    ['tns1:RecordingConfig/JobState', { State: 'true' }, 'unknown'],
    ['tns1:RuleEngine/CountAggregation/Counter', { Count: 'many' }, 'unknown'],
  ])('%s %o', (topic, data, facts) => {
    expect(factsOf({ topic, operation: 'Changed', data })).toEqual(facts);
  });

  test('a number plate with all that belongs to it; the driver’s country stays outside and is named', () => {
    const elements =
      '<tt:ElementItem Name="LicensePlateInfo"><tt:LicensePlateInfo><tt:PlateNumber>鲁P·12345</tt:PlateNumber>' +
      '<tt:CountryCode>CN</tt:CountryCode></tt:LicensePlateInfo></tt:ElementItem><tt:ElementItem Name="VehicleInfo">' +
      '<tt:VehicleInfo><tt:Type>Car</tt:Type><tt:Brand>红旗</tt:Brand><tt:Color>Silver</tt:Color></tt:VehicleInfo></tt:ElementItem>';
    const judged = judge({ topic: 'tns1:RuleEngine/Recognition/LicensePlate', data: { Likelihood: '0.93' }, elements });
    expect(judged).toMatchObject({
      facts: {
        ...{ kind: 'vehicle', plate: '鲁P12345', plateConfidence: 0.93, vehicleClass: 'Car', brand: '红旗' },
        vehicleColour: 'grey',
      },
      dropped: ['CountryCode'],
    });
  });
});

describe('a state has one beginning', () => {
  const inside = (operation: PeerEvent['operation'], value: string, utcTime = '2026-11-23T06:32:00Z'): PeerEvent => ({
    ...{ topic: 'tns1:RuleEngine/FieldDetector/ObjectsInside', utcTime, data: { IsInside: value } },
    ...(operation === undefined ? {} : { operation }),
  });
  const outcomes = (events: readonly PeerEvent[]): string[] => {
    const states = new EventStates();
    return events.map((event) => judge(event, states).outcome);
  };

  test('how things stand at subscription is no event, nor is its repetition', () => {
    expect(outcomes([inside('Initialized', 'true'), inside('Changed', 'true'), inside('Changed', 'false')])).toEqual([
      ...['state', 'state', 'state'],
    ]);
  });

  test('from false to true is one; the same said again is not; the next time is again', () => {
    const seen = ['false', 'true', 'true', 'false', 'true'].map((value) => inside('Changed', value));
    expect(outcomes(seen)).toEqual(['state', 'event', 'state', 'state', 'event']);
  });

  test('two rules are two states; the order of items does not matter', () => {
    const states = new EventStates();
    const at = (source: Record<string, string>) => judge({ ...inside('Changed', 'true'), source }, states).outcome;
    expect(at({ A: '1', Rule: 'x' })).toBe('event');
    expect(at({ Rule: 'x', A: '1' })).toBe('state');
    expect(at({ A: '1', Rule: 'y' })).toBe('event');
  });

  test('what was deleted begins anew', () => {
    expect(outcomes([inside('Changed', 'true'), inside('Deleted', 'true'), inside('Changed', 'true')])).toEqual([
      ...['event', 'state', 'event'],
    ]);
  });

  test('a crossing is a moment: each is one, but not the one told at subscription', () => {
    const crossed = (operation?: PeerEvent['operation']): PeerEvent => ({
      ...{ topic: 'tns1:RuleEngine/LineDetector/Crossed', data: { ObjectId: '1' } },
      ...(operation === undefined ? {} : { operation }),
    });
    expect(outcomes([crossed('Initialized'), crossed('Changed'), crossed('Changed'), crossed()])).toEqual([
      ...['state', 'event', 'event', 'event'],
    ]);
  });

  test('a count is an event when it is another than before', () => {
    const count = (operation: PeerEvent['operation'], n: number): PeerEvent => ({
      ...{ topic: 'tns1:RuleEngine/CountAggregation/Counter', data: { Count: String(n) } },
      ...(operation === undefined ? {} : { operation }),
    });
    expect(outcomes([count('Initialized', 3), count('Changed', 3), count('Changed', 4), count('Changed', 4)])).toEqual([
      ...['state', 'state', 'event', 'state'],
    ]);
  });

  test('the same notification has the same id, another time or value another', () => {
    const idOf = (event: PeerEvent): string => {
      const judged = judge(event);
      return judged.outcome === 'event' ? judged.objectId : '';
    };
    const first = inside('Changed', 'true');
    expect(idOf(first)).toBe(idOf(first));
    expect(idOf(first)).not.toBe(idOf(inside('Changed', 'true', '2026-11-23T06:32:01Z')));
    expect(idOf(first)).toMatch(/^RuleEngine\/FieldDetector\/ObjectsInside@2026-11-23T06:32:00Z#[0-9a-f]{24}$/);
  });
});

test('times: to the nanosecond, with an offset, and none', () => {
  const at = (utcTime: string) => read({ topic: 'a', utcTime }).atMs;
  expect(at('2026-11-23T06:32:00.123456789Z')).toBe(Date.UTC(2026, 10, 23, 6, 32, 0, 123));
  expect(at('2026-11-23T14:32:00+08:00')).toBe(Date.UTC(2026, 10, 23, 6, 32));
  expect(at('yesterday')).toBeNull();
});

test('no notification, however odd, gets anything past the allow-list', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'IsMotion',
      'State',
      'Count',
      'PlateNumber',
      'SkinColor',
      'true',
      '-1',
      '1e999',
      "'; DROP TABLE x;--",
      '鲁P12345',
      'x'.repeat(5_000),
    ),
    fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[<>&"]/g, '')),
  );
  const topic = fc.constantFrom(
    'tns1:RuleEngine/FieldDetector/ObjectsInside',
    'a:LicensePlate/b',
    'c:Counter',
    'x',
    'RuleEngine/Any',
  );
  fc.assert(
    fc.property(topic, fc.dictionary(word, word), fc.dictionary(word, word), word, (name, data, items, utcTime) => {
      const judged = judge({ topic: name, data, source: items, utcTime });
      if (judged.outcome !== 'event') return;
      const option = sightingFacts.options.find(({ shape }) => shape.kind.value === judged.facts.kind);
      expect(option?.strict().safeParse(judged.facts).error).toBeUndefined();
      expect(judged.objectId.length).toBeLessThanOrEqual(256);
    }),
    { numRuns: 150 },
  );
});
