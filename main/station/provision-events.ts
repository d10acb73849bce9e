/** The parts of the provision file that say how cameras speak besides GA/T 1400 (docs/events.md). */
import { z } from 'zod';
import { parseCameraAddress } from '../recognition/camera-http.ts';

const text = z.string().trim().min(1).max(256);
const secretText = z.string().min(1).max(256);
/** `http://127.0.0.1:8000`, for ONVIF with the path of the device service when it is not the usual one. */
const cameraAddress = text.refine((address) => parseCameraAddress(address) !== null && !/[@#]/.test(address), {
  message: 'camera-address',
});
const signIn = { user: text, password: z.string().max(256) };
const hostPort = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[^:\s[\]]+):\d{1,5}$/)
  .transform((written) => {
    const colon = written.lastIndexOf(':');
    return { host: written.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(written.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65535, { message: 'port-range' });

export const provisionedEvents = {
  onvif: z
    .strictObject({
      linked: z.union([z.enum(['all', 'none']), z.array(text).max(512)]).default('all'),
      devices: z
        .array(z.strictObject({ camera: text, address: cameraAddress, source: text.optional(), ...signIn }))
        .max(512)
        .default([]),
    })
    .optional(),
  isapi: z
    .strictObject({
      devices: z
        .array(
          z.strictObject({
            ...{ camera: text, address: cameraAddress, channel: z.number().int().min(0).max(9999).optional() },
            ...signIn,
          }),
        )
        .max(512)
        .default([]),
    })
    .optional(),
  webhook: z
    .strictObject({
      listen: hostPort.default({ host: '127.0.0.1', port: 18401 }),
      sources: z
        .array(
          z.strictObject({
            name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
            token: secretText.min(16),
            camera: text.optional(),
          }),
        )
        .max(64)
        .default([]),
    })
    .optional(),
  mqtt: z
    .strictObject({
      url: z.string().regex(/^mqtts?:\/\/[^\s@/]+\/?$/i),
      user: text.optional(),
      password: secretText.optional(),
      topic: z
        .string()
        .regex(/^[^+#\s\u0000]{1,128}$/)
        .default('frigate'),
      cameras: z.record(z.string().min(1).max(64), text).default({}),
    })
    .optional(),
};

type ProvisionedEvents = z.output<z.ZodObject<typeof provisionedEvents>>;

export interface EventConflict {
  path: PropertyKey[];
  problem: 'duplicate' | 'no-such-camera';
  name: string;
}

/** Names used twice, and cameras the file does not have. */
export function checkEvents(events: ProvisionedEvents, cameras: ReadonlySet<string>): EventConflict[] {
  const { onvif, isapi, webhook, mqtt } = events;
  const named: [path: PropertyKey[], camera: string | undefined][] = [
    ...(onvif?.devices ?? []).map((device, n) => tuple(['onvif', 'devices', n, 'camera'], device.camera)),
    ...(isapi?.devices ?? []).map((device, n) => tuple(['isapi', 'devices', n, 'camera'], device.camera)),
    ...(webhook?.sources ?? []).map((source, n) => tuple(['webhook', 'sources', n, 'camera'], source.camera)),
    ...Object.entries(mqtt?.cameras ?? {}).map(([name, camera]) => tuple(['mqtt', 'cameras', name], camera)),
  ];
  const conflicts: EventConflict[] = named.flatMap(([path, camera]) =>
    camera === undefined || cameras.has(camera)
      ? []
      : [{ path: ['recognition', ...path], problem: 'no-such-camera' as const, name: camera }],
  );
  const twice = (list: readonly (readonly [name: string, path: PropertyKey[]])[]): void => {
    const seen = new Set<string>();
    for (const [name, path] of list) {
      if (seen.has(name)) conflicts.push({ path: ['recognition', ...path], problem: 'duplicate', name });
      seen.add(name);
    }
  };
  twice((onvif?.devices ?? []).map(({ camera }, n) => [camera, ['onvif', 'devices', n, 'camera']]));
  twice((webhook?.sources ?? []).map(({ name }, n) => [name, ['webhook', 'sources', n, 'name']]));
  twice(
    (isapi?.devices ?? []).map(({ address, channel }, n) => [
      `${address}${channel === undefined ? '' : ` ${channel}`}`,
      ['isapi', 'devices', n, channel === undefined ? 'address' : 'channel'],
    ]),
  );
  return conflicts;
}

const tuple = (path: PropertyKey[], camera: string | undefined): [PropertyKey[], string | undefined] => [path, camera];
