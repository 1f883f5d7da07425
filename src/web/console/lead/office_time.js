// A date and a time on the office's wall clock, as an instant.

const ZONE = 'Europe/Stockholm';

/**
 * The instant when clocks in Sweden show this. In the hour that autumn has twice it is the first; a time that spring
 * leaves out is read an hour later.
 * @param {string} date 2026-03-02
 * @param {string} time 16:00
 * @returns {number} milliseconds since 1970, NaN for what is no time
 */
export function officeInstant(date, time) {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  if (Number.isNaN(asUtc)) return NaN;
  const candidates = [asUtc - 2 * 3_600_000, asUtc - 3_600_000];
  return candidates.find((instant) => wall(instant) === `${date} ${time}`) ?? candidates[1];
}

/** "2026-03-02 16:00" in Sweden. @param {number} instant */
export function wall(instant) {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  }).format(instant).replace(',', '');
}
