/**
 * Leaves something at the largest of its sizes at which it fits, or at the least one where none does.
 *
 * @param steps its least and its largest size, in whole steps
 * @param fits applies a size and says whether it fits; then each smaller size fits too
 */
export function takeLargestFit([least, largest]: readonly [number, number], fits: (step: number) => boolean): void {
  let [low, high] = [least, largest];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  fits(low);
}
