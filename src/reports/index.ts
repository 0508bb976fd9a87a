import type { Report } from './report.js';

/** One line a report. The file is loaded only when the report is asked for. */
export const reports: readonly { name: string; question: string; load: () => Promise<Report> }[] = [
  {
    name: 'concentration',
    question: 'How few models take how much?',
    load: async () => (await import('./concentration.js')).concentration,
  },
  {
    name: 'growth',
    question: 'How fast is the Hub growing?',
    load: async () => (await import('./growth.js')).growth,
  },
  {
    name: 'tail',
    question: 'How many models are hardly used?',
    load: async () => (await import('./tail.js')).tail,
  },
  {
    name: 'attention',
    question: 'Do likes track use?',
    load: async () => (await import('./attention.js')).attention,
  },
  {
    name: 'sizes',
    question: 'How big are the models in use?',
    load: async () => (await import('./sizes.js')).sizes,
  },
  {
    name: 'vintage',
    question: 'How old is what people use?',
    load: async () => (await import('./vintage.js')).vintage,
  },
  {
    name: 'coverage',
    question: 'What can be trusted?',
    load: async () => (await import('./coverage.js')).coverage,
  },
  {
    name: 'tasks',
    question: 'What are models used for?',
    load: async () => (await import('./tasks.js')).tasks,
  },
  {
    name: 'languages',
    question: 'In which languages?',
    load: async () => (await import('./languages.js')).languages,
  },
  {
    name: 'geography',
    question: "Which countries' models are used?",
    load: async () => (await import('./geography.js')).geography,
  },
  {
    name: 'sectors',
    question: 'Industry or independents?',
    load: async () => (await import('./sectors.js')).sectors,
  },
  {
    name: 'orgs',
    question: 'Which entities lead?',
    load: async () => (await import('./orgs.js')).orgs,
  },
  {
    name: 'releases',
    question: 'Who publishes more and more?',
    load: async () => (await import('./releases.js')).releases,
  },
  {
    name: 'sovereignty',
    question: 'Which countries have models of their own?',
    load: async () => (await import('./sovereignty.js')).sovereignty,
  },
  {
    name: 'trending',
    question: 'Who makes the new hits?',
    load: async () => (await import('./trending.js')).trending,
  },
  {
    name: 'ecosystems',
    question: 'Into which sub-ecosystems does the Hub fall?',
    load: async () => (await import('./ecosystems.js')).ecosystems,
  },
  {
    name: 'labs',
    question: 'Which labs have their downloads in large models?',
    load: async () => (await import('./labs.js')).labs,
  },
  {
    name: 'ceiling',
    question: 'Who has the largest open model?',
    load: async () => (await import('./ceiling.js')).ceiling,
  },
  {
    name: 'adoption',
    question: 'Is a new model on course for the top ten of its size?',
    load: async () => (await import('./adoption.js')).adoption,
  },
  {
    name: 'decay',
    question: 'How fast does use fade?',
    load: async () => (await import('./decay.js')).decay,
  },
  {
    name: 'libraries',
    question: 'With which libraries are models loaded?',
    load: async () => (await import('./libraries.js')).libraries,
  },
  {
    name: 'licences',
    question: 'Under what terms?',
    load: async () => (await import('./licences.js')).licences,
  },
  {
    name: 'licence-drift',
    question: 'What becomes of a licence down the line?',
    load: async () => (await import('./licence-drift.js')).licenceDrift,
  },
  {
    name: 'lineage',
    question: 'What was a model made from, and what was made from it?',
    load: async () => (await import('./lineage.js')).lineage,
  },
  {
    name: 'derivatives',
    question: 'Whose models are built upon?',
    load: async () => (await import('./derivatives.js')).derivatives,
  },
  {
    name: 'claims',
    question: 'Which published numbers hold?',
    load: async () =>
      (await import('./claims.js')).loadClaims(async (name) =>
        reports.find((report) => report.name === name)?.load(),
      ),
  },
  {
    name: 'formats',
    question: 'In which formats do models come, and which are used?',
    load: async () => (await import('./formats.js')).formats,
  },
  {
    name: 'fortune500',
    question: 'How many of the Fortune 500 have a verified account?',
    load: async () => (await import('./fortune500.js')).fortune500,
  },
  {
    name: 'repositories',
    question: 'How many datasets and Spaces are there?',
    load: async () => (await import('./repositories.js')).repositories,
  },
  {
    name: 'robotics',
    question: 'Did robotics take over the datasets?',
    load: async () => (await import('./robotics.js')).robotics,
  },
];
