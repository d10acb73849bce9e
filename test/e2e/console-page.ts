import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

export async function signIn(page: Page, address: string, who: { account: string; password: string }): Promise<void> {
  await page.goto(address);
  await page.locator('input[name="account"]').fill(who.account);
  await page.locator('input[name="password"]').fill(who.password);
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-county-link]')).toBeVisible();
}
