/** The words of the sheet in which lists come and go: Chinese as we write it, and what else is understood. Pure. */
import type { CameraPoint } from '#contract/camera.ts';
import type { Colour } from '#contract/sighting.ts';
import type { EntryCategory, EntryStatus, Priority, WatchlistEntry } from '#contract/watchlist.ts';

/** Columns that say something of an entry, in the order in which we write them. */
export const columns = [
  'kind',
  'plate',
  'plateColour',
  'name',
  'idNumber',
  'libraryId',
  'category',
  'basis',
  'priority',
  'validFrom',
  'expires',
  'places',
  'procedure',
  'note',
] as const;
export type Column = (typeof columns)[number];
/** Written for people to read; what stands there when it comes back is not looked at. */
export const factColumns = ['status', 'author', 'approvedBy', 'origin'] as const;
export type FactColumn = (typeof factColumns)[number];

/** The first of each is how we write it. */
const headers: Readonly<Record<Column | FactColumn, readonly string[]>> = {
  kind: ['类型', '对象类型', '种类', 'Kind', 'Type'],
  plate: ['号牌', '车牌', '号牌号码', '车牌号', '车牌号码', 'Plate', 'Plate number', 'License plate', 'Licence plate'],
  plateColour: ['号牌颜色', '车牌颜色', '号牌底色', 'Plate colour', 'Plate color'],
  name: ['姓名', '名字', 'Name'],
  idNumber: [
    '证件号',
    '证件号码',
    '身份证',
    '身份证号',
    '身份证号码',
    '公民身份号码',
    'ID number',
    'ID no.',
    'ID card',
  ],
  libraryId: ['人像库编号', '人脸库编号', '库内编号', 'Library ID', 'Face ID'],
  category: ['类别', '名单类别', '布控类别', '分类', 'Category'],
  basis: ['依据', '法律依据', '布控依据', 'Basis', 'Legal basis'],
  priority: ['优先级', '级别', '布控级别', 'Priority'],
  validFrom: ['生效日期', '生效时间', '开始日期', '起始日期', 'Valid from', 'From'],
  expires: [
    '失效日期',
    '失效时间',
    '截止日期',
    '到期日期',
    '有效期至',
    '有效至',
    'Expires',
    'Valid until',
    'Valid to',
    'Until',
  ],
  places: ['适用地点', '适用范围', '地点', '布控范围', 'Places', 'Scope', 'Applies at'],
  procedure: ['处置步骤', '处置要求', '处置措施', '处置', 'Steps', 'Procedure', 'SOP'],
  note: ['备注', '说明', 'Note', 'Notes', 'Remarks'],
  status: ['状态', 'Status'],
  author: ['录入人', 'Author'],
  approvedBy: ['批准人', '审批人', 'Approved by', 'Approver'],
  origin: ['来源', 'Origin', 'Source'],
};

const kinds: Readonly<Record<WatchlistEntry['kind'], readonly string[]>> = {
  vehicle: ['车辆', '机动车', '车', 'Vehicle', 'Car'],
  person: ['人员', '人', 'Person'],
};
const categories: Readonly<Record<EntryCategory, readonly string[]>> = {
  barred: ['单位禁入', '禁入', '黑名单', 'Barred'],
  'police-notice': ['公安协查', '协查', 'Police notice', 'police-notice'],
  'wanted-vehicle': ['布控车辆', '布控', 'Wanted vehicle', 'wanted-vehicle'],
  'missing-person': ['走失人员', '走失寻找', '走失', '寻人', 'Missing person', 'missing-person'],
  other: ['其他', '其它', 'Other'],
};
const priorities: Readonly<Record<Priority, readonly string[]>> = {
  1: ['1', '一', '一级', '1级', '高', '紧急', 'High'],
  2: ['2', '二', '二级', '2级', '中', '一般', 'Medium'],
  3: ['3', '三', '三级', '3级', '低', 'Low'],
};
const points: Readonly<Record<CameraPoint, readonly string[]>> = {
  gate: ['出入口', '大门', 'Gate'],
  'commanding-height': ['制高点', 'High point', 'Commanding height', 'commanding-height'],
  'key-part': ['重点部位', 'Key part', 'key-part'],
  perimeter: ['周界', 'Perimeter'],
  public: ['公共区', '公共区域', 'Public', 'Public area'],
  crowd: ['密集场所', '人员密集场所', 'Crowd'],
  other: ['其他', '其它', 'Other'],
};
const colours: Readonly<Record<Colour, readonly string[]>> = {
  black: ['黑', 'Black'],
  white: ['白', 'White'],
  grey: ['灰', 'Grey', 'Gray'],
  red: ['红', 'Red'],
  blue: ['蓝', 'Blue'],
  yellow: ['黄', 'Yellow'],
  orange: ['橙', 'Orange'],
  brown: ['棕', 'Brown'],
  green: ['绿', '渐变绿', '黄绿', '黄绿双拼', 'Green'],
  purple: ['紫', 'Purple'],
  cyan: ['青', 'Cyan'],
  pink: ['粉', 'Pink'],
  transparent: ['透明', 'Transparent'],
  other: ['其他', '其他色', 'Other'],
};
const statuses: Readonly<Record<EntryStatus, string>> = {
  waiting: '待批准',
  future: '未到生效日',
  valid: '生效',
  'expiring-soon': '即将到期',
  expired: '已到期',
};
const origins: Readonly<Record<WatchlistEntry['origin'], string>> = {
  provision: '配置文件',
  console: '控制台',
  county: '上级平台下发',
};

export const anywhereWords = ['全部', '全部地点', '所有地点', 'Everywhere', 'All'] as const;
/** Before the name, or the id, of a camera that is called like a kind of place, or is gone. */
export const cameraPrefix = '摄像机:';

export const columnOfHeader = finder(headers);
export const kindOfWord = finder(kinds);
export const categoryOfWord = finder(categories);
export const pointOfWord = finder(points);
const colourOf = finder(colours);
const priorityOf = finder({ '1': priorities[1], '2': priorities[2], '3': priorities[3] });

/** 蓝, 蓝色, 蓝牌, blue. */
export function colourOfWord(word: string): Colour | null {
  return colourOf(word) ?? colourOf(word.trim().replace(/(?:色|牌)$/, ''));
}
export function priorityOfWord(word: string): Priority | null {
  const found = priorityOf(word);
  return found === null ? null : found === '1' ? 1 : found === '2' ? 2 : 3;
}
export const isAnywhere = (word: string): boolean => anywhereWords.some((each) => plain(each) === plain(word));

export const headerOf = (column: Column | FactColumn): string => headers[column][0] ?? column;
export const kindWord = (kind: WatchlistEntry['kind']): string => kinds[kind][0] ?? kind;
export const categoryWord = (category: EntryCategory): string => categories[category][0] ?? category;
export const colourWord = (colour: Colour): string => colours[colour][0] ?? colour;
export const pointWord = (point: CameraPoint): string => points[point][0] ?? point;
export const statusWord = (status: EntryStatus): string => statuses[status];
export const originWord = (origin: WatchlistEntry['origin']): string => origins[origin];
export const categoryWords = (): string[] => Object.values(categories).map(([word = '']) => word);

/** Whatever its case, width and blanks, and without what is said beside it: `号牌（必填）*`. */
function plain(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\([^)]*\)|[\s*:_-]/g, '');
}

function finder<Name extends string>(words: Readonly<Record<Name, readonly string[]>>): (word: string) => Name | null {
  const names = new Map<string, Name>();
  for (const [name, all] of Object.entries(words) as [Name, readonly string[]][]) {
    for (const word of [name, ...all]) names.set(plain(word), name);
  }
  return (word) => names.get(plain(word)) ?? null;
}
