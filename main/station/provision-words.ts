/** The words for what is wrong in a provision file. They go to a terminal, so they live here and not in the console's texts. */
export type Language = 'zh' | 'en';

/** Chinese unless the terminal plainly asks for something else. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '';
  return /^en|^C\b|^POSIX/i.test(locale) ? 'en' : 'zh';
}

export interface Issue {
  readonly code?: string;
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly input?: unknown;
  readonly expected?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly options?: readonly unknown[];
}

const types: Record<string, [zh: string, en: string]> = {
  string: ['文字', 'text'],
  number: ['数字', 'a number'],
  boolean: ['true 或 false', 'true or false'],
  array: ['列表', 'a list'],
  object: ['一组字段', 'a group of fields'],
};

/** One sentence on one issue. Never repeats the value itself: it may be a password. */
export function wordIssue(issue: Issue, language: Language): string {
  const zh = language === 'zh';
  switch (issue.code) {
    case 'invalid_type': {
      const [wordZh, wordEn] = types[String(issue.expected)] ?? [String(issue.expected), String(issue.expected)];
      return zh ? `缺少，或类型不对：应为${wordZh}` : `missing, or of the wrong type: expected ${wordEn}`;
    }
    case 'unrecognized_keys': {
      const keys = (issue.keys ?? []).join(', ');
      return zh ? `不认识的字段：${keys}` : `unknown field: ${keys}`;
    }
    case 'invalid_value': {
      const values = (issue.values ?? []).map(String).join(', ');
      return zh ? `只能是其中之一：${values}` : `must be one of: ${values}`;
    }
    case 'invalid_union': {
      const kinds = (issue.options ?? []).map(String).join(', ');
      if (kinds === '') return zh ? '取值不对' : 'not an allowed value';
      return zh ? `只能是其中之一：${kinds}` : `must be one of: ${kinds}`;
    }
    case 'too_small':
      return zh
        ? `太短或太小（至少 ${String(issue.minimum)}）`
        : `too short or too small (at least ${String(issue.minimum)})`;
    case 'too_big':
      return zh
        ? `太长或太大（至多 ${String(issue.maximum)}）`
        : `too long or too large (at most ${String(issue.maximum)})`;
    case 'invalid_format':
      return wordFormat(issue, zh);
    default:
      return wordCustom(issue, zh);
  }
}

function wordFormat(issue: Issue, zh: boolean): string {
  switch (issue.path.at(-1)) {
    case 'main':
    case 'sub':
      return zh ? '应为 rtsp:// 开头的地址' : 'must be an address beginning with rtsp://';
    case 'url':
    case 'receiveAddress':
    case 'address':
      if (issue.path.includes('mqtt')) {
        return zh
          ? '应为 mqtt:// 或 mqtts:// 开头的地址，用户名和密码另写'
          : 'must be an address beginning with mqtt:// or mqtts://; user and password have lines of their own';
      }
      return zh ? '应为 http:// 或 https:// 开头的地址' : 'must be an address beginning with http:// or https://';
    case 'expires':
    case 'validFrom':
      return zh ? '应为日期，如 2027-01-01' : 'must be a date such as 2027-01-01';
    case 'pin':
      return zh ? '应为证书的 SHA-256，64 位十六进制' : "must be the certificate's SHA-256, 64 hex digits";
    case 'listen':
      return zh ? '应为 地址:端口，如 127.0.0.1:18400' : 'must be host:port, such as 127.0.0.1:18400';
    case 'every':
    case 'registration':
    case 'registerEvery':
    case 'keepalive':
    case 'before':
    case 'after':
    case 'footage':
    case 'sightings':
    case 'alarms':
    case 'audit':
      return zh ? '应为时长，如 30d、1h、10m、30s' : 'must be a duration such as 30d, 1h, 10m, 30s';
    case 'contentType':
      return zh ? '应为媒体类型，如 application/json' : 'must be a media type such as application/json';
    default:
      return zh ? '格式不对' : 'not in the expected form';
  }
}

function wordCustom(issue: Issue, zh: boolean): string {
  const name = typeof issue.params?.name === 'string' ? issue.params.name : '';
  switch (issue.message) {
    case 'duplicate':
      return zh ? `“${name}”重复` : `"${name}" is used twice`;
    case 'no-such-camera':
      return zh ? `没有名为“${name}”的摄像机` : `there is no camera named "${name}"`;
    case 'below-lawful-minimum':
      return zh ? `低于法定保存期限 ${name}` : `below the lawful minimum of ${name}`;
    case 'not-a-plate':
      return zh ? `“${name}”不是车牌号` : `"${name}" is not a number plate`;
    case 'too-vague':
      return zh ? `“${name}”太笼统，至少写明三个字符` : `"${name}" would fit too many plates: name three characters`;
    case 'nobody-named':
      return zh ? '证件号、姓名、人像库编号至少写一项' : 'give an ID number, a name or a library id';
    case 'not-an-id-number':
      return zh ? `“${name}”不是有效的身份证号` : `"${name}" is not a valid ID number`;
    case 'approver-is-author':
      return zh ? '批准人不能是录入人' : 'the approver must not be the author';
    case 'never-valid':
      return zh ? '生效日期晚于截止日期' : 'begins after it ends';
    case 'plain-http':
      return zh
        ? '明文 http 只能用于本机；确需明文时写 allowPlain: true'
        : 'plain http is for this machine only; write allowPlain: true if it is meant';
    case 'bad-url':
      return zh ? '应为 http:// 或 https:// 开头的地址' : 'must be an address beginning with http:// or https://';
    case 'no-such-platform':
      return zh
        ? `recognition.viid.platforms 里没有编号为“${name}”的上级平台`
        : `there is no platform of the number "${name}" under recognition.viid.platforms`;
    case 'cert-without-key':
      return zh ? 'certFile 和 keyFile 要么都写，要么都不写' : 'certFile and keyFile go together: write both or none';
    case 'not-a-host':
      return zh ? '应为 主机 或 主机:端口，如 127.0.0.1:8080' : 'must be a host or host:port, such as 127.0.0.1:8080';
    case 'unwritable-name':
      return zh ? '名称里有不能使用的字符' : 'the name has characters that cannot be used';
    case 'credentials-in-url':
      return zh ? '地址里不能带用户名和密码，请分开填写' : 'user and password do not belong into the address';
    case 'list-without-address':
      return zh
        ? '设备自有名单需要 address（设备的地址），或 profile.subscribe.url'
        : 'a list on the device needs its address, or profile.subscribe.url';
    case 'registration-range':
      return zh ? '应在 30s 与 1d 之间' : 'must be between 30s and 1d';
    case 'keepalive-range':
      return zh ? '应在 5s 与 1h 之间' : 'must be between 5s and 1h';
    case 'longer-than-a-day':
      return zh ? '不能超过一天' : 'must not be longer than a day';
    case 'longer-than-a-clip':
      return zh ? `不能超过 ${name}` : `must not be longer than ${name}`;
    case 'no-such-day':
      return zh ? '没有这一天' : 'there is no such day';
    case 'camera-address':
      return zh
        ? '应为 http:// 开头的地址，如 http://127.0.0.1:80，用户名和密码另写'
        : 'must be an address such as http://127.0.0.1:80; user and password have lines of their own';
    case 'port-range':
      return zh ? '端口应在 0–65535 之间' : 'the port must be between 0 and 65535';
    default:
      return issue.message;
  }
}
