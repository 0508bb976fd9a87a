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
    name: 'fortune500',
    question: 'How many of the Fortune 500 have a verified account?',
    load: async () => (await import('./fortune500.js')).fortune500,
  },
];
