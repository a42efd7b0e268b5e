/**
 * A bug to plant, which the simulation has to find.
 *
 * ignores-versions: the store appends behind events that the writer has not seen.
 * appends-twice: the store does again what had only lost its answer.
 * hides-connections: commands do not say over which connection they came.
 * forgets-pauses: a server that wakes takes the greetings that had waited for new ones.
 * believes-late-views: a phone shows a whole view although it has a newer one.
 * patches-any-view: a phone applies a change to another view than the one it was made for.
 */
export type Plant =
  | 'ignores-versions'
  | 'appends-twice'
  | 'hides-connections'
  | 'forgets-pauses'
  | 'believes-late-views'
  | 'patches-any-view';
