/**
 * What reports say of a figure that they do not answer, and what they lack, with its Russian; `{}` stands for what changes.
 * A test reads the reports and asks that none of their answers is missing here.
 */
export const reasonTranslations: readonly (readonly [english: string, russian: string])[] = [
  ['downloads (last 30 days)', 'скачивания за 30 дней'],
  ['downloads (all time)', 'скачивания за всё время'],
  ['downloads (within a window)', 'скачивания за период'],
  ['downloads (first year of each model)', 'скачивания за первый год модели'],
  [
    'robotics datasets of the year that are still there',
    'датасеты по робототехнике этого года, которые ещё на месте',
  ],
  ['the year {} is not over on {}', 'год {} к {} ещё не закончился'],
  [
    'the source does not say whether it counts new ones or all; of those still there {} were created in {}, {} up to its end',
    'источник не говорит, новые это датасеты или все; из тех, что ещё на месте, создано {} (за {} год), а всего к его концу {}',
  ],
  ['this store has no crawl of the {}', 'в этом хранилище нет обхода: {}'],
  ['authors with a public model', 'авторы хотя бы с одной публичной моделью'],
  ['this run holds {} alone', 'этот обход охватил только часть хаба: {}'],
  ['published for {}; see --metric {}', 'опубликовано для другой величины: {}; см. --metric {}'],
  ['published for January to July 2026; see {}', 'опубликовано за период с января по июль 2026 года; см. {}'],
  [
    'published of downloads from January to July 2026; see {}',
    'опубликовано о скачиваниях с января по июль 2026 года; см. {}',
  ],
  [
    'published for {}, Feb 2025 to Feb 2026; see --metric window --from {} --to {}; {}',
    'опубликовано за период с февраля 2025 по февраль 2026 года ({}); см. --metric window --from {} --to {}; {}',
  ],
  [
    'cohort, attribution and denominator are not stated; --grid shows every reading and marks the nearest',
    'выборка, атрибуция и знаменатель не указаны; --grid показывает все прочтения и отмечает ближайшее',
  ],
  [
    'published for {}, all models, Aug 2024 to Aug 2025; see --metric first-year --as-of {} or --grid',
    'опубликовано по всем моделям за период с августа 2024 по август 2025 года ({}); см. --metric first-year --as-of {} или --grid',
  ],
  [
    'published for all-time downloads of all models by uploader; see --metric all-time',
    'опубликовано для скачиваний всех моделей за всё время, по загрузившему; см. --metric all-time',
  ],
  [
    'published of downloads in 2025; see --metric window --from 2025-01-01 --to 2025-12-31, or --metric first-year --cohort created:2025 --as-of 2025-12-31',
    'опубликовано о скачиваниях в 2025 году; см. --metric window --from 2025-01-01 --to 2025-12-31 или --metric first-year --cohort created:2025 --as-of 2025-12-31',
  ],
  [
    'published of whole years to the end of 2025; this night is {}',
    'опубликовано о целых годах до конца 2025; данные — на {}',
  ],
  [
    'published of the months to July 2026; this night is {}',
    'опубликовано о месяцах до июля 2026; данные — на {}',
  ],
  [
    'published for all models; leave --exclude-role out',
    'опубликовано по всем моделям; уберите --exclude-role',
  ],
  [
    'published for all models; leave out what limits them',
    'опубликовано по всем моделям; уберите ограничения',
  ],
  ['published of listed labs; leave --of out', 'опубликовано о лабораториях из списка; уберите --of'],
  ['published by model; see --by model', 'опубликовано по моделям; см. --by model'],
  ['published by uploader; leave --attribute out', 'опубликовано по загрузившему; уберите --attribute'],
  [
    'published for the labs of a country, above 20 B, of 2026; see {}',
    'опубликовано о лабораториях страны, свыше 20 млрд параметров, за 2026 год; см. {}',
  ],
  ['not of {}; see --country {}', 'не о стране {}; см. --country {}'],
  [
    'no original model of known size of {} labs in {}',
    'нет исходной модели известного размера у лабораторий страны {} за {}',
  ],
  ['no such model is of {}', 'таких моделей страны {} нет'],
  ['{} is not among these labs; leave --lab out', '{} нет среди этих лабораторий; уберите --lab'],
  ['none of its models of known size was downloaded', 'ни одну её модель известного размера не скачивали'],
  ['not defined here: too few models', 'здесь не определено: слишком мало моделей'],
  ['not defined here: nothing is counted', 'здесь не определено: считать нечего'],
  [
    'not defined here: no model declares a licence',
    'здесь не определено: ни одна модель не указывает лицензию',
  ],
  [
    'fewer than ten models of 1 to 10 B, or of 100 B and more, are known at {} days',
    'меньше десяти моделей на 1–10 млрд или от 100 млрд параметров известно в возрасте {} дней',
  ],
  [
    'the document gives no figure: it says that there are overlapping sub-ecosystems',
    'документ не называет числа: он лишь говорит, что подэкосистемы пересекаются',
  ],
  [
    'at least {} of {}, upper bound not known: a lower bound under the published share does not speak against it; see --fortune500 FILE',
    'не меньше {} из {}, верхняя граница неизвестна: нижняя граница меньше опубликованной доли ей не противоречит; см. --fortune500 FILE',
  ],
  ['this night is of {}', 'данные на {}'],
  ['the year 2025 is not over on {}', '2025 год к {} ещё не закончился'],
  ['no model is older than 2025', 'ни одна модель не старше 2025 года'],
  ['no dataset is older than 2025', 'ни один датасет не старше 2025 года'],
  ['this store has no night of {}', 'в этом хранилище нет данных на {}'],
  ['no model declares English', 'ни одна модель не указывает английский'],
  ['this registry has no entity {}', 'в этом реестре нет организации {}'],
  [
    'nothing of {} is dated 2024, so there is no growth to 2025',
    'у {} нет ничего за 2024 год, поэтому роста к 2025 нет',
  ],
  ['no model of known size was downloaded', 'ни одну модель известного размера не скачивали'],
  [
    'this store does not have the count that was published',
    'в этом хранилище нет той величины, что опубликована',
  ],
  ['no model has a count', 'ни у одной модели нет этой величины'],
  ['no model of a language-processing task was downloaded', 'ни одну модель обработки языка не скачивали'],
  ['no model of this night has downloadsAllTime', 'в этих данных ни у одной модели нет downloadsAllTime'],
  ['only {} models of this night have downloadsAllTime', 'downloadsAllTime есть лишь у части моделей: {}'],
  ['published of a family; see --by family', 'опубликовано о семействе моделей; см. --by family'],
  [
    'the lists do not reach back to January 2025; see a larger --weeks',
    'списки не доходят до января 2025 года; увеличьте --weeks',
  ],
  [
    '{} is not among the most liked and the most downloaded models',
    '{} нет среди самых любимых и самых скачиваемых моделей',
  ],
  ['{} is not in this store', '{} нет в этом хранилище'],
  ['{} has no createdAt in this store', 'у {} в этом хранилище нет createdAt'],
  [
    'no model of this night was created in September 2025 and declares a base',
    'в этих данных ни одна модель не создана в сентябре 2025 года с указанной базой',
  ],
  ['no model of the first night declares {}', 'в первых данных ни одна модель не указывает {}'],
  [
    'no model that declares the library gguf has a root that is of the family Qwen',
    'нет моделей с библиотекой gguf, чей корень относится к семейству Qwen',
  ],
  [
    'published of big tech; see --per {} and leave --entity out',
    'опубликовано о технологических гигантах; см. --per {} и уберите --entity',
  ],
  ['published of the time to {}; this night is of {}', 'опубликовано за время до {}; данные — на {}'],
  ['nothing of {} is dated 2025', 'у {} нет ничего за 2025 год'],
  [
    'published of countries and individuals; see --by country',
    'опубликовано о странах и частных лицах; см. --by country',
  ],
  ['no individual has a place in these lists', 'в этих списках нет частных лиц'],
  [
    'published of models under a year old; see --metric all-time --cohort "age<365d"',
    'опубликовано о моделях моложе года; см. --metric all-time --cohort "age<365d"',
  ],
  [
    'there are no two years of dated models of which some declare a base',
    'нет двух лет датированных моделей, часть которых указывает базу',
  ],
  [
    'published for an organisation; see --by entity or --by account',
    'опубликовано об организации; см. --by entity или --by account',
  ],
  ['not among the first {}; see a larger --top', 'не входит в первые {}; увеличьте --top'],
  ['nothing of these models is Chinese', 'среди этих моделей нет китайских'],
  [
    'No model of the night {} has {}. {} sent none',
    'в данных на {} ни у одной модели нет {}: {} его не передаёт',
  ],
  [
    'No model of the night {} has {}. {} refused the field',
    'в данных на {} ни у одной модели нет {}: {} отказывает в этом поле',
  ],
  ['No model of the night {} has {}. {}', 'в данных на {} ни у одной модели нет {}'],
  [
    'This store has no night at or before {}. Its history begins on {}; the Hub keeps none of its own',
    'в этом хранилище нет данных не позже {}: история начинается с {}, а сам хаб её не хранит',
  ],
  [
    'There is no window from {} to {} in this store. The night at or before the one is {}, at or before the other {}',
    'в этом хранилище нет периода с {} по {}: не позже первого дня данные на {}, не позже второго — на {}',
  ],
  [
    'The first year of no model is known in this store. It takes all-time counts, and nights from before the first birthday of a model',
    'первый год не известен ни у одной модели: нужны счётчики за всё время и данные за время до первого дня рождения модели',
  ],
  [
    'The Hub was asked about none of the accounts of these companies. Whether an account is verified is in no listing; it takes a request an author',
    'хаб не спросили ни об одном аккаунте этих компаний: подтверждён ли аккаунт, видно только по отдельному запросу (oai crawl authors)',
  ],
];

/** What is said of anything that has no words of its own here. */
export const OTHER_REASON = 'данных для отчёта не хватает';

const patterns = reasonTranslations.map(([english, russian]) => ({
  pattern: new RegExp(`^${english.split('{}').map(escaped).join('(.+?)')}$`),
  russian,
}));

/** In Russian, for what is in the table; `undefined` for anything else. */
export function translation(text: string): string | undefined {
  for (const { pattern, russian } of patterns) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const values = match.slice(1);
    return russian.replaceAll('{}', () => {
      const value = values.shift() ?? '';
      return translation(value) ?? value;
    });
  }
  return undefined;
}

/** A reason in Russian. */
export function translateReason(text: string): string {
  return translation(text) ?? OTHER_REASON;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
