// What both sides write in tests of a bad line: numbered, so that what is lost, doubled or out of order is seen.

/** @typedef {import('./visitor.js').Visitor} Visitor @typedef {import('./agent.js').Agent} Agent */

/** @param {string} who @param {number} from @param {number} to */
export const lines = (who, from, to) => Array.from({ length: to - from + 1 }, (_, index) => `${who} rad ${from + index}.`);

/** The visitor and the agent come together, and each has written the first line. @param {Visitor} visitor @param {Agent} agent @param {string} address */
export async function bothBegin(visitor, agent, address) {
  await visitor.visits(address);
  await visitor.opensChat();
  await visitor.says('Besökaren rad 1.');
  await agent.takesOffer();
  await visitor.isAt(/Du chattar med/);
  await agent.says('Handläggaren rad 1.');
  await visitor.sees('Handläggaren rad 1.');
}
