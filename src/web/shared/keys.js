// Which keys are for us.

/**
 * Whether a key belongs to an input method, as for Chinese, Japanese or Korean: its Enter ends a word and sends nothing.
 * Safari tells that the word has ended before it tells the key, and then only the old code 229 says whose key it was.
 * @param {KeyboardEvent} event
 */
export const isForInputMethod = (event) => event.isComposing || event.keyCode === 229;
