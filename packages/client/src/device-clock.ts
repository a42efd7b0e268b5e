/**
 * Epoch ms by the device's clock as it was when the page began, carried on by a clock that nobody can set. Some devices
 * stop it while they sleep.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}
