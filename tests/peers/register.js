// Takes the place of our saved.js: what most sites do, within the pages' own content policy.
const policy = window.trustedTypes?.createPolicy('sw-url', { createScriptURL: (address) => address });
navigator.serviceWorker?.register(policy ? policy.createScriptURL('/sw.js') : '/sw.js');
