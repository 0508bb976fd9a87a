import type { Phrase } from '../reports/phrase.js';
import type { Provenance } from '../reports/types.js';
import { markdownText } from './markdown-text.js';
import { phraseText } from './phrase-text.js';
import { provenanceClauses } from './provenance.js';
import { textStyle } from './text-style.js';

const STYLE = textStyle({ width: 84, colour: false, unicode: true });

/** The reports of one night that lie in one folder. */
export interface ReportIndex {
  provenance: Provenance;
  reports: readonly { report: string; question: string; finding: Phrase; files: readonly string[] }[];
  /** Reports that could not be computed. */
  skipped: readonly { report: string; why: string }[];
}

/** A page that leads to the reports of a folder, in Markdown: what each found, and its files. */
export function renderReportIndex({ provenance, reports, skipped }: ReportIndex): string {
  const found = reports.map(({ report, question, finding, files }) => {
    const links = files.map((file) => `[${markdownText(file)}](${encodeURI(file)})`).join(', ');
    return `## ${report}\n\n${markdownText(question)}\n\n${markdownText(phraseText(finding, STYLE))}\n\n${links}`;
  });
  const missing = skipped.map(({ report, why }) => `- ${report}: ${markdownText(why)}`);
  const blocks = [
    `# The Hub on ${provenance.night}`,
    ...found,
    ...(missing.length === 0 ? [] : ['## Not computed', missing.join('\n')]),
    '---',
    provenanceClauses(provenance, STYLE).map(markdownText).join(STYLE.separator),
  ];
  return `${blocks.join('\n\n')}\n`;
}
