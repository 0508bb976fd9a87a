import type { Cell, CellKind } from '../reports/types.js';
import type { Language } from './language.js';
import { translation } from './translation.js';

const NARROW_NO_BREAK_SPACE = '\u202F';

const MAGNITUDES = [
  { en: 'tn', ru: 'трлн', size: 1e12 },
  { en: 'bn', ru: 'млрд', size: 1e9 },
  { en: 'M', ru: 'млн', size: 1e6 },
  { en: 'k', ru: 'тыс.', size: 1e3 },
];

/** Numbers as people read them. `unicode: false` puts plain spaces where narrow no-break ones would be. */
export interface NumberStyle {
  unicode: boolean;
  /** English where none is given; Russian has a decimal comma and words of its own. */
  language?: Language;
}

/** A value by its kind; `null` and what is not a finite number read as `absent`. Text is returned as it is. */
export function formatCell(value: Cell, kind: CellKind, style: NumberStyle, absent = 'unknown'): string {
  const { words } = translation(style.language ?? 'en');
  if (value === null) return words(absent);
  if (typeof value === 'boolean') return words(value ? 'yes' : 'no');
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && !Number.isFinite(value)) return words(absent);
  switch (kind) {
    case 'share':
      return formatShare(Number(value), style);
    case 'index':
      return formatIndex(Number(value), style);
    case 'integer':
      return formatInteger(value, style);
    case 'text':
    case 'date':
      return String(value);
  }
}

/** Every digit, in groups of three: `45 438 836 957`. What is not whole, such as a median, keeps two decimals or digits. */
export function formatInteger(value: number | bigint, style: NumberStyle): string {
  if (typeof value === 'bigint' || Number.isInteger(value)) return group(BigInt(value).toString(), style);
  const rounded = Math.abs(value) < 1 ? Number(value.toPrecision(2)) : Math.round(value * 100) / 100;
  return group(String(rounded), style);
}

/** Three significant digits and a magnitude: `1.29 M`, `45.4 bn`; every digit below a thousand. */
export function formatCompact(value: number | bigint, style: NumberStyle): string {
  const rounded = Number(Number(value).toPrecision(3));
  const magnitude = MAGNITUDES.find(({ size }) => Math.abs(rounded) >= size);
  if (magnitude === undefined) return formatInteger(rounded, style);
  const scaled = Number((rounded / magnitude.size).toPrecision(3));
  return `${group(String(scaled), style)}${space(style)}${magnitude[style.language ?? 'en']}`;
}

/**
 * A fraction in per cent: one decimal, two below 1 %. Only nothing reads `0 %` and only all of it `100 %`; what rounding
 * would turn into them reads `<0.01 %` and `>99.9 %`.
 */
export function formatShare(fraction: number, style: NumberStyle): string {
  return `${percentDigits(fraction * 100, style)}${space(style)}%`;
}

/** Four decimals, such as a Gini coefficient; what is not zero never reads as zero. */
export function formatIndex(value: number, style: NumberStyle): string {
  if (value === 0) return '0';
  if (Math.abs(value) < 0.00005)
    return value < 0 ? `>-${group('0.0001', style)}` : `<${group('0.0001', style)}`;
  return group(value.toFixed(4), style);
}

function percentDigits(percent: number, style: NumberStyle): string {
  const size = Math.abs(percent);
  if (percent === 0 || percent === 100) return String(percent);
  if (size < 0.005) return percent < 0 ? `>-${group('0.01', style)}` : `<${group('0.01', style)}`;
  if (percent < 100 && percent >= 99.95) return `>${group('99.9', style)}`;
  return group(percent.toFixed(size < 0.995 ? 2 : 1), style);
}

function group(digits: string, style: NumberStyle): string {
  const [whole = '', ...decimals] = digits.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, space(style)), ...decimals].join(
    style.language === 'ru' ? ',' : '.',
  );
}

function space(style: NumberStyle): string {
  return style.unicode ? NARROW_NO_BREAK_SPACE : ' ';
}
