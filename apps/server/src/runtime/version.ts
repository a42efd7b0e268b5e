declare const BUILD_ID: string | undefined;

export const version = '0.1.0';

/** Names the code that folds a log; while it is being worked on, every start is a code of its own. */
export const codeVersion =
  typeof BUILD_ID === 'string' ? `${version}-${BUILD_ID}` : `${version}-source-${process.pid}-${Date.now()}`;
