import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { allImports, importsOf, judge, roomOf, root, sourceFiles } from './imports.ts';

const files = sourceFiles();
const imports = allImports();

test('the check reads the house: many files, many imports, every big room among them', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(imports.length).toBeGreaterThan(200);
  for (const folder of ['main/cameras', 'main/station', 'renderer/video', 'preload/contract']) {
    expect(files.some((path) => path.startsWith(`${folder}/`))).toBe(true);
  }
});

test('every source file is in a room of the table', () => {
  expect(files.filter((path) => roomOf(path) === null)).toEqual([]);
});

test('every import points down', () => {
  expect(imports.map(judge).filter((fault) => fault !== null)).toEqual([]);
});

test('the top level holds what the design names and nothing else', () => {
  const top = execFileSync('git', ['ls-files'], { cwd: root }).toString().trim().split('\n');
  const names = new Set(top.map((path) => path.split('/')[0] ?? ''));
  const known = [
    'main',
    'preload',
    'renderer',
    'resources',
    'test',
    'docs',
    'package.json',
    'package-lock.json',
    'electron-builder.yml',
    'README.md',
    'README.zh-CN.md',
    'CHANGELOG.md',
  ];
  expect([...names].filter((name) => !known.includes(name) && !name.startsWith('.'))).toEqual([]);
});

test.each([
  ['main/cameras/a.ts', `import { x } from '../journal/b.ts'`, /must not import main\/journal/],
  ['main/journal/a.ts', `import type { X } from '../storage/b.ts'`, /must not import main\/storage/],
  ['main/station/a.ts', `import { app } from 'electron'`, /only main\/shell/],
  ['renderer/ui/a.tsx', `import { x } from '../features/wall/b.ts'`, /must not import renderer\/features/],
  ['renderer/api/a.ts', `export * from '../../main/gateway/router.ts'`, /must not import main\/gateway/],
  ['preload/contract/a.ts', `import { x } from 'fastify'`, /zod only/],
  ['tools/a.ts', `import 'node:fs'`, /in no room/],
  ['main/cameras/a.ts', `await import('../alarms/b.ts')`, /must not import main\/alarms/],
])('a wrong import is caught: %s %s', (path, text, fault) => {
  expect(importsOf(path, text).map(judge)).toEqual([expect.stringMatching(fault)]);
});

test.each([
  ['main/cameras/a.ts', `import { x } from '#contract/camera.ts'`],
  ['main/storage/a.ts', `import type { X } from '../journal/b.ts'`],
  ['main/shell/a.ts', `import { app } from 'electron'`],
])('a right import passes: %s %s', (path, text) => {
  expect(importsOf(path, text).map(judge)).toEqual([null]);
});
