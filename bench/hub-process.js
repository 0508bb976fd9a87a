// The local Hub over prepared pages: node hub-process.js MODELS PAGES plain|gzip. Prints its address; serves until SIGTERM.
import { systemClock } from '../dist/clock.js';
import { startLocalHub } from '../dist/local-hub/start-local-hub.js';
import { diskListing } from './disk-listing.js';
import { generatedHub } from './pages.js';

const NO_QUOTA = 1_000_000_000;
const [models, path, bodies] = process.argv.slice(2);
const hub = await startLocalHub({
  source: generatedHub(Number(models)).source,
  clock: systemClock,
  quota: { anonymous: NO_QUOTA },
  wire: { compression: bodies === 'gzip' },
  intercept: diskListing(path),
});
process.stdout.write(`${hub.endpoint}\n`);
process.once('SIGTERM', () => hub.close());
