import { safeWords } from './text-layout.js';

/**
 * Text as a GitHub-flavoured Markdown reader shows it letter by letter: nothing in it becomes markup, a link, a heading,
 * a list or another table cell. Long words are cut.
 */
export function markdownText(text: string): string {
  return safeWords(text, '…')
    .trim()
    .replace(/[\\`*_~[\]<>|&$]/g, '\\$&')
    .replace(/^(?:[#+=-]|\d+(?=[.)](?:\s|$)))/, (start) => (/^\d/.test(start) ? `${start}\\` : `\\${start}`))
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\bwww\./gi, (start) => start.replace('.', '\\.'));
}
