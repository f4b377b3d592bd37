/**
 * Where the SDK begins: reads the settings and starts the node. Importing it does nothing, so it is preloaded like
 * all the others.
 */
import config from "mc/config";
import sayAborts from "./console/abort-hook";
import Console from "./console/console";
import Node from "./node";
import { readSettings, SettingError } from "./settings/settings";

export default function main(): void {
  try {
    const settings = readSettings(config);
    const console = new Console(settings.language);
    sayAborts(console);
    new Node(settings, console).start();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    const console = new Console("es");
    console.say(console.texts.badSetting(error.setting, error.value, error.allowed));
  }
}
