// What this phone can do.

/** Share or copy; a browser may have neither, for example if the page came without HTTPS. */
export const canShare = Boolean(navigator.share ?? navigator.clipboard);

/**
 * A voice for the language of the page, on the phone itself: nothing that is read is sent anywhere.
 * Some phones have none, some lose it, some throw.
 * @returns {SpeechSynthesisVoice | undefined}
 */
export function voice() {
  try {
    return speechSynthesis
      .getVoices()
      .find((one) => one.localService && one.lang.startsWith(document.documentElement.lang));
  } catch {
    // a browser without voices
  }
}

/**
 * Tell now, and when the phone's voices change: browsers learn late what the phone has.
 * @param {() => void} tell
 */
export function whenVoices(tell) {
  tell();
  try {
    speechSynthesis.addEventListener('voiceschanged', tell);
  } catch {
    // it has none, or cannot tell
  }
}
