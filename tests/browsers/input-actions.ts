import type { Screen } from './driven-browser.ts';

/** A tap as WebDriver and WebDriver BiDi both describe it. */
export function tapActions(x: number, y: number, { touch }: Screen): readonly object[] {
  return [
    {
      type: 'pointer',
      id: touch ? 'finger' : 'mouse',
      parameters: { pointerType: touch ? 'touch' : 'mouse' },
      actions: [
        { type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ],
    },
  ];
}

/** The same for text. */
export function keyActions(text: string): readonly object[] {
  const actions = [...text].flatMap((value) => [
    { type: 'keyDown', value },
    { type: 'keyUp', value },
  ]);
  return [{ type: 'key', id: 'keyboard', actions }];
}
