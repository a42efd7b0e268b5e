/**
 * Scrolls a list to the row of a version of the log, once the frame is laid out: to ask for a place before that would
 * lay the page out twice.
 *
 * @returns stops it
 */
export function keepInSight(list: HTMLElement | undefined, version: number | undefined): () => void {
  const frame = requestAnimationFrame(() => {
    const row = list?.querySelector<HTMLElement>(`[data-version="${version}"]`);
    // Out of sight behind a tab, it has no height.
    if (!row || !list || list.clientHeight === 0) return;
    list.scrollTop = row.offsetTop - list.offsetTop - list.clientHeight * 0.42 + row.clientHeight / 2;
  });
  return () => cancelAnimationFrame(frame);
}
