/** The serial console: one line an event, in the configured language. */
import { type Language, type Texts, texts } from "./texts";

/** Says lines on the serial console. */
export default class Console {
  /** The node's sentences in the chosen language. */
  readonly texts: Texts;

  constructor(language: Language) {
    this.texts = texts[language];
  }

  say(line: string): void {
    trace(line, "\n");
  }
}
