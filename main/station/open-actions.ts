/** Actions, joined to the alarms that set them off and to the cameras whose relays they move. */
import { Actions } from '../alarms/actions/actions.ts';
import { HttpController } from '../alarms/actions/http-controller.ts';
import { ModbusController } from '../alarms/actions/modbus-controller.ts';
import { RelayController } from '../alarms/actions/relays.ts';
import type { Alarms } from '../alarms/alarms.ts';
import type { Cameras } from '../cameras/cameras.ts';
import type { OnvifCameras } from '../cameras/onvif/onvif-cameras.ts';
import { ActionTable } from '../storage/action-table.ts';
import type { Database } from '../storage/database.ts';
import type { Clock } from '../system/clock.ts';
import type { Log } from '../system/log.ts';
import type { Secrets } from '../system/secrets.ts';
import { relayOutputs } from './relay-outputs.ts';
import type { OnStop } from './rooms.ts';

export interface ActionParts {
  database: Database;
  secrets: Secrets;
  alarms: Alarms;
  cameras: Cameras;
  onvif: OnvifCameras;
  clock: Clock;
  log: Log;
  onStop: OnStop;
}

/** Stopped before the cameras and the alarms: it puts their doors to rest, and says so on their cards. */
export async function openActions({ database, secrets, alarms, cameras, onvif, clock, log, onStop }: ActionParts) {
  const relays = new RelayController({ relays: relayOutputs(onvif), clock });
  const actions = new Actions({
    ...{ store: new ActionTable(database), alarms, secrets, clock, log },
    controllers: { relay: relays, http: new HttpController(), coil: new ModbusController({ clock }) },
    pointOf: (id) => cameras.findById(id)?.point ?? null,
  });
  await actions.start();
  onStop('actions', () => actions.stop());
  return { actions, relays };
}
