// Making elements, and words for times and sizes. Everything that users wrote goes in as text, never as HTML.

/** `properties` are set as such; `class`, `role` and names with a dash (`aria-…`, `data-…`) are set as attributes. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value == null || value === false) continue;
    if (name === 'class') element.className = value;
    else if (name.includes('-') || name === 'role') element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** One of the drawings at the top of index.html. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** A round with somebody's initials, in a colour that is always the same for the same user. */
export function avatar(userID, name) {
  const words = name.trim().split(/\s+/);
  const initials = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => [...word][0] ?? '').join('');
  const element = el('span', { class: 'avatar', 'aria-hidden': 'true' }, initials.toUpperCase());
  let hash = 7;
  for (const char of userID) hash = (hash * 31 + char.codePointAt(0)) % 1_000_003;
  // Steps of the golden angle: ids that differ little get colours that differ much.
  element.style.setProperty('--hue', Math.round(hash * 137.508) % 360);
  return element;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const clockMs = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const shortDay = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

export const timeText = (ms) => clock.format(ms);
export const preciseTimeText = (ms) => clockMs.format(ms);
export const dayKey = (ms) => new Date(ms).toDateString();

export function dayText(ms) {
  return dayKey(ms) === dayKey(Date.now()) ? 'Today' : weekday.format(ms);
}

/** The time for today, the day for earlier. */
export function agoText(ms) {
  return dayKey(ms) === dayKey(Date.now()) ? clock.format(ms) : shortDay.format(ms);
}

export function sizeText(bytes) {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;
}

export function msText(ms) {
  if (ms == null) return '–';
  return ms < 1000 ? `${ms < 10 ? Math.max(0, ms).toFixed(1) : Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
