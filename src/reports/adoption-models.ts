import { MissingDataError, UsageError } from '../errors.js';
import type { NightReader } from '../store/night-reader.js';
import type { DownloadsAtAge } from './adoption-ages.js';

/**
 * The places of the models asked for by name or author; undefined where none were.
 * @throws UsageError when both are given
 * @throws MissingDataError when one of the names is none of the population, saying why
 */
export function chosenModels(
  night: NightReader,
  atAge: DownloadsAtAge,
  { model, author }: { model?: readonly string[] | undefined; author?: string | undefined },
): number[] | undefined {
  if (model !== undefined && author !== undefined) {
    throw new UsageError('--model and --author ask for different models.', { todo: 'Give one of the two.' });
  }
  if (author !== undefined) {
    const places = placesAt(atAge, positionsOf(night, author));
    if (places.length > 0) return places;
    throw noneOf(author, atAge, 'None of its models has a size and a release within the history.');
  }
  if (model === undefined) return undefined;
  return [...new Set(model.map((name) => placeOf(night, atAge, name)))];
}

function placeOf(night: NightReader, atAge: DownloadsAtAge, name: string): number {
  const present = night.column('present');
  const position = night.modelsNamed(name).find((each) => present[each] === 1);
  if (position === undefined) {
    throw noneOf(name, atAge, `The night ${night.night.date} has no model of this name.`);
  }
  const [place] = placesAt(atAge, [position]);
  if (place !== undefined) return place;
  const isReleased = (atAge.history.bornOn[position] ?? 0) >= 0;
  throw noneOf(
    name,
    atAge,
    isReleased ? 'It declares no number of parameters.' : 'It was not released within the history.',
  );
}

/** Positions of the models of the night that an author has. */
function positionsOf(night: NightReader, author: string): number[] {
  const keys = new Set(night.authorsNamed([author]).map(({ key }) => key));
  const [authors, present] = [night.column('author_key'), night.column('present')];
  const positions: number[] = [];
  for (let position = 0; position < authors.length; position += 1) {
    if (present[position] === 1 && keys.has(authors[position] ?? NaN)) positions.push(position);
  }
  return positions;
}

function placesAt({ positions }: DownloadsAtAge, wanted: readonly number[]): number[] {
  const among = new Set(wanted);
  const places: number[] = [];
  for (let place = 0; place < positions.length; place += 1) {
    if (among.has(positions[place] ?? -1)) places.push(place);
  }
  return places;
}

function noneOf(name: string, { history }: DownloadsAtAge, why: string): MissingDataError {
  const { first_night: first, last_night: last } = history.summary;
  return new MissingDataError(`Nothing is known of the adoption of ${name}.`, {
    why: `${why} All-time downloads are known from ${first} to ${last}.`,
    todo: 'Leave --model and --author out for the models that are on course.',
  });
}
