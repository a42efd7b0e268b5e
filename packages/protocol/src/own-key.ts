/** Whether an object has a key itself. `Object.hasOwn` is newer than the oldest browsers that a page starts in. */
export function isOwn(object: object, key: PropertyKey): boolean {
  return Object.prototype.hasOwnProperty.call(object, key);
}
