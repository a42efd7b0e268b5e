export interface SourceFile {
  /** From the root of the repository. */
  path: string;
  text: string;
}

/** Names that docs/glossary.md has replaced, and their successors. */
const replaced: Readonly<Record<string, string>> = {
  AnswerMemory: 'ReplyCache',
  FaultOrder: 'FaultSpec',
  OpeningGate: 'SessionCreationGuard',
  RoomGuesses: 'RoomCodeLimiter',
  Shell: 'Runtime',
  ToldReview: 'RevealedReview',
  Turnstile: 'TimeSlicedQueue',
  WriteOrder: 'PerSessionQueue',
  atOnce: 'concurrency',
  foldOn: 'idleFold',
  giveWay: 'yieldToEventLoop',
  hadTurn: 'admitted',
  insist: 'reconcile',
  keptList: 'storedList',
  landAnswer: 'receiveAck',
  laterPart: 'lazyChunk',
  mayOrder: 'isAuthorized',
  noticeConsumer: 'onConsumerChanged',
  travelling: 'createPacket',
  unfelt: 'negligibleQueueLength',
  vainTries: 'maxFailedJoins',
  variableWarnings: 'envWarnings',
};

const exported =
  /^export (?:declare )?(?:async )?(?:abstract )?(?:type|interface|class|function\*?|const|enum) (\w+)/gm;
const packageOf = (path: string) => path.split('/').slice(0, 2).join('/');

/** @returns a line for each name that files of several packages export */
export function equalExports(files: readonly SourceFile[]): string[] {
  const places = new Map<string, string[]>();
  for (const { path, text } of files) {
    for (const [, name] of text.matchAll(exported)) {
      places.set(name!, [...new Set([...(places.get(name!) ?? []), path])]);
    }
  }
  return [...places]
    .filter(([, paths]) => new Set(paths.map(packageOf)).size > 1)
    .map(([name, paths]) => `${name}: ${paths.join(', ')}`);
}

/** @returns a line for each file and replaced name in it, with its successor */
export function bannedWords(files: readonly SourceFile[]): string[] {
  const names = new RegExp(`\\b(?:${Object.keys(replaced).join('|')})\\b`, 'g');
  return files.flatMap(({ path, text }) =>
    [...new Set(text.match(names))].map((name) => `${path}: ${name} (${replaced[name]})`),
  );
}

/** Idioms in the place of an actor or a term. */
const idioms = /\b(?:whoever|anew|in vain|let go|that which)\b|(?<=(?:\/\/|\*|<!--|\b(?:only|for|to)) )who(?= )/gi;

/** @returns a line for each file and idiom in it */
export function oldIdioms(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => [...new Set(text.match(idioms))].map((idiom) => `${path}: ${idiom}`));
}
