// One line of a conversation: who speaks, in words, when, and what was said. The author is never told by colour alone.
//
// It is an article with a heading, so that whoever hears the page steps from one to the next. What one has written oneself
// has been heard while it was written: the log does not say it again, neither when it leaves nor when it has arrived; only
// when it could not be sent.

import { firstLine, isOfDanger, parts } from '../../danger.js';
import { language, serverLanguage, t } from '../../text.js';
import { clockTime } from '../../time.js';
import { html } from '../../ui.js';
import { KeptFile } from '../file/file.js';
import { LinkedText } from '../linked_text/linked_text.js';
import { Prose } from '../prose/prose.js';
import { Sources } from '../sources/sources.js';

/** @typedef {import('../../wire.d.ts').Author} Author */
/** @typedef {import('../../transcript.js').Item} Item */

/**
 * @param {object} props
 * @param {Item} props.item
 * @param {Author['kind']} props.own who "I" am here
 * @param {string | null} [props.status] said under an own entry, such as "Läst"; progress is said in any case
 * @param {(file: import('../../files.js').Kept) => Promise<void>} [props.onFile] fetches a file
 * @param {boolean} [props.holds] whether it is to stay in sight when more is added (see the log)
 * @param {boolean} [props.answers] whether it came of a press of the reader's own (see the log)
 * @param {number} [props.level] of the heading
 * @param {any} [props.children] below the text: buttons
 */
export function Entry({ item, own, status = null, onFile, holds = false, answers = false, level = 2, children }) {
  const { entry } = item;
  const isOwn = entry.author.kind === own;
  const classes = ['entry', `entry--${entry.author.kind}`, isOwn ? 'entry--own' : ''];
  if (entry.event) classes.push(`entry--event`, `entry--event-${entry.event}`);
  if (item.progress === 'failed') classes.push('entry--failed');
  const file = /** @type {import('../../files.js').Kept | undefined} */ (entry.data?.file);
  // Of an older choice each page is a button: a list of the same pages would only push the buttons out of sight.
  const isChoice = entry.reply === 'clarify' && !entry.quotes?.length;
  const sources = isChoice ? undefined : entry.sources;
  return html`
    <article class=${classes.filter(Boolean).join(' ')} data-seq=${item.seq} data-progress=${item.progress} data-holds=${holds ? '' : undefined}
      data-answers=${answers ? '' : undefined}
      aria-live=${isOwn && item.progress !== 'failed' ? 'off' : undefined}>
      <${`h${level}`} class="entry__head">
        <span class="entry__author">${authorName(entry, own)}</span>
        ${' '}
        <time class="entry__time" datetime=${entry.at}>${clockTime(entry.at, language.value)}</time>
      <//>
      <div class="entry__body">
        ${file && onFile
          ? html`<${KeptFile} file=${file} onFile=${onFile} />`
          : words(entry, own)}
        ${sources && html`<${Sources} sources=${sources} />`}
        ${children}
      </div>
      ${foot(item, status)}
    </article>`;
}

/** What was said. Staff read of danger in their own language, as of everything that happens. @param {import('../../wire.d.ts').Entry} entry @param {Author['kind']} own */
function words(entry, own) {
  const lang = isServers(entry.author) ? serverLanguage.value : undefined;
  // A visitor's words have no shape but the one that they were given.
  if (entry.author.kind === 'visitor') return html`<${LinkedText} text=${entry.text} />`;
  if (own !== 'visitor' || !isOfDanger(entry)) {
    return html`<${Prose} text=${entry.text} lang=${lang} languages=${entry.languages} written=${lang === undefined} />`;
  }
  const { first, rest } = parts(entry);
  return html`
    <${LinkedText} name="entry__first" text=${first} ...${firstLine(entry, serverLanguage.value)} />
    ${rest && html`<${Prose} text=${rest} lang=${lang} />`}`;
}

/** @param {Item} item @param {string | null} status */
function foot(item, status) {
  if (item.progress === null) return null;
  const words = item.error ?? (item.progress === 'sent' ? status : t(`entry.${item.progress}`));
  return words ? html`<p class="entry__foot" lang=${item.error ? serverLanguage.value : language.value}>${words}</p>` : null;
}

/** Whether the server made the words. @param {Author} author */
const isServers = ({ kind }) => kind === 'assistant' || kind === 'system';

/**
 * Who speaks, for the one who reads: "Du", "Samhällsvägledare Anna", "Automatiskt svar", "Kontakt Linköping". No person at
 * the desk has seen what the machine takes for danger, and nobody is to believe so.
 * @param {Pick<import('../../wire.d.ts').Entry, 'author' | 'event'>} entry
 * @param {Author['kind']} own
 */
export function authorName({ author, event }, own) {
  if (author.kind === own && own === 'visitor') return t('author.you');
  if (author.kind === 'agent') return author.name ? t('author.agent_named', { name: author.name }) : t('author.agent');
  if (isOfDanger({ event })) return t('author.assistant');
  if (author.kind === 'system') return author.name ?? t('author.system');
  return t(`author.${author.kind}`);
}
