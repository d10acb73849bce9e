import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { sightingFacts, subjectBox } from '#contract/sighting.ts';
import type { NewSighting } from '#contract/sighting.ts';
import { readAlert } from '../../../main/recognition/isapi/alert.ts';
import { AlertStream } from '../../../main/recognition/isapi/alert-stream.ts';
import { SourceTally } from '../../../main/recognition/source-tally.ts';
import { parseXml } from '../../../main/recognition/xml.ts';
import { seconds } from '../../../main/system/clock.ts';
import { FakeClock } from '../../builders/fake-clock.ts';
import { alertXml } from '../../peers/isapi/isapi-peer.ts';
import type { PeerAlert } from '../../peers/isapi/isapi-peer.ts';
import { jpeg } from './payloads.ts';

const read = (alert: PeerAlert) => readAlert(parseXml(alertXml(alert)));
const factsOf = (alert: PeerAlert): unknown => {
  const meaning = read(alert)?.meaning;
  return meaning?.is === 'event' ? meaning.facts : meaning?.is;
};

describe('what an alert means', () => {
  test.each<[eventType: string, facts: unknown]>([
    ['VMD', { kind: 'behaviour', behaviour: 'motion' }],
    ['linedetection', { kind: 'behaviour', behaviour: 'tripwire' }],
    ['fielddetection', { kind: 'behaviour', behaviour: 'intrusion' }],
    ['regionEntrance', { kind: 'behaviour', behaviour: 'intrusion', detail: 'region-entrance' }],
    ['regionExiting', { kind: 'behaviour', behaviour: 'intrusion', detail: 'region-exiting' }],
    ['loitering', { kind: 'behaviour', behaviour: 'loitering' }],
    ['unattendedBaggage', { kind: 'behaviour', behaviour: 'left-object' }],
    ['attendedBaggage', { kind: 'behaviour', behaviour: 'removed-object' }],
    ['shelteralarm', { kind: 'behaviour', behaviour: 'tamper', detail: 'covered' }],
    ['tamperdetection', { kind: 'behaviour', behaviour: 'tamper', detail: 'covered' }],
    ['group', { kind: 'behaviour', behaviour: 'other', detail: 'gathering' }],
    ['facedetection', { kind: 'face' }],
    ['videoloss', 'unknown'],
    ['diskfull', 'unknown'],
    ['__proto__', 'unknown'],
    ['constructor', 'unknown'],
  ])('%s', (eventType, facts) => expect(factsOf({ eventType })).toEqual(facts));

  test('no video lost, said again and again, is how a camera says that it lives', () => {
    expect(factsOf({ eventType: 'videoloss', state: 'inactive' })).toBe('heartbeat');
  });

  test('a number plate', () => {
    const more =
      '<ANPR><country>CN</country><licensePlate>鲁P12345</licensePlate><line>2</line><direction>forward</direction>' +
      '<confidenceLevel>97</confidenceLevel><plateColor>blue</plateColor><vehicleType>SUVMPV</vehicleType>' +
      '<vehicleInfo><color>white</color><speed>31</speed></vehicleInfo></ANPR><picNum>2</picNum><UUID>a-1</UUID>';
    const alert = read({ eventType: 'ANPR', more });
    expect(alert).toMatchObject({
      pictures: 2,
      dropped: ['country'],
      meaning: {
        ...{ is: 'event', lasts: 'moment', id: 'a-1' },
        facts: {
          ...{ kind: 'vehicle', plate: '鲁P12345', plateConfidence: 0.97, plateColour: 'blue', vehicleColour: 'white' },
          ...{ lane: 2, direction: 'forward', speedKmh: 31, vehicleClass: 'SUVMPV' },
        },
      },
    });
  });

  test('people are those who went in and did not come out, or those it sees', () => {
    const counting = (more: string): unknown => factsOf({ eventType: 'PeopleCounting', more });
    expect(counting('<peopleCounting><enter>12</enter><exit>5</exit></peopleCounting>')).toEqual({
      kind: 'crowd',
      people: 7,
    });
    expect(counting('<peopleCounting><enter>3</enter><exit>5</exit></peopleCounting>')).toEqual({
      kind: 'crowd',
      people: 0,
    });
    expect(counting('<peopleNum>9</peopleNum><regionName>大厅</regionName>')).toEqual({
      kind: 'crowd',
      people: 9,
      area: '大厅',
    });
    expect(counting('')).toBe('unknown');
  });

  test('who is meant, and where on the picture', () => {
    const more =
      '<DetectionRegionList><DetectionRegionEntry><regionID>2</regionID><detectionTarget>human</detectionTarget><TargetRect>' +
      '<X>0.25</X><Y>0.5</Y><width>0.1</width><height>0.25</height></TargetRect></DetectionRegionEntry></DetectionRegionList>';
    expect(read({ eventType: 'fielddetection', more })).toMatchObject({
      region: '2',
      meaning: {
        facts: { detail: 'human' },
        box: { unit: 'fraction', left: 0.25, top: 0.5, right: 0.35, bottom: 0.75 },
      },
    });
  });
});

describe('a stream of alerts', () => {
  let clock: FakeClock;
  let tally: SourceTally;
  let seen: NewSighting[];
  let stream: AlertStream;
  beforeEach(() => {
    clock = new FakeClock();
    tally = new SourceTally(clock);
    seen = [];
    stream = new AlertStream({
      ownerOf: (channel) => (channel === '9' ? null : { deviceId: `isapi:x/${channel}`, cameraId: 'east-gate' }),
      sighting: (sighting) => seen.push(sighting),
      ...{ tally, clock },
    });
  });
  const xmlPart = (alert: PeerAlert) =>
    stream.part({ headers: new Map([['content-type', 'application/xml']]), body: Buffer.from(alertXml(alert)) });
  const picture = (bytes = jpeg, name = 'detectionPicture') =>
    stream.part({
      headers: new Map([
        ['content-type', 'image/jpeg'],
        ['content-disposition', `form-data; name="${name}"`],
      ]),
      body: bytes,
    });
  const settle = () => clock.advance(seconds(3));

  test('motion repeated is one sighting; five seconds of silence end it', () => {
    for (let count = 1; count <= 20; count++) {
      xmlPart({ eventType: 'VMD', count });
      clock.advance(500);
    }
    expect(seen).toHaveLength(1);
    clock.advance(4499);
    xmlPart({ eventType: 'VMD', count: 21 });
    expect(seen).toHaveLength(1);
    clock.advance(5000);
    xmlPart({ eventType: 'VMD', count: 22, dateTime: '2026-11-23T14:33:00+08:00' });
    settle();
    expect(seen).toHaveLength(2);
  });

  test('an end that is said ends it at once, and so does a counter that starts anew', () => {
    xmlPart({ eventType: 'VMD', count: 1 });
    xmlPart({ eventType: 'VMD', state: 'inactive', count: 0 });
    xmlPart({ eventType: 'VMD', count: 1 });
    xmlPart({ eventType: 'VMD', count: 2 });
    xmlPart({ eventType: 'VMD', count: 1 });
    settle();
    expect(seen).toHaveLength(3);
  });

  test('channels and regions are states of their own; heartbeats are none', () => {
    const region = (id: string) => `<regionID>${id}</regionID>`;
    xmlPart({ eventType: 'fielddetection', channel: '1', more: region('1') });
    xmlPart({ eventType: 'videoloss', state: 'inactive' });
    xmlPart({ eventType: 'fielddetection', channel: '1', more: region('2') });
    xmlPart({ eventType: 'fielddetection', channel: '2', more: region('1') });
    xmlPart({ eventType: 'fielddetection', channel: '1', more: region('1') });
    xmlPart({ eventType: 'fielddetection', channel: '9' });
    settle();
    expect(seen.map(({ deviceId }) => deviceId)).toEqual(['isapi:x/1', 'isapi:x/1', 'isapi:x/2']);
    expect(new Set(seen.map(({ objectId }) => objectId)).size).toBe(3);
    expect(tally.snapshot().unreadable).toEqual({ 'channel-of-no-camera': 1 });
  });

  test('announced pictures join their event, which waits for them and no longer', () => {
    xmlPart({ eventType: 'ANPR', more: '<ANPR><licensePlate>鲁P12345</licensePlate></ANPR><picNum>2</picNum>' });
    picture(jpeg, 'licensePlatePicture');
    expect(seen).toHaveLength(0);
    picture(jpeg, 'detectionPicture');
    expect(seen).toMatchObject([{ pictures: [{ role: 'plate' }, { role: 'scene' }] }]);
    xmlPart({ eventType: 'ANPR', more: '<ANPR><licensePlate>鲁P00001</licensePlate></ANPR><picNum>2</picNum>' });
    picture();
    clock.advance(1999);
    expect(seen).toHaveLength(1);
    clock.advance(1);
    expect(seen[1]?.pictures).toHaveLength(1);
    picture();
    expect(tally.snapshot().pictureFaults).toEqual({ 'of-no-event': 1 });
  });

  test('a picture nobody announced joins the event just before it, over its repetition', () => {
    xmlPart({ eventType: 'VMD', count: 1 });
    xmlPart({ eventType: 'VMD', count: 2 });
    picture();
    clock.advance(250);
    expect(seen).toMatchObject([{ facts: { behaviour: 'motion' }, pictures: [{ role: 'scene' }] }]);
  });

  test('a bad picture does not lose its event', () => {
    xmlPart({ eventType: 'VMD', more: '<picNum>1</picNum>' });
    picture(Buffer.from('<html>not found</html>'));
    settle();
    expect(seen).toMatchObject([{ pictures: [] }]);
    expect(tally.snapshot().pictureFaults).toEqual({ 'not-a-picture': 1 });
  });

  test('both clocks are kept, a year apart', () => {
    xmlPart({ eventType: 'VMD', dateTime: '2025-11-23T14:32:00+08:00' });
    xmlPart({ eventType: 'linedetection', dateTime: 'sometime' });
    settle();
    const nowMs = Date.UTC(2026, 10, 23, 6, 32);
    expect(seen).toMatchObject([
      { seenAtMs: Date.UTC(2025, 10, 23, 6, 32), receivedAtMs: nowMs },
      { seenAtMs: nowMs, receivedAtMs: nowMs },
    ]);
  });

  test('no alert, however spoilt, gets anything past the allow-list or breaks anything', () => {
    const word = fc.oneof(
      fc.constantFrom(
        '',
        '0',
        '-1',
        '1e309',
        '\0',
        '<b>',
        "'; DROP TABLE x;--",
        '鲁P12345',
        '<![CDATA[x]]>',
        'x'.repeat(5_000),
        '&lt;script&gt;',
      ),
      fc.string({ unit: 'binary' }),
    );
    const names = [
      'licensePlate',
      'X',
      'Y',
      'width',
      'TargetRect',
      'enter',
      'exit',
      'picNum',
      'regionID',
      'channelID',
      'SkinColor',
      'UUID',
      'dateTime',
    ];
    const more = fc
      .array(fc.tuple(fc.constantFrom(...names), word))
      .map((items) => items.map(([name, text]) => `<${name}>${text}</${name}>`).join(''));
    const types = fc.constantFrom('VMD', 'ANPR', 'PeopleCounting', 'facedetection', 'nonsense');
    fc.assert(
      fc.property(types, more, fc.uint8Array(), (eventType, inside, bytes) => {
        xmlPart({ eventType, more: inside });
        picture(Buffer.from(bytes));
        settle();
        for (const sighting of seen.splice(0)) {
          const option = sightingFacts.options.find(({ shape }) => shape.kind.value === sighting.facts.kind);
          expect(option?.strict().safeParse(sighting.facts).error).toBeUndefined();
          expect(subjectBox.nullable().safeParse(sighting.box).error).toBeUndefined();
          expect(sighting.objectId.length).toBeLessThanOrEqual(256);
          expect(Number.isSafeInteger(sighting.seenAtMs)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});
