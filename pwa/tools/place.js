// Where this phone is: asked for early, never waited for. A first fix without a network can take
// minutes.

import { format } from './text.js';

const MOST_MS = 60000; // of age, of a place that was known before

/**
 * @param {string} text with places for what is known
 * @param {(found: string) => void} tell now and again, as the place and its age change
 * @param {() => void} fail where it is refused, or cannot be known
 */
export function locate(text, tell, fail) {
  /** @type {GeolocationPosition | undefined} */
  let last;
  /**
   * Too old is the safe side: the steady clock of some phones stands still while they sleep, the
   * other may be set.
   */
  let got = { wall: 0, steady: 0 };
  const say = () => {
    if (!last) return;
    const { latitude, longitude, accuracy } = last.coords;
    const age = Math.max(Date.now() - got.wall, performance.now() - got.steady);
    tell(
      format(text, {
        lat: latitude.toFixed(5),
        lon: longitude.toFixed(5),
        metres: Math.ceil(accuracy),
        age: Math.round(age / 1000)
      })
    );
  };
  const take = (/** @type {GeolocationPosition} */ found) => {
    last = found;
    const age = Math.max(0, Date.now() - found.timestamp);
    got = { wall: Date.now() - age, steady: performance.now() - age };
    say();
  };
  try {
    navigator.geolocation.watchPosition(
      take,
      () => {
        if (!last) fail();
      },
      { enableHighAccuracy: true, maximumAge: MOST_MS }
    );
  } catch {
    fail(); // this phone has none
  }
  setInterval(say, 5000);
}
