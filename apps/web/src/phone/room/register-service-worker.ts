let asked = false;

/**
 * Keeps this page on the device, so that a reload finds it while the server restarts. Browsers allow it on secure
 * pages only; elsewhere the page works all the same.
 */
export function registerServiceWorker(): void {
  if (asked || !import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  asked = true;
  navigator.serviceWorker.register('/service-worker.js').catch(() => (asked = false));
}
