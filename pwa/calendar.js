// A calendar file of whole days, each with several reminders (RFC 5545).

/** @typedef {{name: string, day: string, title: string, text: string}} Due `day` as YYYY-MM-DD; `name` tells its event apart for ever */

const DAYS_BEFORE = [14, 7, 3, 1];
const OCTETS = 75; // of a line, by 3.1 of the RFC

/** What is typed must not end a line or a value. @param {string} text */
function escaped(text) {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\s*[\r\n]+\s*/g, '\\n');
}

/** A long line goes on in the next, behind a space; no letter is cut in two. @param {string} line */
function folded(line) {
  const encoder = new TextEncoder();
  let octets = 0;
  return [...line].map((letter) => {
    const size = encoder.encode(letter).length;
    octets += size;
    if (octets <= OCTETS) return letter;
    octets = size + 1;
    return `\r\n ${letter}`;
  }).join('');
}

/** At nine in the morning of the days before, and of the day itself. @param {string} title */
function reminders(title) {
  return [...DAYS_BEFORE.map((days) => `-P${days - 1}DT15H`), 'PT9H'].flatMap((trigger) => [
    'BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${title}`, `TRIGGER:${trigger}`, 'END:VALARM',
  ]);
}

/**
 * An event keeps its name: a calendar that knows it puts the new day in the place of the old one.
 * @param {Due[]} dues @param {Date} now
 */
export function calendar(dues, now) {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const events = dues.flatMap(({ name, day, title, text }) => [
    'BEGIN:VEVENT', `UID:${name}@${location.host}`, `DTSTAMP:${stamp}`, `SEQUENCE:${Math.floor(now.getTime() / 60000)}`,
    `DTSTART;VALUE=DATE:${day.replace(/-/g, '')}`, `SUMMARY:${escaped(title)}`, `DESCRIPTION:${escaped(text)}`,
    'TRANSP:TRANSPARENT', ...reminders(escaped(title)), 'END:VEVENT',
  ]);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', `PRODID:-//${location.host}//EN`, ...events, 'END:VCALENDAR', ''].map(folded).join('\r\n');
}
