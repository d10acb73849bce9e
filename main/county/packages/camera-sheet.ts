import type { SheetCell, SheetToWrite } from '../../system/xlsx-writer.ts';
import type { CameraRecord } from './package-sources.ts';
import { conditionWords, pointWords, reasonWord } from './sheet-words.ts';

const headers: SheetToWrite['headers'] = [
  { text: '摄像机', width: 18 },
  { text: '位置类型', width: 12 },
  { text: '在线率', width: 10, is: 'share', note: '本数据包起止时间内，有画面的时间与值守站看着它的时间之比' },
  { text: '当前状态', width: 12, note: '制作数据包时' },
  { text: '原因', width: 20 },
  { text: '自何时起', width: 20, is: 'time' },
  { text: '最近一次故障', width: 20 },
  { text: '故障说明', width: 40 },
  { text: '故障时间', width: 20, is: 'time' },
];

export function cameraSheet(cameras: readonly CameraRecord[]): Pick<SheetToWrite, 'name' | 'headers' | 'rows'> {
  const rows = cameras.map(({ lastError, ...camera }): SheetCell[] => [
    camera.name,
    pointWords[camera.point],
    camera.onlineRate,
    conditionWords[camera.condition],
    camera.reason === null ? '' : reasonWord(camera.reason),
    camera.sinceMs === null ? null : new Date(camera.sinceMs),
    lastError === null ? '' : reasonWord(lastError.reason),
    lastError?.detail ?? '',
    lastError === null ? null : new Date(lastError.atMs),
  ]);
  return { name: '设备', headers, rows };
}
