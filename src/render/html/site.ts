import { languages, type Language } from '../language.js';
import { markup } from '../markup.js';
import type { ReportOutput } from '../../reports/types.js';
import { renderHtml } from './render-html.js';
import { indexPage } from './site-index.js';
import { translation } from '../translation.js';

/** The reports of one night as a site. */
export interface Site {
  /** Every report that could be computed, in the order of the list. */
  reports: readonly ReportOutput[];
  /** The published figures, each page in its own language; null where they could not be judged. */
  claims: Readonly<Record<Language, ReportOutput>> | null;
  /** Outputs of other parameters that published figures were compared with. */
  answered: readonly ReportOutput[];
  /** Reports that the night lacks the data for. */
  skipped: readonly { report: string; why: string }[];
}

/** The first language lies in the folder itself, the others in folders of their own. */
const [mainLanguage] = languages;

/**
 * An index that goes through the document statement by statement and a page per report, in every language; links are relative,
 * so that they work from disk. JSON and CSV are expected beside the pages of the first language.
 * @returns paths below the folder, with `/`
 */
export function sitePages(site: Site): { file: string; text: string }[] {
  return languages.flatMap((language) => {
    const folder = language === mainLanguage ? '' : `${language}/`;
    const beside = language === mainLanguage ? '' : '../';
    const { words } = translation(language);
    const pages = site.reports.map((output) => {
      const shown = output.report === 'claims' && site.claims !== null ? site.claims[language] : output;
      return {
        file: `${folder}${output.report}.html`,
        text: renderHtml(shown, {
          language,
          links: [
            { href: 'index.html', text: words('All reports') },
            { href: `${beside}${output.report}.json`, text: 'JSON' },
            ...languageLinks(language, `${output.report}.html`),
          ],
          whereAll: (table) => {
            const file = `${output.report}.${table}.csv`;
            return markup`<a href="${beside}${file}">${file}</a>`;
          },
        }),
      };
    });
    const index = indexPage(site, {
      language,
      beside,
      links: languageLinks(language, 'index.html'),
    });
    return [{ file: `${folder}index.html`, text: index }, ...pages];
  });
}

const ownNames: Readonly<Record<Language, string>> = { en: 'English', ru: 'Русский' };

function languageLinks(from: Language, page: string): { href: string; text: string; language: Language }[] {
  return languages
    .filter((language) => language !== from)
    .map((language) => ({
      href: `${from === mainLanguage ? '' : '../'}${language === mainLanguage ? '' : `${language}/`}${page}`,
      text: ownNames[language],
      language,
    }));
}
