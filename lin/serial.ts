/** Answers `embedded:io/serial` in Moddable's simulator, where nothing is typed. */
export default class Serial {
  close(): void {}

  read(): undefined {}
}
