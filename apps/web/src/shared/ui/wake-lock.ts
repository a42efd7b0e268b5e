/** Whether the browser can keep the screen awake. */
export function canKeepAwake(): boolean {
  return 'wakeLock' in navigator;
}

/**
 * Keeps the screen awake until the function it returns is called. Browsers allow it on secure pages only and
 * end it whenever the page is hidden, so it is asked for again.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let over = false;
  const ask = async () => {
    if (over || document.visibilityState !== 'visible' || !canKeepAwake()) return;
    const granted = await navigator.wakeLock.request('screen').catch(() => undefined);
    if (over) await granted?.release();
    else lock = granted;
  };
  const onVisible = () => void ask();
  document.addEventListener('visibilitychange', onVisible);
  void ask();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', onVisible);
    void lock?.release();
  };
}
