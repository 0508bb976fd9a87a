import type { Chart } from './chart.js';
import type { ClaimsResult, JudgedClaim, Params } from './claims-result.js';
import { type ClaimsWords, claimsWords, verdictMarks } from './claims-words.js';
import { integer } from './phrase.js';
import { fill, type Pieces, toPhrase } from './pieces.js';
import { translateReason } from './reason-translations.js';
import type { Column, Table, View } from './types.js';
import { figureOf, unitKind } from './unit-kind.js';
import { type ClaimLanguage, reasonPieces } from './verdict-reason.js';
import { type Verdict, verdicts } from './verdict.js';

/** What a terminal shows of the chart. */
const CHART_ITEMS = 15;
/** Characters that a sentence needs to be more than its beginning. */
const SENTENCE_CHARS = 20;

export function claimsView(result: ClaimsResult, { lang, statement }: Params): View {
  const { claims, models, hub_models } = result;
  const words = claimsWords[lang];
  const statements = claims.filter((claim) => claim.id === claim.statement);
  return {
    finding: toPhrase(findingOf(result, statements.length, words)),
    ...(statements.length > 0 && {
      sentences: {
        title: words.statements,
        items: statements.map((claim) => toPhrase(sentence(claim, lang, words))),
      },
    }),
    definition: words.definition.map((text) => toPhrase([text])),
    facts: [
      { key: 'models', label: words.models, kind: 'integer', value: models },
      {
        key: 'hub_models',
        label: words.hubModels,
        kind: 'integer',
        value: Number.isNaN(hub_models) ? null : hub_models,
        note: words.hubModelsNote,
      },
      ...verdicts.map((verdict) => ({
        key: verdict.replace(' ', '_'),
        label: marked(verdict, words),
        kind: 'integer' as const,
        value: result.verdicts[verdict],
        note: words.ofFigures,
      })),
    ],
    tables: [claimsTable(claims, lang, words)],
    charts: chartOf(claims, words),
    caveats: words.caveats.map((text) => toPhrase([text])),
    next: [
      ...(statement === undefined ? ['oai report claims --statement D8'] : []),
      'oai report claims --json',
      ...(lang === 'en' ? ['oai report claims --lang ru'] : []),
    ],
  };
}

function findingOf({ claims, ...result }: ClaimsResult, statements: number, words: ClaimsWords): Pieces {
  const counts = statements > 0 ? result.statements : result.verdicts;
  const told = verdicts.filter((verdict) => counts[verdict] > 0);
  const list = told.flatMap((verdict, index): Pieces => [
    ...(index === 0 ? [] : ['; ']),
    ...fill(words.count, { verdict: [words.verdicts[verdict]], n: [integer(counts[verdict])] }),
  ]);
  return statements > 0
    ? fill(words.findingOfStatements, { n: [integer(statements)], counts: list })
    : fill(words.findingOfClaims, { n: [integer(claims.length)], counts: list });
}

function marked(verdict: Verdict, words: ClaimsWords): string {
  return `${verdictMarks[verdict]} ${words.verdicts[verdict]}`;
}

/** One statement in plain words: what was said, what came of it, and why. */
function sentence(claim: JudgedClaim, lang: ClaimLanguage, words: ClaimsWords): Pieces {
  const { id, verdict, published, computed, unit, reason, nearest, note, note_ru } = claim;
  const remark = lang === 'en' ? note : note_ru;
  const why = reasonPieces(reason, lang);
  const values = { published: [figureOf(published, unit)], computed: [figureOf(computed, unit)], why };
  const template = published === null ? words.computedSentence : words.comparedSentence;
  return [
    `${id}. ${claimText(claim, lang)} ${marked(verdict, words)}: `,
    ...(isCompared(claim) ? fill(template, values) : why),
    '.',
    ...(nearest === null
      ? []
      : [
          ' ',
          ...fill(words.nearest, {
            label: [lang === 'en' ? nearest.label : translateReason(nearest.label)],
            value: [figureOf(nearest.value, nearest.unit)],
          }),
        ]),
    ...(remark === '' ? [] : [' ', ...fill(words.note, { note: [remark] })]),
  ];
}

/** Its figures belong beside each other: what was computed of another Hub would only mislead. */
function isCompared({ verdict, computed }: JudgedClaim): boolean {
  return (verdict === 'holds' || verdict === 'off') && computed !== null;
}

function claimText({ words, words_ru }: JudgedClaim, lang: ClaimLanguage): string {
  return lang === 'en' ? words : words_ru;
}

function claimsTable(claims: readonly JudgedClaim[], lang: ClaimLanguage, words: ClaimsWords): Table {
  const { columns: labels } = words;
  const text = (key: keyof ClaimsWords['columns'], least?: number): Column => ({
    key,
    label: labels[key],
    kind: 'text',
    ...(least !== undefined && { least }),
  });
  const widestVerdict = Math.max(...verdicts.map((verdict) => marked(verdict, words).length));
  const figure = (key: keyof ClaimsWords['columns'], absent: string): Column => ({
    key,
    label: labels[key],
    kind: 'integer',
    kindKey: 'kind',
    absent,
  });
  return {
    name: 'claims',
    title: words.claims,
    columns: [
      text('id'),
      text('verdict', widestVerdict),
      text('claim', SENTENCE_CHARS),
      figure('published', words.noFigure),
      figure('computed', '-'),
      text('why', SENTENCE_CHARS),
      figure('difference', '-'),
      text('source'),
      text('as_of'),
      text('command'),
    ],
    rows: claims.map((claim) => ({
      id: claim.id,
      verdict: marked(claim.verdict, words),
      published: claim.published,
      computed: claim.computed,
      difference: claim.difference,
      claim: claimText(claim, lang),
      why: claim.why,
      source: claim.said_by,
      as_of: claim.as_of,
      command: claim.command,
      kind: unitKind(claim.unit),
    })),
  };
}

/** Claims that were compared, each on the scale of its published value, which nothing is. */
function chartOf(claims: readonly JudgedClaim[], words: ClaimsWords): Chart[] {
  const items = claims
    .filter(isCompared)
    .flatMap(({ id, label, unit, published, computed, at_least, at_most }) =>
      computed !== null && published !== null && published !== 0
        ? [{ id, label, unit, published, computed, low: at_least, high: at_most }]
        : [],
    );
  return items.length === 0
    ? []
    : [{ kind: 'published', title: toPhrase([words.chart]), items: items.slice(0, CHART_ITEMS) }];
}
