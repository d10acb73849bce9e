import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..', '..');
const config = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as Record<string, unknown>;
const schema = JSON.parse(readFileSync(join(root, 'node_modules', 'app-builder-lib', 'scheme.json'), 'utf8')) as object;
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

test("electron-builder's own schema accepts the packaging", () => {
  validate(config);
  expect(validate.errors ?? []).toEqual([]);
});

test('the schema would notice a wrong field', () => {
  expect(validate({ ...config, asarr: true })).toBe(false);
});
