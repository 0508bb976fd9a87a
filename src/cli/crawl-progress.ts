import { SingleBar } from 'cli-progress';
import type { Clock } from '../clock.js';
import type { AuthorEvent, AuthorTally } from '../crawl/author-events.js';
import type { CrawlEvent, RebuildReason } from '../crawl/events.js';
import type { Surprise } from '../crawl/range.js';
import type { HubEvent } from '../hub/client.js';
import { listedWords } from '../domain/repository-record.js';
import type { Run } from '../store/run.js';
import { safeText } from '../render/safe-text.js';
import { formatDuration, formatTime, plural } from './format.js';
import type { Terminal } from './terminal.js';

const PLAIN_LINE_EVERY_MS = 60_000;
const SHOWN_REJECTIONS = 3;
const SHOWN_NAME = 80;

const rebuilt: Record<RebuildReason, string> = {
  'unlinked full page': 'a full page came without a link to the next; asking whether anything follows',
  'empty page with a link': 'an empty page came with a link to a next one; asking whether anything follows',
  'repeated link': 'the Hub linked back to a page already read; going on from the last entry instead',
  'refused cursor': 'the Hub refused the stored cursor; going on from the last entry instead',
};

const surprised: Record<Surprise, string> = {
  'refused cursor': 'the Hub refused a cursor',
  'models outside the range': 'the Hub sent entries of another part than it was asked for',
  'models out of order': 'the Hub sent entries out of order',
  'unreadable page': 'a page came without one usable entry',
  'empty page with a link': 'an empty page came with a link to a next one',
  'page without a link': 'a page in the middle came without a link to the next',
};

/** Tells how a crawl goes: a bar on a terminal, else a plain line a minute. */
export class CrawlProgress {
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  #bar: SingleBar | undefined;
  #expected: number | null = null;
  #startedAt = 0;
  #modelsAtStart = 0;
  #nextLineAt = 0;
  #quotaLeft: number | undefined;
  #rejections = 0;
  #authorsToAsk = 0;
  /** What is listed. */
  #listed: { one: string; many: string } = listedWords.model;

  constructor(terminal: Terminal, clock: Clock) {
    this.#terminal = terminal;
    this.#clock = clock;
  }

  crawlEvent(event: CrawlEvent): void {
    switch (event.kind) {
      case 'started':
        this.#start(event.run, event.resumed, event.expectedModels);
        break;
      case 'page':
        this.#show(event.run.models, () => this.#status(event.run));
        break;
      case 'quarantined':
        this.#quarantined(event.name, event.field, event.reason);
        break;
      case 'fields-refused':
        this.#warn(`the Hub does not know ${event.fields.join(', ')}; the crawl goes on without`);
        break;
      case 'position-rebuilt':
        this.#line(rebuilt[event.reason]);
        break;
      case 'single-walk':
        this.#line(`${surprised[event.surprise]}; going on without walking several parts at once`);
        break;
      case 'kept-run-unreadable':
        this.#warn(`${safeText(event.message)} It is left as it is; the crawl goes on`);
        break;
    }
  }

  authorEvent(event: AuthorEvent): void {
    switch (event.kind) {
      case 'authors-started':
        this.#authorsToAsk = event.toAsk;
        this.#begin();
        this.#terminal.info(`Asking the Hub about ${plural(event.toAsk, 'author')}`);
        this.#startBar(event.toAsk, 0, '{bar} ');
        break;
      case 'author-asked':
        this.#show(event.tally.asked, () => this.#authorStatus(event.tally));
        break;
      case 'author-set-aside':
        this.#quarantined(event.name, event.field, event.reason);
        break;
      case 'author-failed':
        this.#line(
          `${safeText(event.name.slice(0, SHOWN_NAME))} is left for another time: ${safeText(event.reason)}`,
        );
        break;
    }
  }

  hubEvent(event: HubEvent): void {
    switch (event.kind) {
      case 'quota':
        this.#quotaLeft = event.quota.remaining;
        break;
      case 'wait':
        if (event.reason === 'rate-limit')
          this.#line(`the Hub's quota is spent; waiting ${formatDuration(event.ms)}`);
        break;
      case 'retry':
        this.#line(`${safeText(event.reason)}; trying again in ${formatDuration(event.ms)}`);
        break;
    }
  }

  /** The user asked for an end. */
  stopping(): void {
    this.#warn('stopping after the pages in flight; once more to stop at once');
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    if (this.#rejections > SHOWN_REJECTIONS) {
      this.#terminal.warning(
        `${plural(this.#rejections - SHOWN_REJECTIONS, 'more field or entry', 'more fields or entries')} set aside: see the quarantine tables`,
      );
    }
    this.#rejections = 0;
  }

  #start(run: Run, resumed: boolean, expectedModels: number | null): void {
    this.#expected = expectedModels;
    this.#begin();
    this.#modelsAtStart = run.models;
    this.#listed = listedWords[run.query.repository];
    this.#terminal.info(
      resumed
        ? `Going on with run ${run.run} of ${formatTime(run.startedAt)}: ${plural(run.models, this.#listed.one)} so far, from ${run.endpoint}`
        : `Run ${run.run} begins: ${run.endpoint}`,
    );
    this.#startBar(expectedModels ?? 0, run.models, expectedModels === null ? '' : '{bar} ');
  }

  #begin(): void {
    this.#startedAt = this.#clock.monotonic();
    this.#nextLineAt = this.#startedAt + PLAIN_LINE_EVERY_MS;
  }

  #startBar(total: number, done: number, barFormat: string): void {
    if (!this.#terminal.interactive || this.#terminal.quiet) return;
    const bar = this.#terminal.unicode ? {} : { barCompleteChar: '#', barIncompleteChar: '-' };
    this.#bar = new SingleBar({
      format: `${barFormat}{status}`,
      stream: process.stderr,
      hideCursor: true,
      barsize: 20,
      fps: 4,
      ...bar,
    });
    this.#bar.start(Math.max(total, 1), done, { status: '' });
  }

  #show(done: number, status: () => string): void {
    if (this.#bar !== undefined) {
      this.#bar.update(Math.min(done, this.#bar.getTotal()), { status: status() });
    } else if (this.#clock.monotonic() >= this.#nextLineAt) {
      this.#terminal.info(status());
      this.#nextLineAt = this.#clock.monotonic() + PLAIN_LINE_EVERY_MS;
    }
  }

  #status(run: Run): string {
    const elapsedMs = Math.max(1, this.#clock.monotonic() - this.#startedAt);
    const perMs = (run.models - this.#modelsAtStart) / elapsedMs;
    const parts = [
      plural(run.models, this.#listed.one),
      plural(run.pages, 'page'),
      `${Math.round(perMs * 1000)} ${this.#listed.many}/s`,
    ];
    if (this.#quotaLeft !== undefined) parts.push(`quota left ${this.#quotaLeft}`);
    if (this.#expected !== null && perMs > 0 && this.#expected > run.models) {
      parts.push(`about ${formatDuration((this.#expected - run.models) / perMs)} left`);
    }
    return parts.join(', ');
  }

  #authorStatus({ asked }: AuthorTally): string {
    const perMs = asked / Math.max(1, this.#clock.monotonic() - this.#startedAt);
    const parts = [`${plural(asked, 'author')} of ${this.#authorsToAsk.toLocaleString('en-GB')}`];
    if (this.#quotaLeft !== undefined) parts.push(`quota left ${this.#quotaLeft}`);
    if (this.#authorsToAsk > asked)
      parts.push(`about ${formatDuration((this.#authorsToAsk - asked) / perMs)} left`);
    return parts.join(', ');
  }

  #quarantined(name: string | null, field: string | null, reason: string): void {
    this.#rejections += 1;
    if (this.#rejections > SHOWN_REJECTIONS) return;
    const what = field === null ? 'an entry was set aside whole' : `${field} was set aside`;
    this.#warn(`${safeText((name ?? 'unnamed entry').slice(0, SHOWN_NAME))}: ${what}: ${safeText(reason)}`);
  }

  #line(text: string): void {
    this.#above(() => this.#terminal.info(text));
  }

  #warn(text: string): void {
    this.#above(() => this.#terminal.warning(text));
  }

  /** A line over the bar, which is drawn again below it. */
  #above(say: () => void): void {
    if (this.#bar !== undefined) process.stderr.write('\r\u001B[K');
    say();
    this.#bar?.render();
  }
}
