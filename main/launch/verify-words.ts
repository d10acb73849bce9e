/** What `verify-package` says, in Chinese or in English. */
import type { PackageOutcome, PackageProblem } from '#contract/package-verify.ts';

export interface VerifyWords {
  usage: string;
  outcome: Readonly<Record<PackageOutcome, string>>;
  problem: Readonly<Record<PackageProblem['problem'], string>>;
  unit: string;
  period: string;
  made: string;
  files: string;
  key: string;
}

const zhCN: VerifyWords = {
  usage: '用法：npm run verify-package -- 数据包.zip [--fingerprint 公钥指纹，64 位十六进制]',
  outcome: {
    good: '完好：与制作时相同，签名相符，公钥就是所给的那一把。',
    'good-unknown-key': '完好：与制作时相同，签名相符。但没有给出公钥指纹，请与该单位留存的指纹核对。',
    changed: '已被改动。',
    unreadable: '读不了：不是数据包，或已损坏到无法辨认。',
  },
  problem: {
    changed: '内容改动',
    missing: '缺少文件',
    extra: '多出文件',
    signature: '签名不符',
    key: '公钥不符',
  },
  unit: '单位：',
  period: '起止：',
  made: '制作：',
  files: '文件数：',
  key: '公钥指纹：',
};

const en: VerifyWords = {
  usage: 'Usage: npm run verify-package -- FILE.zip [--fingerprint of the key, 64 hexadecimal digits]',
  outcome: {
    good: 'Good: as it was made, the signature fits, and the key is the one given.',
    'good-unknown-key':
      'Good: as it was made, and the signature fits. No fingerprint was given: compare the one below with the one the unit has on file.',
    changed: 'Changed.',
    unreadable: 'Unreadable: no package, or damaged beyond recognition.',
  },
  problem: {
    changed: 'changed  ',
    missing: 'missing  ',
    extra: 'added    ',
    signature: 'signature',
    key: 'key      ',
  },
  unit: 'Unit:',
  period: 'Period:',
  made: 'Made:',
  files: 'Files:',
  key: 'Key:',
};

/** `locale`: `zh_CN.UTF-8`, `en-US`. Chinese unless it names another language. */
export function packageWords(locale: string): VerifyWords {
  return /^(zh|c|posix|und|$)/i.test(locale.split(/[_.\-@]/)[0] ?? '') ? zhCN : en;
}

/** Names in a package are anybody's: none of them moves the cursor of the terminal. */
export function safeText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}
