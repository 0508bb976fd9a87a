import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, openBrowser, openPage, overlaps } from '../support/browser.js';
import { oai } from '../support/cli.js';
import { sharedFolder } from '../support/temp.js';

const folder = join(sharedFolder(), 'site');
const widths = [360, 768, 1440];
const schemes = ['light', 'dark'] as const;
const LARGEST = 300_000;

/** Where CI keeps the pictures of the pages. */
const pictures = process.env['OAI_SCREENSHOTS'];

let browser: Browser;
const address = (page: string): string => pathToFileURL(join(folder, page)).href;
const pagesIn = (path: string): string[] => readdirSync(path).filter((file) => file.endsWith('.html'));

/** A picture that is whole or not at all, where somebody wants to look at it. */
async function keepPicture(page: Awaited<ReturnType<typeof openPage>>['page'], name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name.replaceAll('/', '-')}.png`), fullPage: true });
}

beforeAll(async () => {
  const { code } = await oai(['demo', '--data', 'may-2026', '-o', folder, '--quiet']);
  expect(code).toBe(0);
  browser = await openBrowser();
}, 120_000);

afterAll(async () => browser.close());

describe('the site that the demo writes', () => {
  it('shows every page in every width, light and dark, without a complaint or an overlap, and nothing serious for axe', async () => {
    const pages = ['', 'ru/'].flatMap((part) => pagesIn(join(folder, part)).map((file) => part + file));
    expect(pages.length).toBeGreaterThan(40);
    const { page, complaints } = await openPage(browser);
    const found: string[] = [];
    for (const file of pages) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(address(file));
      const isFirst = !file.startsWith('ru/');
      for (const width of isFirst ? widths : [360]) {
        await page.setViewportSize({ width, height: 900 });
        for (const overlap of await overlaps(page)) found.push(`${file} at ${width}: ${overlap}`);
        if (isFirst && width !== 768) await keepPicture(page, `${file}-${width}`);
      }
      // The pages of the other language are built alike.
      for (const colorScheme of isFirst || file === 'ru/index.html' ? schemes : []) {
        await page.emulateMedia({ colorScheme });
        // Only colours differ in the dark.
        const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined;
        for (const finding of await axeFindings(page, rules))
          found.push(`${file} in ${colorScheme}: ${finding}`);
        if (file === 'index.html') await keepPicture(page, `${file}-${colorScheme}`);
      }
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  }, 600_000);

  it('keeps every page under 300 kB', () => {
    for (const part of ['', 'ru']) {
      for (const file of pagesIn(join(folder, part))) {
        expect(statSync(join(folder, part, file)).size, file).toBeLessThan(LARGEST);
      }
    }
  });

  it('leads from page to page on disk: no link goes nowhere', () => {
    for (const part of ['', 'ru']) {
      for (const file of pagesIn(join(folder, part))) {
        const text = readFileSync(join(folder, part, file), 'utf8');
        for (const [, target = ''] of text.matchAll(/href="([^"#]*)(?:#[^"]*)?"/g)) {
          if (target === '' || target.startsWith('data:')) continue;
          expect(statSync(join(folder, part, target)).isFile(), `${file}: ${target}`).toBe(true);
        }
      }
    }
  });

  it('keeps every text of every picture inside it', async () => {
    const { page, complaints } = await openPage(browser);
    const outside: string[] = [];
    const files = readdirSync(folder).filter((file) => file.endsWith('.svg'));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      await page.goto(address(file));
      const found = await page.evaluate(() => {
        const picture = document.documentElement.getBoundingClientRect();
        return [...document.querySelectorAll('text')]
          .filter((text) => {
            const { left, right, top, bottom } = text.getBoundingClientRect();
            return (
              left < picture.left || right > picture.right || top < picture.top || bottom > picture.bottom
            );
          })
          .map((text) => text.textContent);
      });
      outside.push(...found.map((text) => `${file}: ${text}`));
    }
    expect(outside).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('can be read without scripts, and with the keyboard', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(address('concentration.html'));
    expect(await page.locator('main > .scroll table').first().isVisible()).toBe(true);
    expect(await page.locator('figure svg').first().isVisible()).toBe(true);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/Skip to the content/);
    await context.close();
  });

  it('shows one of several metrics of a chart at a time, as asked', async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(address('coverage.html'));
    const figures = page.locator('[data-switch] > figure');
    const shown = async (): Promise<boolean[]> =>
      Promise.all((await figures.all()).map(async (figure) => figure.isVisible()));
    expect(await shown()).toEqual([true, false]);
    await page.getByRole('button', { name: 'models', exact: true }).click();
    expect(await shown()).toEqual([false, true]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('sorts and filters its tables', async () => {
    const { page, complaints } = await openPage(browser);
    await page.goto(address('orgs.html'));
    const table = page.locator('main > .scroll table').first();
    const numbers = async (): Promise<number[]> =>
      table
        .locator('tbody td.n')
        .evaluateAll((cells) =>
          cells
            .filter((cell) => cell instanceof HTMLTableCellElement && cell.cellIndex === 0)
            .map((cell) => Number(cell.textContent)),
        );
    const before = await numbers();
    const head = table.locator('th.n button').first();
    await head.click();
    await head.click();
    expect(await numbers()).toEqual([...before].sort((a, b) => a - b));
    await head.click();
    expect(await numbers()).toEqual([...before].sort((a, b) => b - a));
    expect(await table.locator('th').first().getAttribute('aria-sort')).toBe('descending');
    const rows = table.locator('tbody tr');
    const name = (await rows.first().textContent()) ?? '';
    await page.locator('main > input.filter').first().fill(name.slice(0, 12));
    expect(await rows.filter({ visible: true }).count()).toBeLessThan(await rows.count());
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
