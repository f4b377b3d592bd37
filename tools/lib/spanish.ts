/** Commands that speak Spanish, their help and commander's own errors too. */
import { Command, InvalidArgumentError } from "commander";

const titles: Readonly<Record<string, string>> = {
  "Usage:": "Uso:",
  "Options:": "Opciones:",
  "Arguments:": "Argumentos:",
};

const errors: readonly [RegExp, string][] = [
  [/^error: unknown option '(.*)'/, "no existe la opción $1"],
  [/\(Did you mean (.*)\?\)/, "¿Querías decir $1?"],
  [/^error: option '(.*)' argument missing/, "falta el valor de la opción $1"],
  [/^error: option '(.*)' argument '(.*)' is invalid\./, 'la opción $1 no admite "$2".'],
  [/^error: command-argument value '(.*)' is invalid for argument '(.*)'\./, '"$1" no vale como $2.'],
  [/Allowed choices are (.*)\./, "Se admite $1."],
  [/^error: missing required argument '(.*)'/, "falta $1"],
  [/^error: too many arguments.*/, "sobran argumentos"],
  [/^error: option '(.*)' cannot be used with option '(.*)'/, "$1 y $2 no van juntas"],
];

function translated(text: string): string {
  return errors.reduce((all, [pattern, spanish]) => all.replace(pattern, spanish), text);
}

export function spanishCommand(name: string): Command {
  return new Command(name)
    .helpOption("-h, --help", "muestra esta ayuda")
    .configureHelp({
      commandUsage: (command) =>
        [command.name(), "[opciones]", ...command.registeredArguments.map((each) => `<${each.name()}>`)].join(
          " ",
        ),
      styleTitle: (title) => titles[title] ?? title,
      optionDescription: (option) =>
        option.description +
        (option.argChoices ? ` (${option.argChoices.join(", ")})` : "") +
        (option.defaultValue === undefined || option.defaultValue === false
          ? ""
          : ` (si no, ${option.defaultValueDescription ?? option.defaultValue})`),
    })
    .configureOutput({ outputError: (text, write) => write(`vigia: ${translated(text)}`) })
    .showHelpAfterError("(--help muestra las opciones)")
    .allowExcessArguments(false);
}

/** The same reader of a value, whose refusal is in Spanish. */
export function refusing<T>(read: (text: string) => T, refusal: string): (text: string) => T {
  return (text) => {
    try {
      return read(text);
    } catch (error) {
      if (error instanceof InvalidArgumentError) throw new InvalidArgumentError(refusal);
      throw error;
    }
  };
}

/** A reader of a whole number. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most)
      throw new InvalidArgumentError(`Se admite un número entero de ${least} a ${most}.`);
    return number;
  };
}

export const durationRefusal = "Una duración es un número con ms, s, m, h o d, como 500ms, 12s o 1.5m.";
