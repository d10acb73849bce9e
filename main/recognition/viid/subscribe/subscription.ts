/** Subscribe of GA/T 1400.3: what a device is asked to report, and for how long. */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { days } from '../../../system/clock.ts';
import { subscribeDetails } from '../profile.ts';
import type { SubscribeDetail, SubscribeProfile } from '../profile.ts';
import { writeWireTime } from '../wire-time.ts';

/** Long enough to outlive a weekend without us; a device that was forgotten stops by itself after it. */
export const subscriptionLifeMs = days(7);
/** Renewed when half of it is over. */
export const renewAfterMs = subscriptionLifeMs / 2;

/** What is kept of a subscription across restarts, so that it can be ended when the device is no longer configured. */
export const rememberedSubscription = z.object({
  deviceId: z.string(),
  subscribeId: z.string(),
  url: z.string(),
  user: z.string(),
  password: z.string(),
  endAtMs: z.number().int(),
});
export type RememberedSubscription = z.infer<typeof rememberedSubscription>;

/** Pictures wanted with each detail, as image Types. */
const wantedImages: Readonly<Record<SubscribeDetail, readonly string[]>> = {
  ...{ devices: [], 'device-status': [] },
  ...{ persons: ['10', '14'], faces: ['11', '14'] },
  ...{ 'motor-vehicles': ['01', '02', '09'], 'non-motor-vehicles': ['12', '14'] },
};

/** 33 digits: organisation 12, `03`, time 14, serial 5. */
export function newSubscribeId(serverId: string, nowMs: number): string {
  const organisation = serverId.replace(/\D/g, '').slice(0, 12).padEnd(12, '0');
  return `${organisation}03${writeWireTime(nowMs)}${String(randomInt(100_000)).padStart(5, '0')}`;
}

export function writeSubscribe(subscription: {
  subscribeId: string;
  serverId: string;
  deviceId: string;
  profile: SubscribeProfile;
  receiveAddress: string;
  beginAtMs: number;
  endAtMs: number;
}): unknown {
  const { profile } = subscription;
  const images = [...new Set(profile.details.flatMap((detail) => wantedImages[detail]))];
  return {
    SubscribeListObject: {
      SubscribeObject: [
        {
          ...{ SubscribeID: subscription.subscribeId, Title: '值守台采集订阅' },
          SubscribeDetail: profile.details.map((detail) => subscribeDetails[detail]).join(','),
          ...{ ResourceURI: subscription.deviceId, ResourceClass: profile.resourceClass },
          ...{ ApplicantName: '值守台', ApplicantOrg: subscription.serverId, Reason: '安防值守' },
          ...{ BeginTime: writeWireTime(subscription.beginAtMs), EndTime: writeWireTime(subscription.endAtMs) },
          ...{ ReceiveAddr: subscription.receiveAddress, ReportInterval: profile.reportInterval },
          ...{ OperateType: 0, SubscribeStatus: 0 },
          // -1: none wanted. Templates never are.
          ...{ ResultImageDeclare: images.length === 0 ? '-1' : images.join(','), ResultFeatureDeclare: -1 },
        },
      ],
    },
  };
}

/** Ends it: OperateType 1. */
export function writeUnsubscribe(subscribeId: string, nowMs: number): unknown {
  return {
    SubscribeObject: {
      ...{ SubscribeID: subscribeId, OperateType: 1, SubscribeStatus: 1 },
      ...{ CancelReason: '不再接收', CancelTime: writeWireTime(nowMs) },
    },
  };
}
