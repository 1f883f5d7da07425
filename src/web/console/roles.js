// What each role sees of the console. The server decides what anybody may do; this only leaves out what it would refuse.

/** @typedef {'work' | 'morning' | 'lead' | 'pages' | 'gaps' | 'account'} View */
/** @typedef {'answer' | 'lead' | 'read_gaps' | 'edit'} Deed */

/** @type {Record<Deed, readonly string[]>} */
const ROLES = {
  answer: ['agent'],
  lead: ['leader'],
  read_gaps: ['leader', 'editor'],
  edit: ['editor'],
};

/** Whether one of the roles allows it. @param {readonly string[] | undefined} roles @param {Deed} deed */
export const may = (roles, deed) => ROLES[deed].some((role) => roles?.includes(role));

/**
 * The views of somebody with these roles, the one to begin with first. Whoever has none of them sees what the account is.
 * @param {readonly string[] | undefined} roles undefined while nobody is known
 * @param {boolean} problems whether the server tells of files that cannot be read
 * @returns {View[]}
 */
export function viewsOf(roles, problems) {
  if (!roles) return [];
  /** @type {View[]} */
  const views = [
    ...(may(roles, 'answer') ? /** @type {const} */ (['work', 'morning']) : []),
    ...(may(roles, 'lead') ? /** @type {const} */ (['lead']) : []),
    ...(problems ? /** @type {const} */ (['pages']) : []),
    ...(may(roles, 'read_gaps') ? /** @type {const} */ (['gaps']) : []),
  ];
  return views.length > 0 ? views : ['account'];
}

/** The view to begin with: what an editor works with comes before what may be in order. @param {readonly string[] | undefined} roles @returns {View} */
export const landing = (roles) => viewsOf(roles, false)[0] ?? 'account';
