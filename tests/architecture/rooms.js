/**
 * @param {string} base a source tree
 * @param {string} file a path in it
 * @returns {string} the room that the file stands in; `.` beside the rooms
 */
function roomOf(base, file) {
  const [room, ...rest] = file.slice(base.length + 1).split('/');
  return rest.length > 0 ? room : '.';
}

/**
 * @param {readonly { source: string, dependencies: readonly { resolved: string }[] }[]} modules as dependency-cruiser found them
 * @param {Record<string, Record<string, readonly string[]>>} table as `roomTable`
 * @returns {string[]} a sentence for each import between rooms that the table forbids, and for each room that it lacks
 */
export function forbiddenRooms(modules, table) {
  return Object.entries(table).flatMap(([base, rooms]) =>
    arrows(modules, base).flatMap(({ from, to, source, resolved }) => {
      if (!rooms[from]) return [`${source}: ${from} is no room of ${base} in the room table`];
      return from === to || rooms[from].includes(to) ? [] : [`${source}: ${from} must not import ${to} (${resolved})`];
    }),
  );
}

/** @returns {string[]} a sentence for each row or entry of the table that nothing uses, so that it would allow too much */
export function unusedRooms(modules, table) {
  return Object.entries(table).flatMap(([base, rooms]) => {
    const all = arrows(modules, base);
    const used = new Set(all.map(({ from, to }) => `${from} ${to}`));
    const seen = new Set(all.map(({ from }) => from));
    return Object.entries(rooms).flatMap(([room, imports]) =>
      seen.has(room)
        ? imports.filter((to) => !used.has(`${room} ${to}`)).map((to) => `${base}: ${room} never imports ${to}`)
        : [`${base}: there is no room ${room}`],
    );
  });
}

function arrows(modules, base) {
  // What is no code imports nothing, and every room may read it.
  const within = (path) => path.startsWith(`${base}/`) && /\.(?:[jt]s|svelte)$/.test(path);
  return modules
    .filter(({ source }) => within(source))
    .flatMap(({ source, dependencies }) => {
      const from = roomOf(base, source);
      const inside = dependencies.filter(({ resolved }) => within(resolved));
      // A file without imports still has to stand in a room of the table.
      if (inside.length === 0) return [{ from, to: from, source, resolved: source }];
      return inside.map(({ resolved }) => ({ from, to: roomOf(base, resolved), source, resolved }));
    });
}
