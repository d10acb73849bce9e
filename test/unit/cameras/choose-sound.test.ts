import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAudioConfig, parseStreamMuxConfig, plainAacConfig } from '../../../main/cameras/rtsp/audio-config.ts';
import { chooseSound } from '../../../main/cameras/rtsp/choose-sound.ts';
import { parseSdp } from '../../../main/cameras/rtsp/sdp.ts';
import { fromHex, toHex } from './builders.ts';

const sdp = (...lines: string[]): string =>
  ['v=0', 'm=video 0 RTP/AVP 96', 'a=rtpmap:96 H264/90000', ...lines].join('\r\n');
const choose = (...lines: string[]) => chooseSound(parseSdp(sdp(...lines)));

describe('the sound that is chosen', () => {
  test('G.711 by its number alone, or by its name', () => {
    expect(choose('m=audio 0 RTP/AVP 8')).toMatchObject({
      choice: 'sound',
      clockRate: 8000,
      format: { codec: 'alaw', sampleRate: 8000, channels: 1, config: '' },
    });
    expect(choose('m=audio 0 RTP/AVP 0', 'a=control:track2')).toMatchObject({
      format: { codec: 'ulaw' },
      media: { payloadType: 0, control: 'track2' },
    });
    expect(choose('m=audio 0 RTP/AVP 101', 'a=rtpmap:101 pcma/16000/2')).toMatchObject({
      format: { codec: 'alaw', sampleRate: 16_000, channels: 2 },
      media: { payloadType: 101 },
    });
  });

  test('a rate that was left out is that of the telephone', () => {
    expect(choose('m=audio 0 RTP/AVP 8', 'a=rtpmap:8 PCMA')).toMatchObject({ clockRate: 8000 });
  });

  test('AAC with the configuration of its fmtp line', () => {
    const fmtp =
      'a=fmtp:97 streamtype=5; profile-level-id=1; mode=AAC-hbr; sizelength=13; indexlength=3; indexdeltalength=3; config=1408';
    expect(choose('m=audio 0 RTP/AVP 97', 'a=rtpmap:97 MPEG4-GENERIC/16000/1', fmtp)).toMatchObject({
      format: { codec: 'mp4a.40.2', sampleRate: 16_000, channels: 1, config: 'FAg=' },
    });
    const latm = 'a=fmtp:98 profile-level-id=15;object=2;cpresent=0;config=400028103fc0';
    expect(choose('m=audio 0 RTP/AVP 98', 'a=rtpmap:98 MP4A-LATM/16000', latm)).toMatchObject({
      format: { codec: 'mp4a.40.2', sampleRate: 16_000, channels: 1 },
    });
  });

  test('AAC that describes its rate and nothing else', () => {
    expect(choose('m=audio 0 RTP/AVP 97', 'a=rtpmap:97 mpeg4-generic/44100/2')).toMatchObject({
      format: { codec: 'mp4a.40.2', sampleRate: 44_100, channels: 2, config: 'EhA=' },
    });
  });

  test('of two, the one that can be heard', () => {
    expect(
      choose('m=audio 0 RTP/AVP 97', 'a=rtpmap:97 opus/48000/2', 'm=audio 0 RTP/AVP 8', 'a=control:second'),
    ).toMatchObject({ choice: 'sound', media: { control: 'second' } });
  });

  test('one nobody here can take apart is named', () => {
    expect(choose('m=audio 0 RTP/AVP 97', 'a=rtpmap:97 G726-32/8000')).toEqual({
      choice: 'unknown-codec',
      codec: 'G.726',
    });
    expect(choose('m=audio 0 RTP/AVP 18')).toEqual({ choice: 'unknown-codec', codec: 'G.729' });
    const inBand = 'a=fmtp:98 cpresent=1; object=2';
    expect(choose('m=audio 0 RTP/AVP 98', 'a=rtpmap:98 MP4A-LATM/16000', inBand)).toEqual({
      choice: 'unknown-codec',
      codec: 'AAC',
    });
  });

  test('none where none is described, or only encrypted', () => {
    expect(choose()).toEqual({ choice: 'none' });
    expect(choose('m=audio 0 RTP/SAVP 8')).toEqual({ choice: 'none' });
  });

  test('whatever is written into the description, it does not throw', () => {
    const fragment = fc.oneof(
      fc.constantFrom(
        'm=audio 0 RTP/AVP 97\r\n',
        'a=rtpmap:97 MPEG4-GENERIC/16000/1\r\n',
        'a=rtpmap:97 MP4A-LATM/0\r\n',
        'a=fmtp:97 ',
        'config=',
        'sizelength=',
        'indexlength=99999999999;',
        'mode=aac-hbr;',
        '\r\n',
      ),
      fc.string({ maxLength: 12 }),
      fc.uint8Array({ maxLength: 12 }).map(toHex),
    );
    fc.assert(fc.property(fc.array(fragment, { maxLength: 24 }), (parts) => void choose(parts.join(''))));
  });
});

describe('AAC configurations', () => {
  test('are read as ffmpeg writes them', () => {
    expect(parseAudioConfig(fromHex('1408'))).toMatchObject({ objectType: 2, sampleRate: 16_000, channels: 1 });
    expect(parseAudioConfig(fromHex('1190'))).toMatchObject({ sampleRate: 48_000, channels: 2, samplesPerUnit: 1024 });
    // SBR stated outright: 24 kHz coded, 48 kHz heard.
    expect(parseAudioConfig(fromHex('2b118800'))).toMatchObject({ objectType: 5, sampleRate: 24_000, channels: 2 });
    // A rate of its own, and 960 samples a unit.
    expect(parseAudioConfig(fromHex('17801f4014'))).toMatchObject({ sampleRate: 16_000, samplesPerUnit: 960 });
    // 160 kHz, which no AAC has.
    expect(parseAudioConfig(fromHex('1781388014'))).toBeNull();
  });

  test('come out of a StreamMuxConfig with their bits in place', () => {
    const mux = parseStreamMuxConfig(fromHex('400028103fc0'));
    expect(mux).toMatchObject({ subFrames: 1, config: { objectType: 2, sampleRate: 16_000, channels: 1 } });
    expect(toHex(mux!.config.bytes)).toBe('1408');
    // As GStreamer writes it, without its end; and one whose units have a fixed length.
    expect(parseStreamMuxConfig(fromHex('40002810'))?.config.sampleRate).toBe(16_000);
    expect(parseStreamMuxConfig(fromHex('400028106fc0'))).toBeNull();
  });

  test('are made up for plain AAC-LC', () => {
    expect(toHex(plainAacConfig(8000, 1)!.bytes)).toBe('1588');
    expect(plainAacConfig(8001, 1)).toBeNull();
    expect(plainAacConfig(8000, 9)).toBeNull();
  });

  test('broken ones are none, and throw nothing', () => {
    expect(parseAudioConfig(new Uint8Array())).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 16 }), (bytes) => {
        parseAudioConfig(bytes);
        parseStreamMuxConfig(bytes);
      }),
    );
  });
});
