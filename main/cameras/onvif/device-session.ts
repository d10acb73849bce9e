/** A camera we have signed in to, and what is learnt of it. */
import type { ChosenStream, OnvifFacts, OnvifProfile } from '#contract/onvif.ts';
import type { Clock } from '../../system/clock.ts';
import { chooseProfiles } from './choose-profiles.ts';
import type { DeviceContext, OnvifDevice, OnvifEndpoint, OpenOnvifDevice } from './onvif-device.ts';
import type { DeviceInformation, DeviceServices, MediaProfile } from './onvif-device.ts';
import { asFailure, OnvifFailure } from './onvif-failure.ts';
import { reachedStream, snapshotPlace } from './reached-address.ts';
import type { SnapshotPlace } from './reached-address.ts';

export interface DeviceSession {
  device: OnvifDevice;
  services: DeviceServices;
  information: DeviceInformation;
  clockDriftMs: number | null;
}

/** Cameras take a UsernameToken that is at most so old, some less. */
const tokenToleranceMs = 5000;

export interface MeasuredDrift {
  driftMs: number | null;
  source: 'onvif' | 'header' | 'none';
}

/** A device tells whole seconds, so that on average half of one has passed. */
export async function measureDrift(device: OnvifDevice, clock: Clock): Promise<MeasuredDrift> {
  const beforeMs = clock.nowMs();
  const { nowMs, source } = await device.readTime();
  if (nowMs === null) return { driftMs: null, source };
  const askedAtMs = (beforeMs + clock.nowMs()) / 2;
  return { driftMs: Math.round(nowMs + 500 - askedAtMs), source };
}

/**
 * Reads the camera's clock first and dates the sign-in by it: ONVIF Core lets a camera refuse tokens of another time,
 * and cameras without NTP drift by hours. Throws OnvifFailure, with the drift that was seen.
 */
export async function openSession(
  open: OpenOnvifDevice,
  endpoint: OnvifEndpoint,
  context: DeviceContext,
): Promise<DeviceSession> {
  const device = open(endpoint, context);
  let drift: MeasuredDrift = { driftMs: null, source: 'none' };
  try {
    drift = await measureDrift(device, context.clock);
    if (drift.source === 'onvif' && drift.driftMs !== null) device.followClock(drift.driftMs);
    // The first question that every camera wants signed: it settles whether we are let in.
    const information = await askSigned(device, drift, () => device.readInformation());
    const services = await device.readServices();
    return { device, services, information, clockDriftMs: drift.driftMs };
  } catch (error) {
    const { problem, message } = asFailure(error);
    throw new OnvifFailure(problem, message, { cause: error, clockDriftMs: drift.driftMs });
  }
}

/** A signed question, asked again by the camera's other clock when the sign-in may have failed for its time. */
export async function askSigned<T>(device: OnvifDevice, drift: MeasuredDrift, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const failure = asFailure(error);
    const refused = failure.problem === 'wrong-password' || failure.problem === 'clock-off';
    const far = drift.driftMs !== null && Math.abs(drift.driftMs) > tokenToleranceMs;
    if (!refused || drift.source !== 'header' || drift.driftMs === null || !far) throw failure;
    // The camera keeps its time from us; the header Date of its answers is the next best guess, tried once.
    device.followClock(drift.driftMs);
    return ask().catch((again: unknown) => {
      const second = asFailure(again);
      const unclear = second.problem === 'wrong-password' || second.problem === 'clock-off';
      throw unclear ? new OnvifFailure('clock-off', second.message, { cause: again }) : second;
    });
  }
}

export interface Examined {
  facts: OnvifFacts;
  sources: string[];
  profiles: OnvifProfile[];
  source: string;
  main: ChosenStream;
  sub: ChosenStream | null;
  ptzProfile: string | null;
  snapshot: SnapshotPlace | null;
}

/** Everything a camera is added with. Throws OnvifFailure. */
export async function examine(
  session: DeviceSession,
  at: { host: string; port: number },
  wantedSource: string | undefined,
  clock: Clock,
): Promise<Examined> {
  const { device, services, information, clockDriftMs } = session;
  if (!services.media) throw new OnvifFailure('not-supported', 'the device has no media service: it is no camera');
  const described = await device.readProfiles();
  const profiles = described.flatMap((profile) => withVideo(profile) ?? []);
  const sources = [...new Set(profiles.map(({ source }) => source))];
  const source = wantedSource ?? sources[0];
  const chosen = source === undefined ? null : chooseProfiles(profiles, source);
  if (source === undefined || chosen === null)
    throw new OnvifFailure('not-supported', `no H.264, H.265 or MPEG-4 among ${described.length} profiles`);
  const streamOf = async (profile: OnvifProfile): Promise<ChosenStream> => {
    const given = await device.readStreamUri(profile.token);
    const address = reachedStream(given, at.host);
    if (address === null) throw new OnvifFailure('broken', 'the stream address is no rtsp: address');
    return { profile, address };
  };
  const main = await streamOf(chosen.main);
  const sub = chosen.sub === null ? null : await streamOf(chosen.sub);
  const snapshot = await readSnapshotPlace(device, chosen.main.token);
  const movable = [chosen.main, ...(chosen.sub === null ? [] : [chosen.sub]), ...profiles];
  const ptzProfile = services.ptz ? movable.find((profile) => profile.ptz && profile.source === source) : undefined;
  const facts: OnvifFacts = {
    ...at,
    ...information,
    clockDriftMs,
    ptz: ptzProfile !== undefined,
    imaging: services.imaging,
    snapshot: snapshot !== null,
    relayOutputs: services.relayOutputs,
    checkedAtMs: clock.nowMs(),
  };
  return { facts, sources, profiles, source, main, sub, ptzProfile: ptzProfile?.token ?? null, snapshot };
}

/** A camera without snapshots is a camera all the same. */
async function readSnapshotPlace(device: OnvifDevice, profile: string): Promise<SnapshotPlace | null> {
  try {
    return snapshotPlace(await device.readSnapshotUri(profile));
  } catch (error) {
    const failure = asFailure(error);
    if (failure.problem === 'unreachable') throw failure;
    return null;
  }
}

function withVideo({ video, ...profile }: MediaProfile): OnvifProfile | null {
  return video === null ? null : { ...profile, ...video };
}
