import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { en } from '../../../renderer/text/en.ts';
import { zhCN } from '../../../renderer/text/zh-CN.ts';

type Tree = { readonly [key: string]: string | Tree };

const leaves = (tree: Tree, path = ''): [key: string, words: string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
const places = (words: string): string[] => (words.match(/\{\{\w+\}\}/g) ?? []).sort();

const chinese = new Map(leaves(zhCN));
const english = new Map(leaves(en));
const renderer = join(import.meta.dirname, '../../../renderer');
const sources = globSync('**/*.{ts,tsx}', { cwd: renderer }).map(
  (file) => [file, readFileSync(join(renderer, file), 'utf8')] as const,
);

describe('the words on the screen', () => {
  test('there are words, and sources to hold against them', () => {
    expect(chinese.size).toBeGreaterThan(300);
    expect(sources.length).toBeGreaterThan(50);
  });

  test('each has its twin in the other language', () => {
    expect([...chinese.keys()].filter((key) => !english.has(key))).toEqual([]);
    expect([...english.keys()].filter((key) => !chinese.has(key))).toEqual([]);
  });

  test('twins take the same values', () => {
    const different = [...chinese].filter(([key, words]) => {
      return places(words).join() !== places(english.get(key) ?? '').join();
    });
    expect(different).toEqual([]);
  });

  test('none is empty', () => {
    expect([...chinese, ...english].filter(([, words]) => words.trim() === '')).toEqual([]);
  });

  test('no Chinese stands in the sources outside renderer/text', () => {
    // Plates carry their characters, and the English placeholder shows one.
    const allowed = /^(text\/|ui\/plate-look\.ts$)/;
    const found = sources
      .filter(([file]) => !allowed.test(file))
      .flatMap(([file, source]) =>
        source
          .split('\n')
          .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line))
          .filter((line) => /\p{Script=Han}/u.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(found).toEqual([]);
  });

  test('every word is used somewhere', () => {
    const all = sources
      .filter(([file]) => !/^text\/(zh-CN|en)\.ts$/.test(file))
      .map(([, source]) => source)
      .join('\n');
    const unused = [...chinese.keys()].filter((key) => {
      const steps = key.split('.');
      const built = [-1, -2].map((end) => steps.slice(0, end).join('.'));
      return !all.includes(`'${key}'`) && !built.some((head) => new RegExp(`\`${head}\\.[a-z]?\\$\\{`).test(all));
    });
    expect(unused).toEqual([]);
  });
});
