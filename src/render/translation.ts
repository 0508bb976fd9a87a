import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { dataFile } from '../data.js';
import type { Language } from './language.js';

/** From the English that reports are written in to the language of a page. What has no translation stays English. */
export interface Translation {
  /**
   * A label, a title, a word of ours; nothing of the Hub's. A form is what a template asks for by `{0:genitive}`: the entry
   * `label:genitive`, else that of the label.
   */
  words: (text: string, form?: string) => string;
  /** The texts of a clause with `{0}`, `{1}` or `{1:genitive}`... where its figures go, in any order. */
  template: (texts: readonly string[]) => string;
}

const remarks = z.array(z.object({ note: z.string(), note_ru: z.string() }));
const rows = z.array(z.object({ en: z.string().min(1), ru: z.string().min(1) }));

const english: Translation = { words: (text) => text, template: templateOf };
const translations = new Map<Language, Translation>([['en', english]]);

export function translation(language: Language): Translation {
  const known = translations.get(language) ?? new Dictionary(readEntries());
  translations.set(language, known);
  return known;
}

/** The texts of a clause as a translation is found by: `The top {0} take {1}.` */
export function templateOf(texts: readonly string[]): string {
  return texts.reduce((whole, text, index) => (index === 0 ? text : `${whole}{${index - 1}}${text}`), '');
}

/** The entries of `data/translations/ru.csv`, and the remarks on published figures, English first. */
function readEntries(): Map<string, string> {
  const entries = rows.parse(readCsv('translations/ru.csv')).map(({ en, ru }) => [en, ru] as const);
  const notes = remarks.parse(readCsv('claims.csv')).map(({ note, note_ru }) => [note, note_ru] as const);
  return new Map([...notes.filter(([note, russian]) => note !== '' && russian !== ''), ...entries]);
}

function readCsv(file: string): unknown {
  return parse(readFileSync(dataFile(file)), { columns: true });
}

class Dictionary implements Translation {
  readonly #entries: ReadonlyMap<string, string>;
  /** Entries of labels with something put in, such as `share, {0}`; the longest first. */
  readonly #patterns: readonly { pattern: RegExp; ru: string }[];
  readonly #found = new Map<string, string>();

  constructor(entries: ReadonlyMap<string, string>) {
    this.#entries = new Map([...names('language'), ...names('region'), ...entries]);
    this.#patterns = [...entries]
      .filter(([en]) => en.includes('{0}'))
      .sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1))
      .map(([en, ru]) => ({ pattern: patternOf(en), ru }));
  }

  // Functions of their own: pages pass them on without the dictionary.
  readonly words = (text: string, form?: string): string => {
    if (form !== undefined) {
      const key = `${text}:${form}`;
      const formed = this.words(key);
      return formed === key ? this.words(text) : formed;
    }
    const known = this.#entries.get(text) ?? this.#found.get(text);
    if (known !== undefined) return known;
    const translated = this.#byPattern(text) ?? text;
    this.#found.set(text, translated);
    return translated;
  };

  readonly template = (texts: readonly string[]): string => {
    const key = templateOf(texts);
    const trimmed = key.trim();
    const known = this.#entries.get(key) ?? this.#entries.get(trimmed);
    return known === undefined ? key : key.replace(trimmed, () => known);
  };

  #byPattern(text: string): string | undefined {
    for (const { pattern, ru } of this.#patterns) {
      const parts = pattern.exec(text)?.slice(1);
      if (parts !== undefined) {
        return ru.replace(/\{(\d)(?::(\w+))?\}/g, (_, place: string, form?: string) =>
          this.words(parts[Number(place)] ?? '', form),
        );
      }
    }
    return undefined;
  }
}

function patternOf(entry: string): RegExp {
  const literal = entry.replace(/[.*+?^$()|[\]\\]/g, (character) => `\\${character}`);
  return new RegExp(`^${literal.replace(/\{\d\}/g, '(.+?)')}$`, 'su');
}

/** The English names of countries or languages with the Russian ones. */
function names(type: 'language' | 'region'): [string, string][] {
  const letters = [...(type === 'region' ? 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' : 'abcdefghijklmnopqrstuvwxyz')];
  const [en, ru] = ['en', 'ru'].map(
    (language) => new Intl.DisplayNames([language], { type, fallback: 'none' }),
  );
  return letters.flatMap((first) =>
    letters.flatMap((second): [string, string][] => {
      const [name, translated] = [en?.of(first + second), ru?.of(first + second)];
      return name === undefined || translated === undefined ? [] : [[name, translated]];
    }),
  );
}
