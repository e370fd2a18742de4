// Takes the place of start.js: it registers as most sites do, within the pages' own content policy. The modules that
// speak with our own worker are kept on the phone, too, but have nobody to speak with.
const policy = window.trustedTypes?.createPolicy('sw-url', {
  createScriptURL: (address) => address
});
navigator.serviceWorker
  ?.register(policy ? policy.createScriptURL('/sw.js') : '/sw.js')
  .catch(() => {});
import('./country.js');
