import type { Picture } from './pictures.ts';

/** A page that shows all pictures, a row for each state. */
export function indexPage(pictures: readonly Picture[]): string {
  const states = [...new Set(pictures.map(({ state }) => state))];
  const rows = states.map((state) => {
    const own = pictures.filter((picture) => picture.state === state);
    return `<section><h2>${state}</h2><div>${own.map(figure).join('')}</div></section>`;
  });
  return `<!doctype html>
<meta charset="utf-8">
<title>Ack Attack: gallery</title>
<style>
  body { font: 16px system-ui; margin: 2rem; background: #888; }
  div { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start; }
  figure { margin: 0; } img { height: 20rem; display: block; } figcaption { font-size: 0.8rem; }
</style>
<h1>${pictures.length} pictures of ${states.length} states</h1>
${rows.join('\n')}
`;
}

function figure({ file, size, theme, language }: Picture): string {
  return `<figure><a href="${file}"><img src="${file}" alt="" loading="lazy"></a><figcaption>${size} ${theme} ${language}</figcaption></figure>`;
}
