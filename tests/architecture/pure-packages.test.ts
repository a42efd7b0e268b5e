import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pure = ['engine', 'scoring', 'bots', 'replay', 'adversary'];

/** What the compiler says to a text that stands in a package's src. */
function compile(name: string, text: string): readonly string[] {
  const folder = `${root}packages/${name}`;
  const { config } = ts.readConfigFile(`${folder}/tsconfig.json`, (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const probe = `${folder}/src/probe.ts`;
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === probe || fileExists.call(host, path);
  host.getSourceFile = (path, ...rest) =>
    path === probe ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2023) : getSourceFile.call(host, path, ...rest);
  const program = ts.createProgram([probe], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}

describe.each(pure)('%s', (name) => {
  test.each(['process', 'console', 'setTimeout', 'fetch', 'document', 'performance', 'Buffer'])(
    'the compiler knows no %s',
    (global) => {
      expect(compile(name, `export const probe = ${global};`)).toEqual([
        expect.stringContaining(`Cannot find name '${global}'`),
      ]);
    },
  );

  test('the compiler takes plain code', () => {
    expect(compile(name, 'export const probe = [1, 2].map((value) => value * 2);')).toEqual([]);
  });

  const linter = new ESLint({ cwd: root });
  async function lint(text: string): Promise<readonly (string | null)[]> {
    const [result] = await linter.lintText(text, { filePath: `${root}packages/${name}/src/index.ts` });
    return result?.messages.map(({ ruleId }) => ruleId) ?? [];
  }

  test.each([
    ['a clock', 'export const probe = Date.now();', 'no-restricted-globals'],
    ['a new date', 'export const probe = new Date();', 'no-restricted-globals'],
    ['a timer', 'setTimeout(() => {}, 1);', 'no-restricted-globals'],
    ['chance', 'export const probe = Math.random();', 'no-restricted-properties'],
    ['inexact arithmetic', 'export const probe = Math.log(2);', 'no-restricted-properties'],
    ['a promise', 'export const probe = Promise.resolve(1);', 'no-restricted-globals'],
    ['an async function', 'export const probe = async () => 1;', 'no-restricted-syntax'],
    ['the network', "export const probe = fetch('/');", 'no-restricted-globals'],
    ['the machine', 'export const probe = process.pid;', 'no-restricted-globals'],
    ["Node's modules", "import 'node:fs';", 'no-restricted-imports'],
    ['a package from outside', "import 'zod';", 'no-restricted-imports'],
    ['a package above it', "import '@ack-attack/session';", 'no-restricted-imports'],
    ["another package's file", "import '../../protocol/src/index.ts';", 'no-restricted-imports'],
  ])('the linter refuses %s', async (_, text, rule) => {
    expect(await lint(text)).toContain(rule);
  });

  test('the linter takes plain code', async () => {
    expect(await lint("import { probe } from './probe.ts';\nexport const two = probe(1);\n")).toEqual([]);
  });
});
