/** The bodies of answers, read and checked. Whatever a device leaves out or makes up ends here. */
import { z } from 'zod';
import { relayOutput } from '#contract/action.ts';
import type { RelayOutput } from '#contract/action.ts';
import { onvifEncoding } from '#contract/onvif.ts';
import type { OnvifEncoding, PtzPreset } from '#contract/onvif.ts';
import type { DeviceInformation, MediaProfile } from './onvif-device.ts';
import { OnvifFailure, tidy } from './onvif-failure.ts';
import type { XmlNode } from './xml-node.ts';

/** Profiles or presets read from one device. */
const maxListed = 512;

/** tt:ReferenceToken: at most 64 characters. */
const token = z.string().min(1).max(64);
const word = z.string().transform((text) => tidy(text, 128));
const pixels = z.number().int().min(1).max(32_768);
const positiveOrNull = z.number().positive().nullable().catch(null);

const information = z.object({ manufacturer: word, model: word, firmware: word, serial: word });
const mediaProfile = z.object({
  token,
  name: word,
  source: z.string().max(64),
  ptz: z.boolean(),
  video: z
    .object({
      encoding: onvifEncoding,
      width: pixels,
      height: pixels,
      frameRate: positiveOrNull,
      bitrateKbps: positiveOrNull,
    })
    .nullable()
    .catch(null),
});
const preset = z.object({ token, name: word });

/** GetSystemDateAndTime: milliseconds since 1970; null when the device gives no UTC time that exists. */
export function timeOf(body: XmlNode): number | null {
  const utc = body.child('getSystemDateAndTimeResponse', 'systemDateAndTime', 'UTCDateTime');
  const part = (of: 'date' | 'time', name: string): number => utc.child(of, name).number ?? NaN;
  const [year, month, day] = [part('date', 'year'), part('date', 'month'), part('date', 'day')];
  const atMs = Date.UTC(year, month - 1, day, part('time', 'hour'), part('time', 'minute'), part('time', 'second'));
  // A camera that lost its battery says 1970; one that says 0 or 30000 says nothing.
  return Number.isFinite(atMs) && year >= 1970 && year < 2200 ? atMs : null;
}

export function informationOf(body: XmlNode): DeviceInformation {
  const said = body.child('getDeviceInformationResponse');
  if (!said.exists) throw new OnvifFailure('broken', 'no device information in the answer');
  return information.parse({
    manufacturer: said.child('manufacturer').text,
    model: said.child('model').text,
    firmware: said.child('firmwareVersion').text,
    serial: said.child('serialNumber').text,
  });
}

export function relayOutputsOf(body: XmlNode): number {
  const capabilities = body.child('getCapabilitiesResponse', 'capabilities');
  const said =
    capabilities.child('device', 'IO', 'relayOutputs').number ??
    capabilities.child('extension', 'deviceIO', 'relayOutputs').number;
  return z.number().int().min(0).max(256).catch(0).parse(said);
}

/** GetRelayOutputs (ONVIF Core, device management): what the relays are; their present state it does not tell. */
export function relaysOf(body: XmlNode): RelayOutput[] {
  const answer = body.child('getRelayOutputsResponse');
  if (!answer.exists) throw new OnvifFailure('broken', 'no relay outputs in the answer');
  return answer
    .children('relayOutputs')
    .slice(0, maxListed)
    .flatMap((relay) => {
      const properties = relay.child('properties');
      const said = relayOutput.safeParse({
        token: token.safeParse(relay.attribute('token')).data,
        mode: relayOutput.shape.mode.catch('unknown').parse(properties.child('mode').text.toLowerCase()),
        delaySeconds: secondsOf(properties.child('delayTime').text),
        idle: relayOutput.shape.idle.catch('unknown').parse(properties.child('idleState').text.toLowerCase()),
      });
      return said.data ?? [];
    });
}

export function relaySetIn(body: XmlNode): void {
  if (!body.child('setRelayOutputStateResponse').exists)
    throw new OnvifFailure('broken', 'the camera answered something else');
}

/** An xs:duration of minutes and seconds, as devices write it. */
function secondsOf(duration: string): number | null {
  const [, minutes, seconds] = /^PT(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d{1,6})?)S)?$/.exec(duration) ?? [];
  return minutes === undefined && seconds === undefined ? null : Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}

/** GetProfiles of Media (ver10) and Media2 (ver20); profiles that make no sense are left out. */
export function profilesOf(body: XmlNode): MediaProfile[] {
  const answer = body.child('getProfilesResponse');
  if (!answer.exists) throw new OnvifFailure('broken', 'no profiles in the answer');
  return answer
    .children('profiles')
    .slice(0, maxListed)
    .flatMap((profile) => mediaProfile.safeParse(profileOf(profile)).data ?? []);
}

function profileOf(profile: XmlNode): unknown {
  const second = profile.child('configurations');
  const [source, encoder, ptz] = second.exists
    ? [second.child('videoSource'), second.child('videoEncoder'), second.child('PTZ')]
    : [
        profile.child('videoSourceConfiguration'),
        profile.child('videoEncoderConfiguration'),
        profile.child('PTZConfiguration'),
      ];
  return {
    token: profile.attribute('token'),
    name: profile.child('name').text,
    source: source.child('sourceToken').text,
    ptz: ptz.exists,
    video: !encoder.exists
      ? null
      : {
          encoding: encodingOf(encoder.child('encoding').text),
          width: encoder.child('resolution', 'width').number,
          height: encoder.child('resolution', 'height').number,
          frameRate: encoder.child('rateControl', 'frameRateLimit').number,
          bitrateKbps: encoder.child('rateControl', 'bitrateLimit').number,
        },
  };
}

/** Media2 names encodings by their RTP media type (`H265`, `MPV4-ES`), Media by its own list. */
function encodingOf(name: string): OnvifEncoding {
  switch (name.toUpperCase()) {
    case 'H264':
      return 'H264';
    case 'H265':
    case 'HEVC':
      return 'H265';
    case 'MPEG4':
    case 'MPV4-ES':
      return 'MPEG4';
    case 'JPEG':
      return 'JPEG';
    default:
      return 'other';
  }
}

export function presetsOf(body: XmlNode): PtzPreset[] {
  return body
    .child('getPresetsResponse')
    .children('preset')
    .slice(0, maxListed)
    .flatMap((found) => {
      const name = found.child('name').text;
      return preset.safeParse({ token: found.attribute('token'), name }).data ?? [];
    });
}

export function presetTokenOf(body: XmlNode, asked: string | null): string {
  const given = token.safeParse(body.child('setPresetResponse', 'presetToken').text).data ?? asked;
  if (given === null) throw new OnvifFailure('broken', 'the camera gave the preset no token');
  return given;
}

/** Of GetStreamUri and GetSnapshotUri: Media wraps the address, Media2 does not. */
export function uriOf(answer: XmlNode): string {
  const text = answer.child('mediaUri', 'uri').text || answer.child('uri').text;
  if (text === '' || text.length > 2048) throw new OnvifFailure('broken', 'the camera gave no address');
  return text;
}
