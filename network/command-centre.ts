/**
 * Obeys commands on `<topic>/alarma/set`, or refuses them with a reason. Closed, so not even subscribed to, on
 * a broker without login, where anybody could send them, unless they must be signed.
 */
import type Alarm from "../alarm/alarm";
import type AlarmJournal from "../alarm/journal";
import type Console from "../console/console";
import type { Settings } from "../settings/settings";
import { dateOrUndefined } from "./clock";
import { type CommandError, readCommand } from "./commands";

export interface CommandCentreOptions {
  settings: Settings;
  topic: string;
  alarm: Alarm;
  journal: AlarmJournal;
  console: Console;
}

export default class CommandCentre {
  /** Commands that were not obeyed. */
  refused = 0;
  readonly open: boolean;
  readonly #options: CommandCentreOptions;

  constructor(options: CommandCentreOptions) {
    this.#options = options;
    const { user, command_secret } = options.settings;
    this.open = user !== "" || command_secret !== "";
  }

  /** @param retained whether the broker kept it: then nobody means it now */
  receive(text: string, retained: boolean): void {
    const { settings, topic, alarm, journal, console } = this.#options;
    if (retained) {
      this.refuse("retained");
      return;
    }
    const command = readCommand(text, {
      secret: settings.command_secret,
      topic,
      last: journal.counter,
      now: dateOrUndefined(),
    });
    if (typeof command === "string") {
      this.refuse(command);
      return;
    }
    console.say(console.texts.command(command.name));
    if (command.name === "TOGGLE") alarm.toggle(command.counter);
    else alarm.set(command.name === "ON", command.counter);
  }

  private refuse(error: CommandError): void {
    const { console } = this.#options;
    this.refused++;
    console.say(console.texts.commandRefused(error));
  }
}
