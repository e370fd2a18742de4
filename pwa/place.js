// Where this phone is: asked for early, never waited for. A first fix without a network can take minutes.

/**
 * @param {string} text with places for what is known
 * @param {(found: string) => void} tell now and again, as the place and its age change
 * @param {() => void} fail where it is refused, or cannot be known
 */
export function find(text, tell, fail) {
  /** @type {GeolocationPosition | undefined} */
  let last;
  const say = () => {
    if (!last) return;
    const { latitude, longitude, accuracy } = last.coords;
    /** @type {Record<string, unknown>} */
    const values = { lat: latitude.toFixed(5), lon: longitude.toFixed(5), metres: Math.ceil(accuracy), age: Math.round((Date.now() - last.timestamp) / 1000) };
    tell(text.replace(/\{(\w+)\}/g, (_, name) => `${values[name]}`));
  };
  navigator.geolocation.watchPosition((found) => { last = found; say(); }, () => { if (!last) fail(); }, { enableHighAccuracy: true, maximumAge: 60000 });
  setInterval(say, 5000);
}
