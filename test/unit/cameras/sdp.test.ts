import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseVideo } from '../../../main/cameras/rtsp/choose-video.ts';
import { controlUrl, decodeParameterSets, parseSdp } from '../../../main/cameras/rtsp/sdp.ts';
import { pps360, sps360 } from './builders.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const typical = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=Media Presentation',
  'a=control:*',
  'm=audio 0 RTP/AVP 8',
  'a=control:trackID=2',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  `a=fmtp:96 profile-level-id=42C01E; packetization-mode=1; sprop-parameter-sets=${base64(sps360)},${base64(pps360)}`,
  'a=control:trackID=1',
  'm=application 0 RTP/AVP 107',
  'a=rtpmap:107 vnd.onvif.metadata/90000',
].join('\r\n');

test('the video is found among sound and metadata, with its parameter sets', () => {
  const choice = chooseVideo(parseSdp(typical));
  expect(choice).toMatchObject({
    choice: 'video',
    media: { payloadType: 96, clockRate: 90_000, control: 'trackID=1', protocol: 'RTP/AVP' },
  });
  expect(choice.choice === 'video' && choice.parameterSets).toEqual([sps360, pps360]);
});

test('a description with pieces missing is still of use', () => {
  const choice = chooseVideo(parseSdp('m=video 0 RTP/AVP 96\na=rtpmap:96 H264\n'));
  expect(choice).toMatchObject({ choice: 'video', media: { clockRate: 90_000, control: null }, parameterSets: [] });
});

test('parameter sets that are no Base64 are left out', () => {
  expect(decodeParameterSets(`${base64(sps360)},%%%,,"${base64(pps360)}"`)).toEqual([sps360, pps360]);
});

test.each([
  ['m=video 0 RTP/AVP 32', { choice: 'unplayable', codec: 'MPEG-2' }],
  ['m=video 0 RTP/AVP 97\r\na=rtpmap:97 H263-1998/90000', { choice: 'unplayable', codec: 'H.263' }],
  ['m=audio 0 RTP/AVP 8', { choice: 'none', detail: 'only audio described' }],
  ['m=video 0 RTP/SAVP 96\r\na=rtpmap:96 H264/90000', { choice: 'none', detail: 'transport RTP/SAVP' }],
  ['', { choice: 'none', detail: 'no media described' }],
])('what cannot be shown is named: %j', (sdp, expected) => {
  expect(chooseVideo(parseSdp(sdp))).toEqual(expected);
});

test('of two pictures the one that can be shown is taken', () => {
  const choice = chooseVideo(parseSdp('m=video 0 RTP/AVP 26\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H265/90000\r\n'));
  expect(choice).toMatchObject({ choice: 'video', media: { encoding: 'H265' } });
});

describe('control addresses', () => {
  test.each([
    ['rtsp://127.0.0.1/a/', 'trackID=1', 'rtsp://127.0.0.1/a/trackID=1'],
    ['rtsp://127.0.0.1/a', 'trackID=1', 'rtsp://127.0.0.1/a/trackID=1'],
    ['rtsp://127.0.0.1/a?ch=1', 'trackID=1', 'rtsp://127.0.0.1/a?ch=1/trackID=1'],
    ['rtsp://127.0.0.1/a', '?ctype=video', 'rtsp://127.0.0.1/a?ctype=video'],
    ['rtsp://127.0.0.1/a/', '/trackID=1', 'rtsp://127.0.0.1/a/trackID=1'],
    ['rtsp://127.0.0.1/a', 'rtsp://127.0.0.2/b', 'rtsp://127.0.0.2/b'],
    ['rtsp://127.0.0.1/a/', '*', 'rtsp://127.0.0.1/a/'],
    ['rtsp://127.0.0.1/a/', null, 'rtsp://127.0.0.1/a/'],
  ])('%s and %s', (base, control, expected) => {
    expect(controlUrl(base, control)).toBe(expected);
  });
});

test('no text makes it throw', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'm=video 0 RTP/AVP 96',
      'a=rtpmap:96 H264/0',
      'a=fmtp:96 sprop-parameter-sets=Zw==',
      'm=',
      'a=control:',
    ),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      chooseVideo(parseSdp(lines.join('\r\n')));
    }),
  );
});
