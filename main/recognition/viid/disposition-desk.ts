/** /VIID/Dispositions: what an upper platform orders this station to look out for, and what it may read of it again. */
import type { DispositionOrder, DispositionOutcome, DispositionRemark } from '#contract/disposition.ts';
import type { DispositionProblem } from '#contract/watchlist.ts';
import { AppError, assertNever, reasonOf } from '../../system/app-error.ts';
import type { Log } from '../../system/log.ts';
import { boundedId, readId } from './bounded-id.ts';
import { dispositionsIn, readOrder, writeDisposition } from './disposition.ts';
import type { ReadOrder } from './disposition.ts';
import { FieldReader, isJsonObject } from './field-reader.ts';
import type { IntakeCounters } from './intake-counters.ts';
import type { PlatformOrders } from './platform-orders.ts';
import { profileOf } from './profile.ts';
import { notFound } from './read-desk.ts';
import { statusCode, statusesAnswer } from './response-status.ts';
import type { Answer, Status } from './response-status.ts';
import { readJson, refuse, replyContext, retryAfter } from './viid-request.ts';
import type { ViidRoute, ViidVisit } from './viid-route.ts';

const mostPerPost = 1000;
const mostRead = 1000;
const path = '/VIID/Dispositions';

interface DispositionDeskOptions {
  orders: PlatformOrders;
  counters: IntakeCounters;
  log: Log;
}

export class DispositionDesk {
  readonly #options: DispositionDeskOptions;

  constructor(options: DispositionDeskOptions) {
    this.#options = options;
  }

  routes(): ViidRoute[] {
    const from = 'platform';
    const take = (visit: ViidVisit): Promise<Answer> => this.#take(visit);
    const withdraw = (visit: ViidVisit): Promise<Answer> => this.#withdraw(visit);
    return [path, `${path}/:id`].flatMap((each): ViidRoute[] => [
      { method: 'POST', path: each, admits: 'registered', from, answer: take },
      { method: 'PUT', path: each, admits: 'registered', from, answer: take },
      // Names and ID numbers go out: to whoever proves to be who posted them.
      { method: 'GET', path: each, admits: 'proven', from, answer: (visit) => this.#give(visit) },
      { method: 'DELETE', path: each, admits: 'registered', from, answer: withdraw },
    ]);
  }

  /** POST and PUT are one: a new ID is a new order, a known one says how it stands from now on. */
  async #take(visit: ViidVisit): Promise<Answer> {
    const { request, device } = visit;
    const refused = (httpStatus: number, code: 4 | 7 | 8, text: string): Answer =>
      refuse(request, device, { httpStatus, code, text });
    const json = readJson(request, device, visit.body);
    if (json.outcome === 'refused') return json.answer;
    if (json.outcome === 'empty') return refused(400, statusCode.jsonFormat, '消息体为空');
    const pathId = visit.id === null ? null : readId(visit.id);
    const objects = dispositionsIn(json.value) ?? (pathId === null || !isJsonObject(json.value) ? null : [json.value]);
    if (objects === null) return refused(400, statusCode.jsonContent, 'JSON内容错误：缺少DispositionObject');
    if (objects.length > mostPerPost) return refused(413, statusCode.invalidOperation, `一次最多${mostPerPost}个对象`);
    if (pathId !== null && (objects.length !== 1 || namesAnother(objects[0], pathId))) {
      return refused(400, statusCode.jsonContent, 'DispositionID与地址不符');
    }
    return this.#hand(
      visit,
      objects.map((object) => readOrder(object, pathId)),
    );
  }

  /** What was ordered is the platform's own: to delete it is to take it back. That it was ordered stays on record. */
  async #withdraw(visit: ViidVisit): Promise<Answer> {
    const ids = visit.id === null ? idsIn(visit.query) : [boundedId(visit.id)];
    if (ids.length === 0 || ids.length > mostPerPost) {
      const text = `请用IDList指明布控，至多${mostPerPost}个`;
      return refuse(visit.request, visit.device, { httpStatus: 400, code: statusCode.invalidOperation, text });
    }
    const end = (dispositionId: string): ReadOrder => ({
      outcome: 'order',
      ...{ order: { order: 'end', dispositionId, as: 'revoked' }, dispositionId, dropped: [] },
    });
    return this.#hand(visit, ids.map(end));
  }

  async #hand(visit: ViidVisit, read: readonly ReadOrder[]): Promise<Answer> {
    const { request, device } = visit;
    const { orders, counters, log } = this.#options;
    const { categories } = profileOf(device);
    const platform = { id: device.deviceId, name: device.name ?? device.deviceId, categories };
    const given: DispositionOrder[] = [];
    for (const each of read) {
      if (each.outcome === 'unusable') counters.objectDropped(device.deviceId);
      else {
        counters.dropped(device.deviceId, each.dropped);
        given.push(each.order);
      }
    }
    try {
      const outcomes = (given.length === 0 ? [] : await orders.take(platform, given)).values();
      const statuses = read.map((each): Status => {
        if (each.outcome === 'unusable')
          return { code: statusCode.jsonContent, text: 'JSON内容错误', id: each.replyId };
        return statusOf(outcomes.next().value, each.dispositionId);
      });
      const missing = visit.id !== null && statuses[0]?.code === statusCode.invalidOperation;
      return statusesAnswer(
        statuses,
        replyContext(request, device),
        visit.id === null ? profileOf(device).orders : 'single',
        missing ? 404 : 200,
      );
    } catch (error) {
      const passing = error instanceof AppError && (error.code === 'unavailable' || error.code === 'disk-full');
      log.error('dispositions were not taken', { platform: platform.id, reason: reasonOf(error) });
      const busy = { httpStatus: 503, code: statusCode.busy, text: '设备忙，请稍后重发', headers: retryAfter(1000) };
      const failed = { httpStatus: 500, code: statusCode.otherError, text: '未能保存，请重发' };
      return refuse(request, device, passing ? busy : failed);
    }
  }

  async #give(visit: ViidVisit): Promise<Answer> {
    const ids = visit.id === null ? idsIn(visit.query) : [boundedId(visit.id)];
    if (ids.length > mostRead) {
      const text = `一次最多${mostRead}个对象`;
      return refuse(visit.request, visit.device, { httpStatus: 400, code: statusCode.invalidOperation, text });
    }
    const { orders } = this.#options;
    const found = await orders.posted(visit.device.deviceId, ids.length === 0 ? null : ids, mostRead);
    const objects = found.map(writeDisposition);
    if (visit.id === null) {
      return { httpStatus: 200, headers: {}, body: { DispositionListObject: { DispositionObject: objects } } };
    }
    return objects[0] === undefined
      ? notFound(visit)
      : { httpStatus: 200, headers: {}, body: { DispositionObject: objects[0] } };
  }
}

function namesAnother(object: unknown, pathId: string): boolean {
  const said = isJsonObject(object) ? readId(new FieldReader(object).value('DispositionID')) : null;
  return said !== null && said !== pathId;
}

/** `?IDList=a,b`, or `?DispositionID=a`. */
function idsIn(query: URLSearchParams): string[] {
  const named = [...query].filter(([name]) => /^(?:idlist|dispositionid)$/i.test(name));
  const ids = named.flatMap(([, value]) => value.split(/[,，;]/)).flatMap((id) => readId(id) ?? []);
  return [...new Set(ids)];
}

function statusOf(outcome: DispositionOutcome | undefined, id: string): Status {
  if (outcome === undefined) throw new Error('the station answered for fewer dispositions than it was given');
  switch (outcome.outcome) {
    case 'set':
    case 'changed':
    case 'same':
      return { code: statusCode.ok, text: textOf(outcome.problem, outcome.remark), id };
    case 'ended':
      return { code: statusCode.ok, text: '已撤控', id };
    case 'unknown':
      return { code: statusCode.invalidOperation, text: '没有这条布控', id };
    case 'too-many':
      return { code: statusCode.otherError, text: '布控数量已达上限', id };
    default:
      return assertNever(outcome);
  }
}

function textOf(problem: DispositionProblem | null, remark: DispositionRemark | null): string {
  if (problem !== null) return words[problem];
  return remark === null ? '正常' : remarks[remark];
}

const remarks: Readonly<Record<DispositionRemark, string>> = {
  'assumed-end': '已接收：没有可识别的结束时间，按30天执行',
  'already-over': '已接收，不执行：结束时间已过',
};

/** Taken all the same: the platform may mend it by posting it again. */
const words: Readonly<Record<DispositionProblem, string>> = {
  'no-target': '已接收，无法执行：没有布控目标',
  'unreadable-target': '已接收，无法执行：布控目标既非车牌、身份证号，也非姓名',
  'several-targets': '已接收，无法执行：一条布控只能有一个目标',
  'unknown-place': '已接收，无法执行：卡口或区域不属于本站',
  'never-valid': '已接收，无法执行：结束时间早于开始时间',
};
