// What the municipality has configured, as the server put it into the page.

/** @typedef {Record<string, string>} InLanguages a text per language */
/**
 * @typedef {object} Settings
 * @property {string} municipality "Linköpings kommun"
 * @property {string} desk "Kontakt Linköping"
 * @property {string | null} logo where the municipality's logo is; null when there is none
 * @property {InLanguages} welcome the heading before the first message
 * @property {InLanguages} who who answers
 * @property {{text: InLanguages, url: string | null}} personal_data how personal data is treated
 * @property {string[]} embed_origins websites that may hold the frame, besides our own origin
 * @property {string[]} languages the first one is the municipality's
 * @property {number} text_chars the longest message, in characters
 * @property {import('../../shared/files.js').Rules | null} files what files may be sent; null when none
 * @property {string | null} phone where somebody answers when the chat cannot
 * @property {string | null} email
 * @property {InLanguages[]} topics what a message can be said to be about before it is written
 * @property {string | null} quick_exit_url where the quick exit leads; null when there is none
 * @property {number} idle_clear_s how long nothing may happen before the visitor is asked; 0 when nobody is
 * @property {number} idle_warning_s how long the question stands
 * @property {number} retention_days that a conversation is kept in which a person took part
 * @property {number} retention_days_assistant that one is kept in which only the assistant answered
 */

/** @returns {Settings} */
export function readSettings(source = document) {
  const given = JSON.parse(source.getElementById('settings')?.textContent || 'null') ?? {};
  return {
    municipality: '',
    desk: '',
    logo: null,
    welcome: {},
    who: {},
    embed_origins: [],
    files: null,
    phone: null,
    email: null,
    text_chars: 4000,
    topics: [],
    quick_exit_url: null,
    idle_clear_s: 0,
    idle_warning_s: 60,
    retention_days: 0,
    retention_days_assistant: 0,
    ...given,
    languages: given.languages?.length ? given.languages : ['sv'],
    personal_data: { text: {}, url: null, ...given.personal_data },
  };
}
