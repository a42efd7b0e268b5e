/*
 * What the oldest browsers lack of CSS and the style sheets' minifier cannot write for them. Each gets the nearest thing
 * that they know; browsers that know the real one are shown that.
 */

interface Node {
  type: string;
  parent?: Node;
  clone(changed?: object): Node;
  cloneBefore(changed: object): Node;
  after(node: Node | object): Node;
  append(...nodes: readonly (Node | object)[]): Node;
  remove(): void;
}
interface Declaration extends Node {
  prop: string;
  value: string;
}
interface Rule extends Node {
  selector: string;
  nodes: Node[];
}
interface Tools {
  AtRule: new (fields: object) => Node;
}

const seen = new WeakSet<Node>();
const moves = ['translate', 'rotate', 'scale'] as const;
/** Newer than the floor, and nothing here stands in for it. */
const lacking = /@(?:layer|scope|starting-style)|\b(?:subgrid|oklch|oklab|lch|lab)\b|anchor\(/;

/** A plugin for PostCSS, which Vite brings. */
export const floorStyles = {
  postcssPlugin: 'ack-attack:floor-styles',

  Declaration(declaration: Declaration) {
    if (seen.has(declaration) || inKeyframes(declaration)) return;
    seen.add(declaration);
    if (lacking.test(declaration.value)) throw new Error(`the oldest browsers do not know ${declaration.value}`);
    if (/\d(?:dvh|svh)\b/.test(declaration.value)) {
      seen.add(declaration.cloneBefore({ value: declaration.value.replace(/(\d)[ds]vh\b/g, '$1vh') }));
    }
  },

  Rule(rule: Rule, { AtRule }: Tools) {
    if (seen.has(rule) || inKeyframes(rule)) return;
    seen.add(rule);
    const elsewhere = (params: string, selector: string, nodes: readonly Node[]) => {
      const old = rule.clone({ selector, nodes: [] });
      old.append(...nodes);
      seen.add(old);
      const condition = new AtRule({ name: 'supports', params, nodes: [] });
      condition.append(old);
      rule.after(condition);
    };
    const declarations = rule.nodes.filter((node): node is Declaration => node.type === 'decl');

    // A value with a variable in it counts as known until it is computed, so no declaration before it would stand in.
    const mixed = declarations.filter(({ value }) => value.includes('color-mix('));
    if (mixed.length > 0) {
      elsewhere(
        'not (color: color-mix(in srgb, red, red))',
        rule.selector,
        mixed.map((declaration) => declaration.clone({ value: withoutMixes(declaration.value) })),
      );
    }
    const moved = declarations.filter(({ prop }) => (moves as readonly string[]).includes(prop));
    if (moved.length > 0) {
      const value =
        moved
          .map((declaration) => asTransform(declaration))
          .join(' ')
          .trim() || 'none';
      elsewhere('not (translate: 0)', rule.selector, [moved[0]!.clone({ prop: 'transform', value })]);
    }
    if (rule.selector.includes(':has(:focus-visible)')) {
      const selector = rule.selector.replaceAll(':has(:focus-visible)', ':focus-within');
      elsewhere(
        'not selector(:has(a))',
        selector,
        declarations.map((declaration) => declaration.clone()),
      );
    }
  },
};

function inKeyframes(node: Node): boolean {
  const name = (node as { name?: string }).name ?? '';
  return /keyframes$/.test(name) || (node.parent !== undefined && inKeyframes(node.parent));
}

/** Of two colours the one of which there is more; little of one on nothing is nothing. */
function withoutMixes(value: string): string {
  return value.replace(
    /color-mix\(in srgb, (\S+(?: \S+)*?) (\d+)%, ((?:[^()]|\([^()]*\))*)\)/g,
    (_, first: string, share: string, second: string) => (Number(share) < 50 ? second : first),
  );
}

function asTransform({ prop, value }: Declaration): string {
  if (value === 'none') return '';
  const parts = value.split(' ');
  return prop === 'rotate' ? `rotate(${value})` : `${prop}(${parts.join(', ')})`;
}
