import type { ReportOutput } from '../reports/types.js';
import { formatCell } from './number.js';
import { originText } from './origin-text.js';
import type { PageStyle } from './page-style.js';

/** The night, and how many models it has. */
export function nightLine(
  { provenance }: Pick<ReportOutput, 'provenance'>,
  { words, number }: PageStyle,
): string {
  return [
    words(`night ${provenance.night} (UTC)`),
    `${formatCell(provenance.models, 'integer', number)} ${words('models', 'genitive')}`,
    words(originText(provenance)),
  ].join(' · ');
}
