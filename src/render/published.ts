import type { PublishedFigure } from '../reports/types.js';
import { formatCell, formatInteger, type NumberStyle } from './number.js';
import { translation } from './translation.js';

export const publishedLabels = ['Claim', 'Quantity', 'Published', 'Computed', 'As of', 'Source'] as const;

/** A published figure and the computed one, in the order of `publishedLabels`; not made safe. */
export function publishedCells(figure: PublishedFigure, style: NumberStyle): string[] {
  const { words } = translation(style.language ?? 'en');
  return [
    figure.id,
    words(figure.label),
    figure.published === null ? words('no figure') : inUnit(figure.published, figure.unit, style),
    figure.computed === null ? words('not computed') : inUnit(figure.computed, figure.unit, style),
    figure.as_of,
    words(figure.source),
  ];
}

/** Why figures were not computed and what to know of the published ones; figures that share a remark share its line. */
export function publishedNotes(
  published: readonly PublishedFigure[],
  words: (text: string) => string,
): string[] {
  const idsByText = new Map<string, string[]>();
  for (const { id, not_computed, note } of published) {
    for (const text of [not_computed, note]) {
      if (text !== '') idsByText.set(text, [...(idsByText.get(text) ?? []), id]);
    }
  }
  return [...idsByText].map(([text, ids]) => `${ids.join(', ')}: ${words(text)}`);
}

function inUnit(value: number, unit: string, style: NumberStyle): string {
  if (unit === 'share' || unit === 'index') return formatCell(value, unit, style);
  const { words } = translation(style.language ?? 'en');
  const number = formatInteger(value, style);
  return unit === 'count' ? number : `${number} ${words(unit)}`;
}
