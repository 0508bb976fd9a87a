import type { ClaimsResult, JudgedClaim } from '../../reports/claims-result.js';
import type { Cell, ReportOutput, Table } from '../../reports/types.js';
import { cellKind } from '../cell-kind.js';
import type { Language } from '../language.js';
import { type Markup, markup, together } from '../markup.js';
import { formatCell } from '../number.js';
import { provenanceClauses } from '../provenance.js';
import { htmlPage, type Page } from './page.js';
import { pageStyleIn, type PageStyle } from '../page-style.js';
import { nightLine } from '../night-line.js';
import { reportFigure } from './report-markup.js';
import type { Site } from './site.js';

export interface IndexOptions {
  language: Language;
  /** From the page to the folder of the data. */
  beside: string;
  links: Page['links'];
}

/** The page that a reader begins with: the statements of the document with their verdicts, then every report, then how sure it all is. */
export function indexPage(site: Site, { language, beside, links }: IndexOptions): string {
  const style = pageStyleIn(language);
  const { words, sentence } = style;
  const [first] = site.reports;
  if (first === undefined) throw new Error('a site has at least one report');
  const claims = site.claims?.[language] ?? null;
  const named = site.reports.find(({ provenance }) => provenance.registry !== null) ?? first;
  const title = words('Open models, counted');
  return htmlPage({
    language,
    title: `${title} · oai`,
    links,
    header: markup`<p class="sub">${words('Published statistics of open AI models, computed again from the public listings of the Hugging Face Hub')}</p>
<h1>${claims === null ? title : sentence(claims.view.finding)}</h1>
<p class="sub">${nightLine(first, style)}${coverageClause(site, style)}</p>`,
    main: together([
      claims === null ? markup`` : statements(claims, site, style, beside),
      reportList(site, style, beside),
      method(site, style),
    ]),
    footer: markup`<p>${provenanceClauses(named.provenance, style.number).join(' · ')}</p>
<p>${words('The listings are public; the registry and the recorded data are under the licences of NOTICE.')}</p>`,
  });
}

function statements(claims: ReportOutput, site: Site, style: PageStyle, beside: string): Markup {
  const { claims: judged } = claims.result as ClaimsResult;
  const [table] = claims.view.tables;
  if (table === undefined) return markup``;
  const told = judged.filter(({ id, statement }) => id === statement);
  return together(
    told.map((claim) => {
      const row = table.rows.find(({ id }) => id === claim.id) ?? {};
      return statementSection({ claim, table, row }, site, style, beside);
    }),
  );
}

interface Statement {
  claim: JudgedClaim;
  /** The claims in the language of the page, and the row of this one. */
  table: Table;
  row: Record<string, Cell>;
}

function statementSection(
  { claim, table, row }: Statement,
  site: Site,
  style: PageStyle,
  beside: string,
): Markup {
  const { words, sentence, number } = style;
  const output = answering(claim, site);
  const figure = (key: string): Markup => {
    const column = table.columns.find((each) => each.key === key);
    if (column === undefined) return markup``;
    const text = formatCell(row[key] ?? null, cellKind(column, row), number, column.absent);
    return markup`<div>${column.label}<b>${text}</b></div>`;
  };
  const chart = output?.view.charts[0];
  const doubt = output?.view.caveats[0];
  const links =
    output === undefined
      ? null
      : markup`<p class="note"><a href="${output.report}.html">${words('The report')}: ${output.report}</a> · <a href="${beside}${output.report}.json">JSON</a> · <code>${claim.command}</code></p>\n`;
  return markup`<section class="statement" id="${claim.id}">
<h2>${claim.id}. ${String(row['claim'] ?? claim.words)}</h2>
<p><span class="verdict">${String(row['verdict'] ?? claim.verdict)}</span></p>
<div class="pair">${figure('published')}${figure('computed')}</div>
<p>${claim.why}</p>
${nearestLine(claim, style)}${output === undefined || chart === undefined ? null : reportFigure(output, chart, 0, style, () => everythingOf(output, beside))}${doubt === undefined ? null : markup`<p class="note">${sentence(doubt)}</p>\n`}${links}</section>
`;
}

/** What can be told in place of what cannot, under its own name. */
function nearestLine({ nearest }: JudgedClaim, { words, number }: PageStyle): Markup {
  if (nearest === null) return markup``;
  const { label, value, unit } = nearest;
  const text = formatCell(value, unit === 'share' ? 'share' : 'integer', number);
  return markup`<p>${words('The nearest that can be told')}: ${words(label)}, ${text}.</p>\n`;
}

function everythingOf({ report }: ReportOutput, beside: string): Markup {
  return markup`<a href="${beside}${report}.json">${report}.json</a>`;
}

/** The output that has the computed figure, else the report that would. */
function answering(claim: JudgedClaim, { answered, reports }: Site): ReportOutput | undefined {
  const name = /^oai report ([a-z0-9-]+)/.exec(claim.command)?.[1];
  return (
    answered.find(
      ({ report, published }) =>
        report === name && published.some(({ id, computed }) => id === claim.id && computed !== null),
    ) ?? reports.find(({ report }) => report === name && report !== 'claims')
  );
}

function reportList({ reports, skipped }: Site, { words, sentence }: PageStyle, beside: string): Markup {
  const items = reports.map(
    ({ report, question, view }) => markup`<h3><a href="${report}.html">${words(question)}</a></h3>
<p>${sentence(view.finding)} <a href="${beside}${report}.json" aria-label="${report}, JSON">JSON</a></p>
`,
  );
  const missing = skipped.map(({ report, why }) => markup`<li>${report}: ${why}</li>\n`);
  return markup`<h2>${words('Every report')}</h2>
${together(items)}${missing.length === 0 ? null : markup`<h3>${words('Not computed')}</h3>\n<ul>${together(missing)}</ul>\n`}`;
}

/** What the figures rest on: which fields the models have, and of how many the registry knows who is behind them. */
function method({ reports }: Site, style: PageStyle): Markup {
  const { words } = style;
  const coverage = reports.find(({ report }) => report === 'coverage');
  const chart = coverage?.view.charts[0];
  const attributed = reports.find(({ report }) => report === 'geography');
  return markup`<h2>${words('How it was done')}</h2>
<p>${words('Every public model of the listing was read once and stored with what the Hub said of it; each report says what it counts, of which models, and what it could not know. A figure holds where it lies inside the tolerance of its source.')}</p>
${coverage === undefined || chart === undefined ? null : reportFigure(coverage, chart, 0, style, () => markup`coverage.json`)}${
    attributed === undefined
      ? null
      : markup`<p>${style.sentence(attributed.view.finding)} <a href="geography.html">${words(attributed.question)}</a></p>\n`
  }`;
}

function coverageClause({ reports }: Site, { words, number }: PageStyle): string {
  const fact = reports
    .find(({ report }) => report === 'concentration')
    ?.view.facts.find(({ key }) => key === 'total');
  return fact === undefined ? '' : ` · ${words(fact.label)}: ${formatCell(fact.value, fact.kind, number)}`;
}
