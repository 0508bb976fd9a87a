import type { ReportOutput } from '../reports/types.js';
import { formatCell } from './number.js';
import { originText } from './origin-text.js';
import type { PageStyle } from './page-style.js';

/** The night, and how many models it has, or datasets and Spaces. */
export function nightLine(
  { provenance }: Pick<ReportOutput, 'provenance'>,
  { words, number }: PageStyle,
): string {
  const { night, models, repositories = [] } = provenance;
  const counted = [
    ...(models === null ? [] : [['models', models] as const]),
    ...repositories.map(({ kind, count }) => [kind === 'dataset' ? 'datasets' : 'Spaces', count] as const),
  ];
  return [
    words(`night ${night} (UTC)`),
    ...counted.map(([many, n]) => `${formatCell(n, 'integer', number)} ${words(many, 'genitive')}`),
    words(originText(provenance)),
  ].join(' · ');
}
