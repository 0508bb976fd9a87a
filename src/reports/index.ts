import type { Report } from './report.js';

/** One line a report. The file is loaded only when the report is asked for. */
export const reports: readonly { name: string; question: string; load: () => Promise<Report> }[] = [
  {
    name: 'concentration',
    question: 'How few models take how much?',
    load: async () => (await import('./concentration.js')).concentration,
  },
];
