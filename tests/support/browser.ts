/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Debian's Chromium, without a network. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

/** A page that notes what goes wrong on it and whatever it asks for beside itself. */
export async function openPage(browser: Browser): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ offline: true, bypassCSP: false });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const isPage = request.isNavigationRequest() && request.url().startsWith('file:');
    if (!isPage) complaints.push(`asked for ${request.url()}`);
  });
  return { page, complaints };
}

/** What axe finds that is serious or critical, as `rule: element`. @param rules all of them where none are named */
export async function axeFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Evaluated through the debugger, which the policy of the page does not bind.
  await page.evaluate(axeSource);
  return page.evaluate(async (only) => {
    interface Finding {
      id: string;
      impact: string;
      nodes: { html: string; failureSummary?: string }[];
    }
    const { axe } = globalThis as unknown as {
      axe: { run: (root: Document, options: object) => Promise<{ violations: Finding[] }> };
    };
    const { violations } = await axe.run(document, only === undefined ? {} : { runOnly: only });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  }, rules);
}

/** Pairs of visible texts whose boxes cover each other by more than a pixel each way, and whether the page is wider than the window. */
export async function overlaps(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    interface Box {
      left: number;
      right: number;
      top: number;
      bottom: number;
      text: string;
    }
    const boxes: Box[] = [];
    const clip = (box: Box, element: Element | null): Box => {
      let { left, right, top, bottom } = box;
      for (let at = element; at !== null; at = at.parentElement) {
        if (getComputedStyle(at).overflowX === 'visible' || at === document.documentElement) continue;
        const rect = at.getBoundingClientRect();
        left = Math.max(left, rect.left);
        right = Math.min(right, rect.right);
        top = Math.max(top, rect.top);
        bottom = Math.min(bottom, rect.bottom);
      }
      return { left, right, top, bottom, text: box.text };
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      const text = (node.textContent ?? '').trim();
      if (parent === null || text === '' || !parent.checkVisibility()) continue;
      if (parent.closest('title, desc, script, style, .skip') !== null) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const isDrawn = parent.closest('svg') !== null;
      const rects = isDrawn ? [parent.getBoundingClientRect()] : [...range.getClientRects()];
      for (const { left, right, top, bottom } of rects) {
        const box = clip({ left, right, top, bottom, text }, parent);
        if (box.right - box.left > 1 && box.bottom - box.top > 1) boxes.push(box);
      }
    }
    boxes.sort((a, b) => a.top - b.top);
    const found: string[] = [];
    boxes.forEach((a, index) => {
      for (let next = index + 1; next < boxes.length; next += 1) {
        const b = boxes[next];
        if (b === undefined || b.top >= a.bottom) break;
        // Line boxes are taller than letters: a quarter of a line is no touch.
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        if (across > 1 && down > 4) found.push(`"${a.text.slice(0, 40)}" and "${b.text.slice(0, 40)}"`);
      }
    });
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > window.innerWidth)
      found.push(`the page is ${scrollWidth} wide in ${window.innerWidth}`);
    return found;
  });
}
