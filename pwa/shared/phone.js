// Detects what this phone can do.

/** Share or copy; a browser may have neither, for example if the page came without HTTPS. */
export const canShare = Boolean(navigator.share ?? navigator.clipboard);

/**
 * A voice for the language of the page on the phone itself, so that nothing is sent. Some phones
 * have none, some lose it, some throw.
 * @returns {SpeechSynthesisVoice | undefined}
 */
export function voice() {
  try {
    return speechSynthesis
      .getVoices()
      .find((voice) => voice.localService && voice.lang.startsWith(document.documentElement.lang));
  } catch {
    // a browser without voices
  }
}

/**
 * Call now and when the phone's voices change: browsers load the list late.
 * @param {() => void} onChange
 */
export function whenVoices(onChange) {
  onChange();
  try {
    speechSynthesis.addEventListener('voiceschanged', onChange);
  } catch {
    // no voices, or no event
  }
}
