/** /VIID/System: Register, UnRegister, Keepalive, Time (GA/T 1400.4). */
import { assertNever } from '../../system/app-error.ts';
import type { Clock } from '../../system/clock.ts';
import type { Log } from '../../system/log.ts';
import type { DigestDoor, DoorDecision } from './digest-door.ts';
import type { Registrations } from './registrations.ts';
import type { ReceivedBody } from './request-body.ts';
import { statusAnswer, statusCode } from './response-status.ts';
import type { Answer } from './response-status.ts';
import type { ViidDevice, ViidDeviceDirectory } from './viid-devices.ts';
import { deviceIdIn, readJson, refuse, replyContext, retryAfter } from './viid-request.ts';
import type { ViidRequest } from './viid-request.ts';
import { writeWireTime } from './wire-time.ts';

/** Who makes a request, or why it may not. */
export type Admitted = { outcome: 'registered'; device: ViidDevice } | { outcome: 'refused'; answer: Answer };

interface SystemDeskOptions {
  serverId: string;
  devices: ViidDeviceDirectory;
  /** Upper platforms, which order; they report nothing, and share no ID with a device. */
  platforms: Pick<ViidDeviceDirectory, 'find'>;
  door: DigestDoor;
  registrations: Registrations;
  /** A device has registered, and reached us at this address of ours. */
  onRegistered: (device: ViidDevice, reachedAt: string) => void;
  /** A device that is not in the directory was refused. Not told of one that is guessing at such a rate that it waits. */
  onUnknown: (deviceId: string) => void;
  clock: Clock;
  log: Log;
}

export class SystemDesk {
  readonly #options: SystemDeskOptions;

  constructor(options: SystemDeskOptions) {
    this.#options = options;
  }

  register(request: ViidRequest, body: ReceivedBody | undefined): Answer {
    return this.#withProof(request, body, 'RegisterObject', (device) => {
      this.#options.registrations.register(device, request.address);
      if (this.#options.devices.find(device.deviceId) !== null) this.#options.onRegistered(device, request.reachedAt);
      this.#options.log.info('VIID device registered', { deviceId: device.deviceId, address: request.address });
      return '注册成功';
    });
  }

  unregister(request: ViidRequest, body: ReceivedBody | undefined): Answer {
    return this.#withProof(request, body, 'UnRegisterObject', (device) => {
      this.#options.registrations.unregister(device.deviceId);
      this.#options.log.info('VIID device unregistered', { deviceId: device.deviceId, address: request.address });
      return '注销成功';
    });
  }

  keepalive(request: ViidRequest, body: ReceivedBody | undefined): Answer {
    const json = readJson(request, null, body);
    if (json.outcome === 'refused') return json.answer;
    const inBody = json.outcome === 'json' ? deviceIdIn(json.value, 'KeepaliveObject') : null;
    const named = { ...request, userIdentify: request.userIdentify ?? inBody };
    const found = this.#admit(named, this.#find(named.userIdentify), 'when-sent');
    if (found.outcome === 'refused') return found.answer;
    const { device } = found;
    return statusAnswer(
      200,
      { code: statusCode.ok, text: '保活成功', id: device.deviceId },
      replyContext(request, device),
    );
  }

  /** Asked before a device can register with a right clock, so anyone may. */
  time(request: ViidRequest): Answer {
    return {
      httpStatus: 200,
      headers: {},
      body: {
        SystemTimeObject: {
          VIIDServerID: this.#options.serverId,
          TimeMode: '1', // network time
          LocalTime: writeWireTime(request.receivedAtMs),
          TimeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        },
      },
    };
  }

  /**
   * The registered device that speaks; its registration is prolonged. `proof`: it must also answer a challenge for this
   * very request, for it is to be given something.
   */
  admitRegistered(request: ViidRequest, proof: 'when-sent' | 'needed' = 'when-sent'): Admitted {
    const { userIdentify } = request;
    return this.#admit(request, userIdentify === null ? null : this.#options.devices.find(userIdentify), proof);
  }

  /**
   * The upper platform that speaks. Most never register with whom they order: then it proves itself with this request.
   * A device that asks for this is told no, once it has shown who it is.
   */
  admitPlatform(request: ViidRequest, proof: 'when-sent' | 'needed'): Admitted {
    const { platforms, registrations } = this.#options;
    const platform = request.userIdentify === null ? null : platforms.find(request.userIdentify);
    if (platform === null) {
      const found = this.admitRegistered(request);
      if (found.outcome === 'refused') return found;
      const refusal = {
        httpStatus: 403,
        code: statusCode.invalidOperation,
        text: '布控和订阅只能由已配置的上级平台下发',
      };
      return { outcome: 'refused', answer: refuse(request, found.device, refusal) };
    }
    const registered = registrations.check(platform.deviceId, request.address).state === 'registered';
    if (registered && proof === 'when-sent') return this.#admit(request, platform, proof);
    const decision = this.#options.door.decide(platform, this.#credentials(request));
    if (decision.outcome === 'proven') return { outcome: 'registered', device: platform };
    return { outcome: 'refused', answer: this.#turnAway(request, platform, decision) };
  }

  /** Whoever it is: a device that registered, or an upper platform. */
  admitAnyone(request: ViidRequest, proof: 'when-sent' | 'needed'): Admitted {
    const { userIdentify } = request;
    const isPlatform = userIdentify !== null && this.#options.platforms.find(userIdentify) !== null;
    return isPlatform ? this.admitPlatform(request, proof) : this.admitRegistered(request, proof);
  }

  #find(id: string | null): ViidDevice | null {
    return id === null ? null : (this.#options.devices.find(id) ?? this.#options.platforms.find(id));
  }

  #admit(request: ViidRequest, device: ViidDevice | null, proof: 'when-sent' | 'needed'): Admitted {
    const { registrations, door } = this.#options;
    const refused = (answer: Answer): Admitted => ({ outcome: 'refused', answer });
    if (request.userIdentify === null) return refused(this.#challenge(request, null, '缺少User-Identify', false));
    if (device === null) return refused(this.#unknownDevice(request, request.userIdentify));
    const check = registrations.check(device.deviceId, request.address);
    if (check.state === 'unregistered') {
      const text = check.why === 'expired' ? '注册已过期，请重新注册' : '设备未注册';
      return refused(this.#challenge(request, device, text, false));
    }
    const credentials = this.#credentials(request);
    const decision = proof === 'needed' ? door.decide(device, credentials) : door.decideOptional(device, credentials);
    if (decision.outcome !== 'proven') return refused(this.#turnAway(request, device, decision));
    registrations.heard(device.deviceId);
    return { outcome: 'registered', device };
  }

  #withProof(
    request: ViidRequest,
    body: ReceivedBody | undefined,
    wrapper: string,
    act: (device: ViidDevice) => string,
  ): Answer {
    const json = readJson(request, null, body);
    if (json.outcome === 'refused') return json.answer;
    const inBody = json.outcome === 'json' ? deviceIdIn(json.value, wrapper) : null;
    const claimed = [inBody, request.userIdentify].filter((id) => id !== null);
    const device = claimed.map((id) => this.#find(id)).find((found) => found !== null) ?? null;
    if (device === null) {
      const [name] = claimed;
      if (name !== undefined) return this.#unknownDevice(request, name);
      // Digest clients such as curl send their first request without a body.
      if (request.authorization === undefined) return this.#challenge(request, null, '请认证', false);
      return refuse(request, null, { httpStatus: 400, code: statusCode.jsonContent, text: '缺少DeviceID' });
    }
    const decision = this.#options.door.decide(device, this.#credentials(request));
    if (decision.outcome !== 'proven') return this.#turnAway(request, device, decision);
    const text = act(device);
    return statusAnswer(200, { code: statusCode.ok, text, id: device.deviceId }, replyContext(request, device));
  }

  #credentials(request: ViidRequest): Parameters<DigestDoor['decide']>[1] {
    return { header: request.authorization, method: request.method, url: request.url, address: request.address };
  }

  #turnAway(request: ViidRequest, device: ViidDevice, decision: Exclude<DoorDecision, { outcome: 'proven' }>): Answer {
    switch (decision.outcome) {
      case 'challenge':
        return this.#challenge(request, device, '请认证', decision.stale);
      case 'wrong-password':
        this.#options.log.warn('VIID device gave a wrong user or password', {
          deviceId: device.deviceId,
          address: request.address,
        });
        return this.#challenge(request, device, '用户名或密码错误', false);
      case 'slow-down':
        return this.#slowDown(request, device, decision.waitMs);
      default:
        return assertNever(decision);
    }
  }

  /** Asks for Authorization where none is needed but the device wants to be asked. */
  challenge(request: ViidRequest, device: ViidDevice): Answer {
    return this.#challenge(request, device, '请认证', false);
  }

  #challenge(request: ViidRequest, device: ViidDevice | null, text: string, stale: boolean): Answer {
    return refuse(request, device, {
      httpStatus: 401,
      code: statusCode.invalidOperation,
      text,
      headers: { 'www-authenticate': this.#options.door.challenge(request.address, stale) },
    });
  }

  #unknownDevice(request: ViidRequest, deviceId: string): Answer {
    const waitMs = this.#options.door.unknownDevice(request.address);
    if (waitMs > 0) return this.#slowDown(request, null, waitMs);
    this.#options.log.warn('VIID device is not in the provision', {
      deviceId: deviceId.slice(0, 64),
      address: request.address,
    });
    this.#options.onUnknown(deviceId);
    return refuse(request, null, { httpStatus: 404, code: statusCode.invalidOperation, text: '设备不存在' });
  }

  #slowDown(request: ViidRequest, device: ViidDevice | null, waitMs: number): Answer {
    return refuse(request, device, {
      httpStatus: 429,
      code: statusCode.busy,
      text: '认证失败次数过多，请稍后重试',
      headers: retryAfter(waitMs),
    });
  }
}
