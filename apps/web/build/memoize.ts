/*
 * In place of FormatJS' own memory of formatters, which is several times as large as what message formats ask of it.
 */

export const strategies = { variadic: undefined };

/** Makes a value once for each list of arguments. */
export function memoize<Arguments extends readonly unknown[], Made>(make: (...given: Arguments) => Made) {
  const made = new Map<string, Made>();
  return (...given: Arguments): Made => {
    const key = JSON.stringify(given);
    let value = made.get(key);
    if (value === undefined) made.set(key, (value = make(...given)));
    return value;
  };
}
