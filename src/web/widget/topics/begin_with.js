// A message that begins with its topic.

/**
 * The draft with `topic` before it, instead of another of the topics that stood there.
 * @param {string} topic
 * @param {string} draft
 * @param {string[]} topics
 */
export function beginWith(topic, draft, topics) {
  const before = topics.find((other) => draft.startsWith(`${other}: `));
  return `${topic}: ${before ? draft.slice(before.length + 2) : draft.trimStart()}`;
}
