import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect } from 'vitest';

/**
 * Checks that the part of a page of docs/ between `<!-- begin NAME -->` and `<!-- end NAME -->` is this table; with
 * UPDATE_DOCS=1 in the environment it is written there instead.
 */
export async function expectDocsTable(
  page: string,
  name: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  const file = fileURLToPath(new URL(`../../docs/${page}`, import.meta.url));
  const text = readFileSync(file, 'utf8');
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [before, after] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (!text.includes(begin) || after < before) throw new Error(`${page} has no section ${name}`);
  const lines = [header, header.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.map(escaped).join(' | ')} |`,
  );
  const current = await format(`${text.slice(0, before)}\n\n${lines.join('\n')}\n\n${text.slice(after)}`, {
    ...(await resolveConfig(file)),
    parser: 'markdown',
  });
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, current);
  expect(readFileSync(file, 'utf8'), `UPDATE_DOCS=1 npx vitest run writes docs/${page}`).toBe(current);
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
