/** /VIID/Subscribes: what an upper platform wants to be told of. (What we ask devices for is in `subscribe/`.) */
import type { SubscribeOutcome, SubscribeRequest, SubscriptionProblem } from '#contract/subscription.ts';
import { AppError, assertNever, reasonOf } from '../../system/app-error.ts';
import type { Log } from '../../system/log.ts';
import { boundedId, readId } from './bounded-id.ts';
import { FieldReader, isJsonObject } from './field-reader.ts';
import type { IntakeCounters } from './intake-counters.ts';
import type { PlatformSubscriptions } from './platform-subscriptions.ts';
import { profileOf } from './profile.ts';
import { notFound } from './read-desk.ts';
import { statusCode, statusesAnswer } from './response-status.ts';
import type { Answer, Status } from './response-status.ts';
import { readSubscribe, subscribesIn, writeSubscription } from './subscribe-order.ts';
import type { ReadSubscribe } from './subscribe-order.ts';
import { readJson, refuse, replyContext, retryAfter } from './viid-request.ts';
import type { ViidRoute, ViidVisit } from './viid-route.ts';

const mostPerPost = 64;
const path = '/VIID/Subscribes';

interface SubscribeDeskOptions {
  subscriptions: PlatformSubscriptions;
  counters: IntakeCounters;
  log: Log;
}

export class SubscribeDesk {
  readonly #options: SubscribeDeskOptions;

  constructor(options: SubscribeDeskOptions) {
    this.#options = options;
  }

  routes(): ViidRoute[] {
    const common = { admits: 'registered', from: 'platform' } as const;
    const take = (visit: ViidVisit): Promise<Answer> => this.#take(visit);
    return [path, `${path}/:id`].flatMap((each): ViidRoute[] => [
      { method: 'POST', path: each, ...common, answer: take },
      { method: 'PUT', path: each, ...common, answer: take },
      { method: 'GET', path: each, ...common, answer: (visit) => this.#give(visit) },
      { method: 'DELETE', path: each, ...common, answer: (visit) => this.#cancel(visit) },
    ]);
  }

  /** POST and PUT are one: a new ID is a new subscription, a known one says how it stands from now on. */
  async #take(visit: ViidVisit): Promise<Answer> {
    const { request, device } = visit;
    const refused = (httpStatus: number, code: 4 | 7 | 8, text: string): Answer =>
      refuse(request, device, { httpStatus, code, text });
    const json = readJson(request, device, visit.body);
    if (json.outcome === 'refused') return json.answer;
    if (json.outcome === 'empty') return refused(400, statusCode.jsonFormat, '消息体为空');
    const pathId = visit.id === null ? null : readId(visit.id);
    const objects = subscribesIn(json.value) ?? (pathId === null || !isJsonObject(json.value) ? null : [json.value]);
    if (objects === null) return refused(400, statusCode.jsonContent, 'JSON内容错误：缺少SubscribeObject');
    if (objects.length > mostPerPost) return refused(413, statusCode.invalidOperation, `一次最多${mostPerPost}个对象`);
    if (pathId !== null && (objects.length !== 1 || namesAnother(objects[0], pathId))) {
      return refused(400, statusCode.jsonContent, 'SubscribeID与地址不符');
    }
    return this.#hand(
      visit,
      objects.map((object) => readSubscribe(object, pathId)),
    );
  }

  async #cancel(visit: ViidVisit): Promise<Answer> {
    const ids = visit.id === null ? idsIn(visit.query) : [boundedId(visit.id)];
    if (ids.length === 0 || ids.length > mostPerPost) {
      const text = `请用IDList指明订阅，至多${mostPerPost}个`;
      return refuse(visit.request, visit.device, { httpStatus: 400, code: statusCode.invalidOperation, text });
    }
    const cancel = (subscriptionId: string): ReadSubscribe => ({
      outcome: 'request',
      ...{ request: { ask: 'cancel', subscriptionId }, subscriptionId, dropped: [] },
    });
    return this.#hand(visit, ids.map(cancel));
  }

  async #hand(visit: ViidVisit, read: readonly ReadSubscribe[]): Promise<Answer> {
    const { request, device } = visit;
    const { subscriptions, counters, log } = this.#options;
    const platform = { id: device.deviceId, name: device.name ?? device.deviceId };
    const requests: SubscribeRequest[] = [];
    for (const each of read) {
      if (each.outcome === 'unusable') counters.objectDropped(device.deviceId);
      else {
        counters.dropped(device.deviceId, each.dropped);
        requests.push(each.request);
      }
    }
    try {
      const outcomes = (requests.length === 0 ? [] : await subscriptions.take(platform, requests)).values();
      const statuses = read.map((each): Status => {
        if (each.outcome === 'unusable')
          return { code: statusCode.jsonContent, text: 'JSON内容错误', id: each.replyId };
        return statusOf(outcomes.next().value, each.request, each.subscriptionId);
      });
      const missing = visit.id !== null && statuses[0]?.code === statusCode.invalidOperation;
      const form = visit.id === null ? profileOf(device).orders : 'single';
      return statusesAnswer(statuses, replyContext(request, device), form, missing ? 404 : 200);
    } catch (error) {
      const passing = error instanceof AppError && (error.code === 'unavailable' || error.code === 'disk-full');
      log.error('subscriptions were not taken', { platform: platform.id, reason: reasonOf(error) });
      const busy = { httpStatus: 503, code: statusCode.busy, text: '设备忙，请稍后重发', headers: retryAfter(1000) };
      const failed = { httpStatus: 500, code: statusCode.otherError, text: '未能保存，请重发' };
      return refuse(request, device, passing ? busy : failed);
    }
  }

  async #give(visit: ViidVisit): Promise<Answer> {
    const ids = visit.id === null ? idsIn(visit.query) : [boundedId(visit.id)];
    const found = await this.#options.subscriptions.posted(visit.device.deviceId, ids.length === 0 ? null : ids);
    const objects = found.map(writeSubscription);
    if (visit.id === null) {
      return { httpStatus: 200, headers: {}, body: { SubscribeListObject: { SubscribeObject: objects } } };
    }
    return objects[0] === undefined
      ? notFound(visit)
      : { httpStatus: 200, headers: {}, body: { SubscribeObject: objects[0] } };
  }
}

function namesAnother(object: unknown, pathId: string): boolean {
  const said = isJsonObject(object) ? readId(new FieldReader(object).value('SubscribeID')) : null;
  return said !== null && said !== pathId;
}

/** `?IDList=a,b`, or `?SubscribeID=a`. */
function idsIn(query: URLSearchParams): string[] {
  const named = [...query].filter(([name]) => /^(?:idlist|subscribeid)$/i.test(name));
  const ids = named.flatMap(([, value]) => value.split(/[,，;]/)).flatMap((id) => readId(id) ?? []);
  return [...new Set(ids)];
}

function statusOf(outcome: SubscribeOutcome | undefined, request: SubscribeRequest, id: string): Status {
  if (outcome === undefined) throw new Error('the station answered for fewer subscriptions than it was given');
  switch (outcome.outcome) {
    case 'set':
      return { code: statusCode.ok, text: textOf(outcome.problem, request), id };
    case 'cancelled':
      return { code: statusCode.ok, text: '已取消订阅', id };
    case 'unknown':
      return { code: statusCode.invalidOperation, text: '没有这条订阅', id };
    case 'too-many':
      return { code: statusCode.otherError, text: '订阅数量已达上限', id };
    default:
      return assertNever(outcome);
  }
}

const captures: ReadonlySet<string> = new Set(['persons', 'faces', 'motor-vehicles', 'non-motor-vehicles']);

/** What the platform is to know of what it will get; the field's platforms show this text to their engineers. */
function textOf(problem: SubscriptionProblem | null, request: SubscribeRequest): string {
  if (request.ask === 'cancel') return '正常';
  const { topics, otherTopics } = request.order;
  const said = [
    problem === null ? null : words[problem],
    problem === null && topics.some((topic) => captures.has(topic)) ? '采集数据仅上报命中已审批名单的记录' : null,
    otherTopics.length === 0 ? null : `不支持的订阅类别：${otherTopics.join('、')}`,
  ].filter((text) => text !== null);
  return said.length === 0 ? '正常' : `已接收：${said.join('；')}`.slice(0, 256);
}

/** Kept all the same: the platform may mend it by posting it again. */
const words: Readonly<Record<SubscriptionProblem, string>> = {
  'no-topic': '不上报，没有可提供的订阅类别',
  'no-destination': '不上报，本站未配置向该平台上报',
  'foreign-address': '不上报，ReceiveAddr不是该平台的地址',
  'unknown-resource': '不上报，ResourceURI不属于本站',
  'never-valid': '不上报，结束时间早于开始时间',
};
