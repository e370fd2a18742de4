// Locates this phone. A first position without a network can take minutes.

import { format } from './text.js';

const MAX_AGE_MS = 60000;
/** @type {GeolocationPosition | undefined} */
let last;
/**
 * When the position was received, by two clocks: one may stop while the phone sleeps, the other
 * may be set. The higher age is the safe one.
 */
let got = { wall: 0, steady: 0 };
let stop = () => {};

/**
 * @param {string} text with names in braces
 * @param {(found: string) => void} onChange called as the position and its age change
 * @param {() => void} fail called if it is refused or unavailable
 */
export function locate(text, onChange, fail) {
  const report = () => {
    if (!last) return;
    const { latitude, longitude, accuracy } = last.coords;
    const age = Math.max(Date.now() - got.wall, performance.now() - got.steady);
    onChange(
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
    report();
  };
  stop(); // the button may be tapped again
  const timer = setInterval(report, 5000);
  stop = () => clearInterval(timer);
  try {
    const watch = navigator.geolocation.watchPosition(
      take,
      () => {
        if (!last) fail();
      },
      { enableHighAccuracy: true, maximumAge: MAX_AGE_MS }
    );
    stop = () => {
      clearInterval(timer);
      navigator.geolocation.clearWatch(watch);
    };
  } catch {
    fail(); // this phone has none
  }
  report();
}
