/** Answers `embedded:io/serial` in Moddable's simulator, where nothing is typed. */
export default class Serial {
  readonly target: unknown;

  constructor(options: { receive: number; baud: number; target?: unknown; [option: string]: unknown }) {
    this.target = options.target;
  }

  read(): ArrayBuffer | undefined {
    return undefined;
  }

  close(): void {}
}
