/** Says the lines that are typed, and how the serial port is refused. */
import Digital from "embedded:io/digital";
import Serial from "embedded:io/serial";
import LineReader from "../../../console/line-reader";

const reader = new LineReader({
  onLine: (line) => trace(`line ${JSON.stringify(line)}\n`),
  onBadLine: (cause) => trace(`bad line: ${cause}\n`),
});

const open = (options: object) =>
  new Serial({
    receive: 3,
    port: 0,
    baud: 115_200,
    onReadable() {
      reader.receive(new Uint8Array(this.read() as ArrayBuffer));
    },
    ...options,
  });

function attempt(name: string, action: () => void): void {
  try {
    action();
    trace(`${name}: taken\n`);
  } catch (error) {
    trace(`${name}: ${(error as Error).message}\n`);
  }
}

export default function (): void {
  attempt("no such port", () => void open({ port: 3 }));
  attempt("no speed", () => void open({ baud: 0 }));
  attempt("a pin of the flash", () => void open({ receive: 7 }));
  open({}).close();
  const serial = open({});
  attempt("a pin in use", () => void new Digital({ pin: 3, mode: Digital.Input }));
  attempt("nothing to read", () => {
    if (serial.read() !== undefined) throw new Error("something");
  });
}
