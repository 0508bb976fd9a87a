import type { ReportContext } from '../../src/reports/report.js';

/** For reports that need nothing but a night. */
export const noContext: ReportContext = {
  registry: () => {
    throw new Error('this report was not to ask for the registry');
  },
};
