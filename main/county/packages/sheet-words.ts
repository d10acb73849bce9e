/** The words of a package's sheets. */
import type { AlarmOutcome, AlarmState } from '#contract/alarm.ts';
import type { CameraPoint } from '#contract/camera.ts';
import type { CameraCondition } from '#contract/health.ts';
import type { EntryCategory, Priority } from '#contract/watchlist.ts';

export const priorityWords: Readonly<Record<Priority, string>> = { 1: '一级', 2: '二级', 3: '三级' };

export const categoryWords: Readonly<Record<EntryCategory, string>> = {
  barred: '单位禁入',
  'police-notice': '公安协查',
  'wanted-vehicle': '布控车辆',
  'missing-person': '走失人员',
  other: '其他',
};

export const outcomeWords: Readonly<Record<AlarmOutcome, string>> = {
  'true-hit': '属实',
  'false-match': '误报',
  drill: '演练',
  duplicate: '重复',
};

export const stateWords: Readonly<Record<AlarmState, string>> = {
  open: '未接警',
  acknowledged: '处置中',
  resolved: '已办结',
};

export const pointWords: Readonly<Record<CameraPoint, string>> = {
  gate: '出入口',
  'commanding-height': '制高点',
  'key-part': '重点部位',
  perimeter: '周界',
  public: '公共区',
  crowd: '密集场所',
  other: '其他',
};

export const conditionWords: Readonly<Record<CameraCondition, string>> = {
  live: '正常',
  stale: '画面停滞',
  offline: '离线',
  unknown: '尚未连接',
};

/** Of a stream that gives no picture, by `offlineReason` and its kin. */
const reasonWords: Readonly<Record<string, string>> = {
  unreachable: '连不上摄像机',
  refused: '摄像机拒绝连接',
  'name-unknown': '找不到主机名',
  'not-rtsp': '应答的不是摄像机',
  'wrong-password': '用户名或密码不对',
  'no-such-stream': '没有这一路码流',
  'no-video': '码流里没有可用的视频',
  'too-many-viewers': '观看人数已满',
  'no-answer': '摄像机无应答',
  'no-frames': '没有画面',
  stopped: '画面中断',
  closed: '摄像机断开了连接',
  protocol: '收到的数据有误',
  'not-secure': '要求转到不可信的地址',
  unplayable: '编码无法播放',
};
export const reasonWord = (reason: string): string => reasonWords[reason] ?? reason;

const purposeWords: Readonly<Record<string, string>> = {
  wall: '值守画面',
  alarm: '报警处置',
  journal: '识别记录',
  search: '检索',
  review: '复核',
  handover: '交接班',
  clip: '录像片段',
};
export const purposeWord = (purpose: string): string => purposeWords[purpose] ?? purpose;
