/**
 * Keeps sentences moving on a page that its browser translates. A translator puts a copy in the place of each text, and what
 * changes then changes out of sight. Here a changed text is put back, and translated again.
 */
export function followTranslation(page: Node): void {
  const copies = new WeakMap<Node, Element>();
  const changes = new MutationObserver((records) => {
    for (const { target } of records) {
      const copy = copies.get(target);
      copies.delete(target);
      if (copy?.parentNode && !target.parentNode) copy.parentNode.replaceChild(target, copy);
    }
  });
  new MutationObserver((records) => {
    for (const { addedNodes, removedNodes, previousSibling, nextSibling } of records) {
      const copy = [...addedNodes, previousSibling, nextSibling].find((node) => node?.nodeName === 'FONT');
      for (const text of copy ? removedNodes : []) {
        if (text.nodeType !== Node.TEXT_NODE) continue;
        copies.set(text, copy as Element);
        changes.observe(text, { characterData: true });
      }
    }
  }).observe(page, { childList: true, subtree: true });
}
