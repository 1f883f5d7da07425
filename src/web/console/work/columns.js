// How many conversations fit beside each other.

/** The narrowest column that can be worked in, in pixels at the usual text size: three of them stand beside the queue at 1280. */
const COLUMN_PX = 312;
/** What is between two columns, and on each side of them all. */
const GAP_PX = 12;

/** @param {number} width_px of the place for them @param {number} scale of the text, which needs wider columns when it is larger */
export function columnsIn(width_px, scale) {
  return Math.max(1, Math.floor((width_px - GAP_PX * scale) / ((COLUMN_PX + GAP_PX) * scale)));
}
