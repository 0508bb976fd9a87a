import type { NightReader } from '../store/night-reader.js';
import type { Survey } from './attribution-survey.js';
import type { Holding } from './attribution-tally.js';
import { CreationYears } from './creation.js';

/** The holdings of the models created in one year. */
export interface YearHoldings {
  /** Such as `2025`; the models of the sentinel date and the undated are apart. */
  year: string;
  holdings: Holding[];
}

/** The survey split by the year of creation, in one pass; years without a model are left out. */
export function splitByCreation(night: NightReader, { values, created, attributed }: Survey): YearHoldings[] {
  const years = new CreationYears(night.night.day);
  const { accounts, places, attributions } = attributed;
  const width = attributions.length + 1;
  const counted = new Float64Array(years.labels.length * width);
  const models = new Float64Array(years.labels.length * width);
  for (let position = 0; position < values.length; position += 1) {
    const value = values[position] ?? NaN;
    const account = accounts[position] ?? -1;
    if (Number.isNaN(value) || account < 0) continue;
    const cell = years.bucketOf(created[position] ?? NaN) * width + (places[account] ?? attributions.length);
    counted[cell] = (counted[cell] ?? 0) + value;
    models[cell] = (models[cell] ?? 0) + 1;
  }
  return years.labels
    .map((year, row) => ({
      year,
      holdings: [...attributions, null]
        .map((attribution, place) => ({
          attribution,
          counted: counted[row * width + place] ?? 0,
          models: models[row * width + place] ?? 0,
          newModels: 0,
        }))
        .filter((holding) => holding.models > 0),
    }))
    .filter(({ holdings }) => holdings.length > 0);
}
