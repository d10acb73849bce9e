import { beforeEach, expect, test } from 'vitest';
import type { NewAction } from '#contract/action.ts';
import type { HttpTarget } from '../../../../main/alarms/actions/call-template.ts';
import { aNewAction } from '../../../builders/action.ts';
import { StationOfActions } from './station.ts';

let station: StationOfActions;
beforeEach(async () => {
  station = new StationOfActions();
  await station.start();
});

const key = { name: 'X-Key', value: 'top secret' };
function aCall(given: Partial<HttpTarget> = {}): NewAction {
  const target: HttpTarget = {
    ...{ kind: 'http', method: 'POST', url: 'https://127.0.0.1/door/{state}', headers: [key], body: '' },
    certificate: null,
    ...given,
  };
  return aNewAction({ target });
}
const kept = [{ name: 'x-key', value: '' }];
async function sentWith(): Promise<unknown> {
  await station.actions.run(1, null, 'on', 'guard1');
  return station.controller.heard.at(-1)!.target;
}

test('the value of a header is sent, and never given back nor left readable', async () => {
  const saved = await station.actions.save(aCall(), null, 'chief1');
  expect(saved).toMatchObject({ id: 1, changedBy: 'chief1', target: { headers: [{ name: 'X-Key', value: '' }] } });
  expect(JSON.stringify([station.actions.list(), ...station.store.stored.values()])).not.toContain('top secret');
  expect(await sentWith()).toMatchObject({ headers: [key] });
  expect(JSON.stringify(station.store.rows)).not.toContain('top secret');
});

test('a header without a value keeps the one it had', async () => {
  await station.actions.save(aCall(), null, 'chief1');
  await station.actions.save(aCall({ headers: kept, body: 'x' }), 1, 'chief1');
  expect(await sentWith()).toMatchObject({ body: 'x', headers: [{ value: 'top secret' }] });
});

test('what was kept for one server is not sent to another, nor to the same one under another certificate', async () => {
  await station.actions.save(aCall(), null, 'chief1');
  for (const target of [{ url: 'https://127.0.0.1:8443/{state}' }, { certificate: 'a'.repeat(64) }]) {
    const moved = aCall({ headers: kept, ...target });
    await expect(station.actions.save(moved, 1, 'chief1')).rejects.toMatchObject({
      facts: { problem: 'value-needed' },
    });
    const tested = station.actions.test({ ...moved, id: 1, dry: true }, 'chief1');
    await expect(tested).rejects.toMatchObject({ code: 'bad-input', facts: { problem: 'value-needed' } });
  }
  expect(station.controller.heard).toEqual([]);
});

test('a test of what is being written has the kept values too', async () => {
  await station.actions.save(aCall(), null, 'chief1');
  await station.actions.test({ ...aCall({ headers: kept }), id: 1, dry: true }, 'chief1');
  expect(station.controller.heard.at(-1)!.target).toMatchObject({ headers: [{ value: 'top secret' }] });
});

test('names are not given twice, and there is an end to how many', async () => {
  await station.actions.save(aNewAction(), null, 'chief1');
  await expect(station.actions.save(aNewAction(), null, 'chief1')).rejects.toMatchObject({
    facts: { problem: 'name' },
  });
  await expect(station.actions.save(aNewAction(), 5, 'chief1')).rejects.toMatchObject({ code: 'not-found' });
  for (let n = 2; n <= 100; n += 1) await station.actions.save(aNewAction({ name: `n${n}` }), null, 'chief1');
  const more = station.actions.save(aNewAction({ name: 'n101' }), null, 'chief1');
  await expect(more).rejects.toMatchObject({ facts: { problem: 'too-many' } });
});

test('what cannot be kept is refused with the member and why', async () => {
  const opens = aNewAction({ effect: 'open' });
  const refusal = { code: 'bad-input', facts: { field: 'onHits', problem: 'never-by-itself' } };
  await expect(station.actions.save(opens, null, 'chief1')).rejects.toMatchObject(refusal);
  expect(station.actions.list()).toEqual([]);
});

test('one that was removed is gone for guards and for alarms', async () => {
  await station.actions.save(aNewAction(), null, 'chief1');
  await station.actions.remove(1);
  expect(station.actions.list()).toEqual([]);
  await expect(station.actions.run(1, null, 'on', 'guard1')).rejects.toMatchObject({ code: 'not-found' });
  await expect(station.actions.remove(1)).rejects.toMatchObject({ code: 'not-found' });
});
