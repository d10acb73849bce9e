/** The county link in its states, as `look.ts` shows them. */
import type { Page } from '@playwright/test';
import type { Shot } from './look.ts';

const test = (destination: string, waitMs: number) => async (page: Page) => {
  await page.locator(`[data-county-test="${destination}"]`).click();
  await page.waitForTimeout(waitMs);
};

export const countyShots: readonly Shot[] = [
  { name: 'county', address: '?role=chief&calm#/county' },
  { name: 'county-up', address: '?role=chief&calm&county=up#/county', act: test('summaries', 500) },
  { name: 'county-off', address: '?role=chief&calm&county=off#/county' },
  { name: 'county-never', address: '?role=chief&calm&county=never#/county', act: test('summaries', 1_500) },
  { name: 'county-refusing', address: '?county=refusing#/county' },
  { name: 'county-plain', address: '?role=chief&calm&county=plain#/county' },
  { name: 'county-clock', address: '?role=chief&calm&county=clock#/county', act: test('summaries', 3_500) },
  { name: 'county-four', address: '?role=chief&county=four#/county' },
  {
    name: 'county-outbox',
    address: '?role=chief&calm#/county',
    act: async (page) => {
      await page.keyboard.press('ArrowRight');
      for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.locator('[data-outbox-item]').last().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'county-subscriptions',
    address: '?role=chief&calm&county=four#/county',
    act: (page) => page.locator('[data-subscription]').last().scrollIntoViewIfNeeded(),
  },
  { name: 'county-large', address: '?role=chief&calm&county=four#/county', preferences: { largeText: true } },
];
