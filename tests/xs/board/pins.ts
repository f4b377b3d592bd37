/** Takes pins as it may not, and says what it is told. */
import Digital from "embedded:io/digital";
import PulseCapture from "pulse-capture";

function attempt(name: string, action: () => void): void {
  try {
    action();
    trace(`${name}: taken\n`);
  } catch (error) {
    trace(`${name}: ${(error as Error).message}\n`);
  }
}

const input = (pin: number) => new Digital({ pin, mode: Digital.InputPullUp });
const output = (pin: number) => new Digital({ pin, mode: Digital.Output });
const capture = (pin: number) => new PulseCapture({ pin, onReadable() {} });

export default function (): void {
  const first = input(4);
  attempt("the same pin again", () => void output(4));
  attempt("a capture on it", () => void capture(4));
  first.close();
  attempt("after close", () => output(4).close());
  attempt("after close of another kind", () => capture(4).close());
  attempt("a pin of the flash", () => void output(6));
  attempt("a pin that is not there", () => void input(24));
  attempt("a pin beyond the last", () => void input(40));
  attempt("a negative pin", () => void input(-1));
  attempt("half a pin", () => void input(4.5));
  attempt("an input-only pin as output", () => void output(34));
  attempt("an input-only pin as capture", () => void capture(39));
  attempt("an input-only pin as input", () => input(34).close());
}
