import CliTable from 'cli-table3';
import { safeText } from './safe-text.js';

const PLAIN = /^[ -~\u202F\u2026]*$/;

/** Longer than any repository name; measured in characters too, as stacked marks have no width of their own. */
const LONGEST_NAME = 200;

/** Columns a terminal needs for one line of `text`, by the same measure that cli-table3 pads with. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  const probe = new CliTable({ style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] } });
  probe.push([text]);
  probe.toString();
  return probe.options.colWidths[0] ?? 0;
}

/** `text` in at most `width` columns, ending in `ellipsis` where something was cut; never through a character. */
export function cutToWidth(text: string, width: number, ellipsis: string): string {
  if (text.length <= LONGEST_NAME && displayWidth(text) <= width) return text;
  const kept: string[] = [];
  let room = Math.min(width, LONGEST_NAME) - displayWidth(ellipsis);
  for (const character of text) {
    room -= displayWidth(character);
    if (room < 0 || kept.length === LONGEST_NAME) break;
    kept.push(character);
  }
  return kept.join('') + ellipsis;
}

/** A name or sentence made safe, with every word cut that is too long to be one. */
export function safeWords(text: string, ellipsis: string): string {
  return safeText(text)
    .split(' ')
    .map((word) => cutToWidth(word, LONGEST_NAME, ellipsis))
    .join(' ');
}

/** `text` on lines of at most `width` columns, broken at spaces; a longer word is broken where it reaches the width. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(/ +/).flatMap((whole) => breakWord(whole, width))) {
    const needed = displayWidth(word);
    if (line !== '' && used + 1 + needed > width) {
      lines.push(line);
      line = word;
      used = needed;
    } else {
      used += needed + (line === '' ? 0 : 1);
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function breakWord(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  let used = 0;
  for (const character of word) {
    const needed = displayWidth(character);
    if (part !== '' && used + needed > width) {
      parts.push(part);
      part = '';
      used = 0;
    }
    part += character;
    used += needed;
  }
  return [...parts, part];
}
