/** Answers `embedded:io/digital` in Moddable's simulator, which has no pins: outputs go nowhere, inputs rest high. */
export default class Digital {
  static readonly Input = 0;
  static readonly InputPullUp = 1;
  static readonly InputPullDown = 2;
  static readonly InputPullUpDown = 3;
  static readonly Output = 8;
  static readonly OutputOpenDrain = 9;
  static readonly Rising = 1;
  static readonly Falling = 2;

  #level: 0 | 1 = 1;

  constructor(options: { pin: number; mode: number; [option: string]: unknown }) {
    if (options.mode === Digital.Output) this.#level = 0;
  }

  read(): 0 | 1 {
    return this.#level;
  }

  write(value: 0 | 1): void {
    this.#level = value;
  }

  close(): void {}
}
