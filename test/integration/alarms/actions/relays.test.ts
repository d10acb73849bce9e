import { expect, test } from 'vitest';
import { RelayController } from '../../../../main/alarms/actions/relays.ts';
import { relayOutputs } from '../../../../main/station/relay-outputs.ts';
import { hours, realClock } from '../../../../main/system/clock.ts';
import type { OnvifPeerOptions } from '../../../peers/onvif/onvif-peer.ts';
import { anOnvifSide, aPeer } from '../../cameras/onvif/bench-table.ts';
import { anOrder, shortMs } from './doors.ts';

async function aDoorOnACamera(options: OnvifPeerOptions = {}) {
  const peer = await aPeer(options);
  const side = await anOnvifSide();
  const cameraId = await side.link(peer);
  const controller = new RelayController({ relays: relayOutputs(side.onvif), clock: realClock });
  const relay = (token = 'RelayOutput_1') => ({ kind: 'onvif-relay', cameraId, token }) as const;
  return { peer, controller, relay };
}

test('a relay is made active and inactive again', async () => {
  const { peer, controller, relay } = await aDoorOnACamera();
  expect(await controller.put(relay(), anOrder('on'))).toEqual({ outcome: 'done', detail: 'relay RelayOutput_1 ← on' });
  expect(peer.relays.get('RelayOutput_1')!.active).toBe(true);
  expect(await controller.put(relay(), anOrder('off'))).toMatchObject({ outcome: 'done' });
  expect(peer.relayCommands).toEqual([
    { token: 'RelayOutput_1', state: 'active' },
    { token: 'RelayOutput_1', state: 'inactive' },
  ]);
  expect(peer.complaints).toEqual([]);
});

test('the relays of a camera are listed, for choosing one', async () => {
  const { controller, relay } = await aDoorOnACamera();
  expect(await controller.list(relay().cameraId)).toEqual({
    outcome: 'listed',
    relays: [
      { token: 'RelayOutput_1', mode: 'bistable', delaySeconds: 1.5, idle: 'open' },
      { token: 'RelayOutput_2', mode: 'monostable', delaySeconds: 1.5, idle: 'open' },
    ],
  });
  expect(await controller.list('another')).toMatchObject({ outcome: 'failed', failure: 'not-found' });
});

test('a dry run lists them and moves none', async () => {
  const { peer, controller, relay } = await aDoorOnACamera();
  const detail = 'would set relay RelayOutput_2 (monostable) to on';
  expect(await controller.probe(relay('RelayOutput_2'), anOrder())).toEqual({ outcome: 'done', detail });
  expect(await controller.probe(relay('R9'), anOrder())).toMatchObject({ failure: 'not-found' });
  expect(peer.relayCommands).toEqual([]);
});

test('a camera whose clock is hours off is signed in to by its own time', async () => {
  const { peer, controller, relay } = await aDoorOnACamera({ driftMs: -hours(7) });
  expect(await controller.put(relay(), anOrder())).toMatchObject({ outcome: 'done' });
  expect(peer.refusedSignIns).toBe(0);
});

test('one that signs in by HTTP Digest is signed in to', async () => {
  const { peer, controller, relay } = await aDoorOnACamera({ digestOnly: true });
  expect(await controller.put(relay(), anOrder())).toMatchObject({ outcome: 'done' });
  expect(peer.relayCommands).toHaveLength(1);
});

test.each(['R9', '<x/>', '&amp;'])('a relay %s that it does not have is not found', async (token) => {
  const { peer, controller, relay } = await aDoorOnACamera();
  expect(await controller.put(relay(token), anOrder())).toMatchObject({ failure: 'not-found', repeatable: false });
  expect(peer.relayCommands).toEqual([]);
});

test('a password that is wrong by now is said once', async () => {
  const { peer, controller, relay } = await aDoorOnACamera();
  peer.options.password = 'changed';
  expect(await controller.put(relay(), anOrder())).toMatchObject({ failure: 'wrong-password', repeatable: false });
  expect(peer.refusedSignIns).toBe(1);
});

test('a camera that is away is unreachable, one that says nothing is given its time', async () => {
  const { peer, controller, relay } = await aDoorOnACamera();
  peer.options.hijack = () => true;
  const silent = await controller.put(relay(), anOrder('on', shortMs));
  expect(silent).toMatchObject({ failure: 'timeout', perhapsMoved: true, repeatable: true });
  await peer.stop();
  expect(await controller.put(relay(), anOrder())).toMatchObject({ failure: 'unreachable', repeatable: true });
  await peer.start();
});

test('an answer that is none to the question is no yes', async () => {
  const { peer, controller, relay } = await aDoorOnACamera();
  peer.options.hijack = (_request, response, body) => {
    if (!body.includes('SetRelayOutputState')) return false;
    response.writeHead(200, { 'content-type': 'application/soap+xml' });
    response.end('<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><Else/></e:Body></e:Envelope>');
    return true;
  };
  expect(await controller.put(relay(), anOrder())).toMatchObject({ outcome: 'failed', failure: 'refused' });
});
