/** A size in device pixels. */
export interface DeviceBox {
  width: number;
  height: number;
}

/** Safari does not know how many of the screen's pixels an element covers. */
const known = 'devicePixelContentBoxSize' in ResizeObserverEntry.prototype;

/** Tells how many pixels of the screen an element covers, now and at every change. Returns what ends it. */
export function watchDeviceBox(element: Element, changed: (box: DeviceBox) => void): () => void {
  const observer = new ResizeObserver(([entry]) => {
    if (entry) changed(boxOf(entry));
  });
  observer.observe(element, { box: known ? 'device-pixel-content-box' : 'content-box' });
  return () => observer.disconnect();
}

function boxOf({ devicePixelContentBoxSize, contentRect }: ResizeObserverEntry): DeviceBox {
  const exact = known ? devicePixelContentBoxSize[0] : undefined;
  return exact
    ? { width: exact.inlineSize, height: exact.blockSize }
    : {
        width: Math.round(contentRect.width * devicePixelRatio),
        height: Math.round(contentRect.height * devicePixelRatio),
      };
}
