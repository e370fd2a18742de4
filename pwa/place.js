// Where this phone is: asked for early, never waited for. A first fix without a network can take minutes.

import { format } from './tool.js';

const MOST_MS = 60000; // of age, of a place that was known before

/**
 * @param {string} text with places for what is known
 * @param {(found: string) => void} tell now and again, as the place and its age change
 * @param {() => void} fail where it is refused, or cannot be known
 */
export function find(text, tell, fail) {
  /** @type {GeolocationPosition | undefined} */
  let last;
  let age = 0;
  let got = 0;
  const say = () => {
    if (!last) return;
    const { latitude, longitude, accuracy } = last.coords;
    const values = { lat: latitude.toFixed(5), lon: longitude.toFixed(5), metres: Math.ceil(accuracy), age: Math.round((age + performance.now() - got) / 1000) };
    tell(format(text, values));
  };
  const take = (/** @type {GeolocationPosition} */ found) => {
    last = found;
    age = Date.now() - found.timestamp;
    if (!(age >= 0 && age <= MOST_MS)) age = 0; // some clocks are far off
    got = performance.now();
    say();
  };
  try {
    navigator.geolocation.watchPosition(take, () => { if (!last) fail(); }, { enableHighAccuracy: true, maximumAge: MOST_MS });
  } catch {
    fail(); // this phone has none
  }
  setInterval(say, 5000);
}
