import type { PackageRemark } from '#contract/package.ts';
import type { PackageManifest } from '#contract/package.ts';

const remarkWords: Readonly<Record<PackageRemark, { zh: string; en: string }>> = {
  'clips-not-watermarked': {
    zh: '录像没有水印，与录下时相同。',
    en: 'Clips carry no watermark: they are as recorded.',
  },
  'name-not-drawn': {
    zh: '本机没有能写出制作人姓名的字体，水印上是账号。',
    en: 'No font of the station has the letters of the maker’s name: the watermark shows the account.',
  },
  'pictures-gone': {
    zh: '有的图片已过保存期，不在包内。',
    en: 'Some pictures were past their period and are left out.',
  },
  'clips-gone': { zh: '有的录像已过保存期，不在包内。', en: 'Some clips were past their period and are left out.' },
  'pictures-not-drawn': {
    zh: '有的图片已损坏或不是 JPEG，无法加水印，不在包内。',
    en: 'Some pictures are damaged or no JPEG and could not be marked: they are left out.',
  },
};

/** `说明.txt`: what this is, and how to check it with nothing of ours. */
export function notesText(id: number, manifest: Omit<PackageManifest, 'files'>): string {
  const { unit, period, madeAt, madeBy, reason, remarks, key } = manifest;
  const remarked = (language: 'zh' | 'en'): string[] => remarks.map((remark) => `- ${remarkWords[remark][language]}`);
  return [
    `值守台数据包`,
    ``,
    // With it no two packages are alike, and a receipt names one of them.
    `编号：${id}`,
    `单位：${unit.name}`,
    `起止：${period.from} 至 ${period.to}`,
    `制作：${madeAt}，${madeBy.name}（${madeBy.account}）`,
    `事由：${reason}`,
    ...remarked('zh'),
    ``,
    `summary.json  本时段汇总`,
    `报警.xlsx     本时段全部报警`,
    `设备.xlsx     摄像机与在线率`,
    `值守记录.xlsx 谁在何时做了什么`,
    `alarms/       所选报警的图片和录像，按报警编号分文件夹，加有制作人和时间的水印`,
    `messages.ndjson 县平台尚未确认的消息（勾选时才有），一行一条`,
    ``,
    `验证`,
    ``,
    `解压后在文件夹里执行下列命令，不需要值守台：`,
    ...commands,
    `第一条应显示 Signature Verified Successfully，第二条和第三条应每行都是 OK，第四条应等于本单位交给县平台的公钥指纹：`,
    key.fingerprint,
    `指纹须从别处核对。只看包内这一行，换了公钥的人也能把它一起换掉。`,
    ``,
    `在值守台“验证数据包”页面，或用 npm run verify-package -- 文件，可以一次查完，并指明改动的是哪个文件。`,
    ``,
    `----`,
    ``,
    `Guardroom package`,
    ``,
    `Number: ${id}`,
    `Unit: ${unit.name}`,
    `Period: ${period.from} to ${period.to}`,
    `Made: ${madeAt} by ${madeBy.name} (${madeBy.account})`,
    `Reason: ${reason}`,
    ...remarked('en'),
    ``,
    `To check it, unpack it and run in its folder (nothing of Guardroom is needed):`,
    ...commands,
    `The first must say Signature Verified Successfully, the second and the third OK on every line, the fourth must`,
    `print the fingerprint that the unit has given to the county by another way:`,
    key.fingerprint,
    `A fingerprint read from the package itself proves nothing.`,
    ``,
    `npm run verify-package -- FILE, or the console's page, checks all of it and names the file that was changed.`,
    ``,
  ].join('\n');
}

const commands: readonly string[] = [
  ``,
  `  openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig`,
  `  grep -q "$(sha256sum SHA256SUMS | cut -c1-64)" manifest.json && echo SHA256SUMS: OK`,
  `  sha256sum -c SHA256SUMS`,
  `  openssl pkey -pubin -in public-key.pem -outform DER | sha256sum`,
  ``,
];
