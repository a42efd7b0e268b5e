import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Request, Response } from 'express';

const encodings = ['br', 'gzip'] as const;
type Encoding = (typeof encodings)[number];

interface PageFile {
  extension: string;
  plain: Buffer;
  etag: string;
  /** The build made one of them for files of assets/; each other is made once, when it is first asked for. */
  encoded: Partial<Record<Encoding, Promise<Buffer>>>;
}

/** Images are small already; of these two out of three bytes go. */
const textual: ReadonlySet<string> = new Set(['.html', '.js', '.css', '.json', '.svg', '.webmanifest', '.map', '.txt']);
const leastBytes = 200;

/** Ending of a compressed form that the build made. */
const builtForm = '.br';

/**
 * The files of the pages, read once and kept in memory with their compressed forms: however many clients ask for a page,
 * it costs neither a file handle nor a compressor.
 */
export class PageFiles {
  readonly #files = new Map<string, PageFile>();

  constructor(root: string) {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || extname(entry.name) === builtForm) continue;
      const path = join(entry.parentPath, entry.name);
      const form = path + builtForm;
      const plain = readFileSync(path);
      this.#files.set(relative(root, path).split(sep).join('/'), {
        extension: extname(path),
        plain,
        etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 27)}"`,
        encoded: existsSync(form) ? { br: Promise.resolve(readFileSync(form)) } : {},
      });
    }
  }

  /**
   * Sends a file in the smallest form that the client takes, or that it still has the newest one.
   *
   * @param name path below the root, with slashes
   * @returns false where there is no such file, and nothing is sent
   */
  async send(request: Request, response: Response, name: string, cacheControl: string): Promise<boolean> {
    const file = this.#files.get(name);
    if (!file) return false;
    const compresses = textual.has(file.extension) && file.plain.length >= leastBytes;
    const encoding = compresses ? encodings.find((name) => request.acceptsEncodings(name)) : undefined;
    const body = encoding ? await (file.encoded[encoding] ??= encode(file.plain, encoding)) : file.plain;
    response.type(file.extension).set({ 'cache-control': cacheControl, etag: etagOf(file, encoding) });
    if (compresses) response.vary('accept-encoding');
    if (encoding) response.set('content-encoding', encoding);
    response.send(body);
    return true;
  }
}

/** The forms of a file differ in their bytes, so each has a tag of its own. */
function etagOf({ etag }: PageFile, encoding: Encoding | undefined): string {
  return encoding ? `${etag.slice(0, -1)}-${encoding}"` : etag;
}

function encode(plain: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(plain, { level: constants.Z_BEST_COMPRESSION });
  return promisify(brotliCompress)(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 9,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      // A window beyond the file finds nothing, and clearing it took most of the time.
      [constants.BROTLI_PARAM_LGWIN]: Math.min(22, Math.max(10, Math.ceil(Math.log2(plain.length)))),
    },
  });
}
