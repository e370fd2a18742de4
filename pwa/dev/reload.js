// For editors only (`serve --reload`): shows a saved change at once.

async function release() {
  const response = await fetch('/readyz', { cache: 'no-store' });
  return (await response.json()).release;
}

const shown = await release();
setInterval(async () => {
  if ((await release().catch(() => shown)) !== shown) location.reload();
}, 500);
