import type { Figure } from './phrase.js';
import type { Pieces } from './pieces.js';
import type { ClaimLanguage } from './verdict-reason.js';

/** Pieces as text for a cell or a document, its figures in the manner of a language. */
export function plainText(pieces: Pieces, language: ClaimLanguage): string {
  return pieces.map((part) => (typeof part === 'string' ? part : figureText(part, language))).join('');
}

function figureText({ value, kind }: Figure, language: ClaimLanguage): string {
  if (typeof value !== 'number' || kind === 'text') return String(value ?? '');
  if (kind === 'share') return `${digits(value * 100, Math.abs(value) < 0.01 ? 2 : 1, language)}\u202F%`;
  return digits(value, kind === 'index' ? 4 : 2, language);
}

function digits(value: number, decimals: number, language: ClaimLanguage): string {
  const [whole = '', rest] = String(Number(value.toFixed(decimals))).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202F');
  return rest === undefined ? grouped : `${grouped}${language === 'ru' ? ',' : '.'}${rest}`;
}
