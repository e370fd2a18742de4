// The phone's clock may be set while something is timed: by the network, by hand. The time that passed is not changed by that.

const LOOK_MS = 1000;
const SLACK_MS = 2000; // two clocks never agree to the millisecond

/**
 * Tells by how much the clock was set. While a phone sleeps, the steady clock of some stands still: what is missing after that
 * has truly passed, so that no time is ever shorter than it was.
 * @param {(ms: number) => void} tell
 */
export function whenSet(tell) {
  let wall = Date.now();
  let steady = performance.now();
  let slept = false;
  const look = () => {
    const jump = Date.now() - wall - (performance.now() - steady);
    wall = Date.now();
    steady = performance.now();
    if (jump < -SLACK_MS || (jump > SLACK_MS && !slept)) tell(jump);
    slept = document.hidden;
  };
  document.addEventListener('visibilitychange', () => { slept = true; look(); });
  for (const woken of ['pageshow', 'resume']) addEventListener(woken, () => { slept = true; look(); }, true);
  setInterval(look, LOOK_MS);
  return look;
}
