"""Scripts that run before a page's own, and give a browser an ability of a phone or remove one."""

import json
from pathlib import Path

# The browser's own speech and share sheet, which a browser without a screen does not have.
VOICES = """
window.spoken = [];
window.voices = [{name: 'ours', lang: 'en-GB', localService: LOCAL}];
const speech = {getVoices: () => window.voices,
    speak: (utterance) => window.spoken.push(utterance),
    cancel: () => window.spoken.at(-1)?.onend(), // as Safari does
};
Object.defineProperty(window, 'speechSynthesis', {value: speech});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
SHARE_SHEET = "window.shared = []; navigator.share = async (what) => { window.shared.push(what); };"

BLOCKED_STORAGE = """
Object.defineProperty(window, 'localStorage', {
    get() { throw new DOMException('no', 'SecurityError'); },
});
"""
FULL_STORAGE = (
    "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
)

CARD_1 = Path(__file__).with_name("card-1.json")  # written by the first version; always readable
CARD_FIELDS = json.loads(CARD_1.read_text("utf-8"))["fields"]
_CARD_VALUE = CARD_1.read_text("utf-8")
STORE_CARD = f"localStorage.setItem('card', JSON.stringify({{format: 1, value: {_CARD_VALUE}}}));"

LOCATION = {
    "geolocation": {"latitude": 52.0, "longitude": 5.123456, "accuracy": 11.2},
    "permissions": ["geolocation"],
}
HOSTILE = "<img src=x onerror=alert(1)> & ?body=#"  # text that must be shown as text
