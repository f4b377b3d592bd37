/**
 * Where the SDK begins: reads the settings and starts the node. Importing it does nothing, so it is preloaded like
 * all the others.
 */
import config from "mc/config";
import sayAborts from "./console/abort-hook";
import { answers } from "./console/answers";
import Console from "./console/console";
import Node from "./node";
import { readOverrides } from "./settings/overrides";
import overrideStore from "./settings/preference-store";
import { notAllowed, readSettings, SettingError } from "./settings/settings";

export default function main(): void {
  try {
    const overrides = readOverrides(overrideStore);
    const settings = readSettings(config, overrides);
    const console = new Console(settings.language);
    sayAborts(console);
    const node = new Node(settings, console);
    for (const name of Object.keys(overrides))
      if (notAllowed(name, overrides[name]) !== undefined)
        console.say(answers[settings.language].badStored(name));
    node.start();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    const console = new Console("es");
    console.say(console.texts.badSetting(error.setting, error.value, error.allowed));
  }
}
