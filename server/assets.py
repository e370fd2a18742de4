"""The scripts, style sheets, icons and sounds in `pwa/`, and which of them a phone saves."""

SCRIPTS = ("start", "country", "dom", "notices", "registration", "saved", "storage", "update")
OWN_SCRIPT = (
    "about",
    "feedback",
    "install",
    "reset",
    "search",
)  # the kinds of page that have a script of their own
TOOL_SCRIPTS = (
    "alone",
    "bottle",
    "card",
    "refill",
    "rescue",
    "say",
    "sheet",
    "timeline",
)  # each tool's own, by its id
FIRST_TOOLS = ("rescue",)  # those that the first minute may need
FIRST_MINUTE = (*SCRIPTS, "words", "keep", "tool", "voices", *FIRST_TOOLS)
# Loaded when a browser offers to install the app, by search, by articles, for voices, and by tools.
LATER = (
    *OWN_SCRIPT,
    *TOOL_SCRIPTS,
    "cardfile",
    "fields",
    "keep",
    "lookup",
    "place",
    "reading",
    "share",
    "speech",
    "tool",
    "voices",
)
SOUNDS = ("beat", "one-tone", "two-tones")
SHEETS = {"style": 2, "print": 2, "tools": 1}  # emergency pages hold the first one themselves
SCRIPT = "text/javascript; charset=utf-8"
ICONS = {"icon.svg": "image/svg+xml", "apple-touch-icon.png": "image/png"} | {
    f"icon-{name}.png": "image/png" for name in ("192", "512", "maskable-512", "monochrome-512")
}
SHORTCUT_ICONS = ("question", "phone", "list")
KEPT_ICONS = ("icon.svg",)  # the others are asked for once, by the browser that installs the app
