/** The sides of the watchlist, as `look.ts` shows them. */
import type { Page } from '@playwright/test';
import type { Shot } from './look.ts';

async function pasteSheet(page: Page): Promise<void> {
  await page.locator('[data-sheet-drop]').waitFor();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', '类别\t车牌\n单位禁入\t鲁P12345');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  });
  await page.locator('[data-import]').waitFor();
}

export const watchlistShots: readonly Shot[] = [
  {
    name: 'watchlist-chief',
    address: '?calm&role=chief#/watchlist',
    act: async (page) => {
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
    },
  },
  { name: 'watchlist-dense', address: '?calm&role=chief&records=dense#/watchlist?kind=vehicle&page=3' },
  { name: 'watchlist-alarms', address: '?role=chief#/watchlist?doubtful=1' },
  { name: 'watchlist-none', address: '?calm&records=none#/watchlist' },
  { name: 'watchlist-large', address: '?calm&role=chief#/watchlist', preferences: { largeText: true } },
  {
    name: 'watchlist-entry',
    address: '?calm&role=chief#/watchlist/103',
    act: (page) => page.locator('[data-dry-run] button').click(),
  },
  { name: 'watchlist-entry-person', address: '?calm&role=chief#/watchlist/102' },
  { name: 'watchlist-entry-county', address: '?calm#/watchlist/105' },
  {
    name: 'watchlist-withdraw',
    address: '?calm&role=chief#/watchlist/101',
    act: (page) => page.locator('[data-withdraw]').click(),
  },
  {
    name: 'watchlist-new',
    address: '?calm#/watchlist/new',
    act: async (page) => {
      await page.locator('[name="plate"]').fill('鲁p·1?3*5');
      await page.keyboard.press('Enter');
    },
  },
  {
    name: 'watchlist-change',
    address: '?calm&role=chief#/watchlist/101/change',
    act: (page) => page.locator('[data-dry-run] button').click(),
  },
  {
    name: 'watchlist-new-person',
    address: '?calm&role=chief#/watchlist/new/person',
    act: (page) => page.locator('[data-save-entry]').click(),
  },
  {
    name: 'watchlist-waiting',
    address: '?calm&role=chief#/watchlist/waiting',
    act: (page) => page.locator('[data-may="true"] input').first().check(),
  },
  { name: 'watchlist-import', address: '?calm&role=chief#/watchlist/import' },
  {
    name: 'watchlist-preview',
    address: '?calm&role=chief#/watchlist/import',
    act: async (page) => {
      await pasteSheet(page);
      await page.locator('[data-dry-run] button').click();
    },
  },
  {
    name: 'watchlist-imported',
    address: '?calm&role=chief#/watchlist/import',
    act: async (page) => {
      await pasteSheet(page);
      await page.locator('[data-import]').click();
    },
  },
  { name: 'watchlist-settings', address: '?calm&role=chief#/watchlist/settings' },
  {
    name: 'watchlist-export',
    address: '?calm&role=chief#/watchlist',
    act: (page) => page.locator('[data-take-out]').click(),
  },
];
