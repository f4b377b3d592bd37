/** A line as it is typed on a terminal, key by key. */
export class LineInput {
  text = "";

  /** @returns how the line ends, if it does with this key */
  take(key: string): "send" | "cancel" | undefined {
    switch (key) {
      case "\r":
      case "\n":
        return "send";
      case "\x1b":
      case "\x03":
        return "cancel";
      case "\x15":
        this.text = "";
        return undefined;
      case "\x08":
      case "\x7f":
        if (this.text === "") return "cancel";
        this.text = [...this.text].slice(0, -1).join("");
        return undefined;
      default:
        if (key >= " ") this.text += key;
        return undefined;
    }
  }
}
