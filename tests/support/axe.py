"""axe-core, run on the pages of one screen."""

from tests.support.screen import Screen
from tests.support.site import ROOT

AXE = ROOT / "tests/node_modules/axe-core/axe.min.js"
COLOURS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}
# Experimental rules are run as well; of a deprecated one a better rule does the work.
RUN = """async () => {
    const current = axe.getRules().filter(({tags}) => !tags.includes('deprecated'));
    const values = current.map(({ruleId}) => ruleId);
    const runOnly = {type: 'rule', values};
    const {violations} = await axe.run({runOnly, resultTypes: ['violations']});
    return violations.flatMap(
        ({id, nodes}) => nodes.map(({target}) => `${id}: ${target.join(' ')}`));
}"""


def axe_faults(window: Screen, paths: list[str]) -> list[str]:
    """What axe finds on pages; the window must bypass our policy, which admits no other script."""
    axe = AXE.read_text("utf-8")
    faults = []
    for path in paths:
        window.open(path)
        window.find(axe)
        faults += [f"{path}: {fault}" for fault in window.find(RUN)]
    return faults
