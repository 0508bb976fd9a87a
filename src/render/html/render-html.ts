import type { ReportOutput } from '../../reports/types.js';
import type { Language } from '../language.js';
import { htmlPage, type Page } from './page.js';
import { pageStyleIn } from '../page-style.js';
import { commandFor, reportFooter, reportHeader, reportMain, type WhereAll } from './report-markup.js';

export interface HtmlOptions {
  language?: Language | undefined;
  /** The other pages of the folder that it lies in. */
  links?: Page['links'];
  whereAll?: WhereAll;
}

/**
 * A report as one HTML file: no network, readable from disk or a mail, with or without scripts, in print, in light and dark. The
 * same bytes for the same report.
 */
export function renderHtml(output: ReportOutput, options: HtmlOptions = {}): string {
  const { language = 'en', links = [], whereAll = commandFor(output) } = options;
  const style = pageStyleIn(language);
  return htmlPage({
    language,
    title: `${style.words(output.question)} · oai`,
    links,
    header: reportHeader(output, style),
    main: reportMain(output, style, whereAll),
    footer: reportFooter(output, style),
  });
}
