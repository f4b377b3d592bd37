import { CommandError } from "./messages.ts";

/** What a client may upload to one simulation. */
const mostFiles = 64;
const mostBytes = 64 * 1024 * 1024;

/** The files that a client has uploaded. */
export class Files {
  readonly #files = new Map<string, Buffer>();

  /** @throws CommandError 413 when it is too much */
  upload(name: string, content: Buffer): void {
    const replaced = this.#files.get(name)?.length ?? 0;
    let total = content.length - replaced;
    for (const file of this.#files.values()) total += file.length;
    if (total > mostBytes || (this.#files.size >= mostFiles && !this.#files.has(name)))
      throw new CommandError(
        413,
        `too much: ${mostFiles} files with ${mostBytes >> 20} MB together are kept`,
      );
    this.#files.set(name, content);
  }

  get(name: string): Buffer | undefined {
    return this.#files.get(name);
  }

  /** @throws CommandError 404 */
  download(name: string): Buffer {
    const file = this.#files.get(name);
    if (!file) throw new CommandError(404, `no file "${name}" has been uploaded`);
    return file;
  }
}
