// Pages turned by a swipe or an arrow key.

const SWIPE_PX = 60;

/**
 * Call `turn` with true for the next page, with false for the one before.
 * @param {(isNext: boolean) => void} turn
 */
export function onTurn(turn) {
  const isLeftNext = document.dir !== 'rtl';
  /** Where a finger went down that may swipe. @type {number[]} */
  let down = [];
  const start = (/** @type {TouchEvent} */ { touches: [{ clientX, clientY }, second] }) => {
    const { scrollWidth, clientWidth } = document.documentElement;
    // Enlarged text is moved sideways to read it.
    const isWide = scrollWidth > clientWidth || (visualViewport?.scale ?? 1) > 1.01;
    down = second || isWide ? [] : [clientX, clientY];
  };
  addEventListener('touchstart', start, { passive: true });
  addEventListener('touchend', ({ changedTouches: [{ clientX, clientY }] }) => {
    const [across, along] = [clientX - down[0], Math.abs(clientY - down[1])];
    if (Math.abs(across) > Math.max(SWIPE_PX, 2 * along)) turn(across < 0 === isLeftNext);
  });
  addEventListener('keydown', ({ key, altKey, ctrlKey, metaKey, shiftKey }) => {
    if (/^Arrow(Left|Right)$/.test(key) && !(altKey || ctrlKey || metaKey || shiftKey))
      turn((key === 'ArrowRight') === isLeftNext);
  });
}
