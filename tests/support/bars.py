"""Whether a part of a page can be seen: on the screen, and under no bar that stays."""

# In the page, `faultOf(part, least)` says why a part cannot be seen enough, or nothing. `least` is:
# "start": all of it, or its first line if it is higher than the room or has its own scroll margin;
# "whole": all of it, or any line if it is too high; "line": any line.
SEEN = """
const LINE = 16; // CSS pixels
const REM = parseFloat(getComputedStyle(document.documentElement).fontSize);
const SPACE = 1.5 * REM; // above and below it, kept free
const shown = (element) =>
    element.checkVisibility({visibilityProperty: true})
    && element.getBoundingClientRect().width > 1;
const stays = (element) => ['fixed', 'sticky'].includes(getComputedStyle(element).position);
const everyBar = [...document.querySelectorAll('body *')].filter(stays);
const barsBeside = (element) =>
    everyBar.filter((bar) => shown(bar) && !bar.contains(element) && !element.contains(bar));
/** Whether a part scrolls inside a result, which is what must be in sight. */
const inside = (element) => Boolean(element.parentElement?.closest('.result'));
/** Whether a bar is painted over what it shares with a part. */
function covers(bar, element) {
    const [over, under] = [bar, element].map((part) => part.getBoundingClientRect());
    const edges = (low, high) =>
        [Math.max(over[low], under[low]), Math.min(over[high], under[high])];
    const [[left, right], [top, bottom]] = [edges('left', 'right'), edges('top', 'bottom')];
    if (right - left <= 0.5 || bottom - top <= 0.5) return null;
    const pile = document.elementsFromPoint((left + right) / 2, (top + bottom) / 2);
    const depth = (part) => pile.findIndex((found) => part.contains(found));
    return depth(element) >= 0 && depth(element) < depth(bar) ? null : {top, bottom};
}
function faultOf(element, least) {
    const {top, bottom, height} = element.getBoundingClientRect();
    const end = document.documentElement.clientHeight;
    const bars = barsBeside(element);
    const room = end - bars.reduce((sum, bar) => sum + bar.getBoundingClientRect().height, 0);
    const hidden = bars.map((bar) => covers(bar, element)).filter(Boolean);
    const whole = top >= -0.5 && bottom <= end + 0.5 && !hidden.length;
    const start =
        top >= -0.5 && top + LINE <= end && hidden.every((part) => part.top >= top + LINE);
    const left = hidden.reduce(
        (part, bar) =>
            bar.top <= part.top ? {...part, top: bar.bottom} : {...part, bottom: bar.top},
        {top: Math.max(top, 0), bottom: Math.min(bottom, end)},
    );
    const line = left.bottom - left.top >= Math.min(LINE, height) - 0.5;
    const fits = height + 2 * SPACE <= room;
    // A scroll margin leaves space for what comes before the part.
    const spaced = parseFloat(getComputedStyle(element).scrollMarginBlockStart) > 0;
    const enough = {start: (!fits || spaced) && start, whole: !fits && line, line}[least];
    if (whole || enough) return null;
    const words = element.textContent.trim().replace(/\\s+/g, ' ').slice(0, 30);
    return `${element.tagName}#${element.id}.${element.className} "${words}" `
        + `at ${top} to ${bottom} of ${end}, `
        + `under ${hidden.map((bar) => `a bar at ${bar.top} to ${bar.bottom}`)}`;
}
"""
