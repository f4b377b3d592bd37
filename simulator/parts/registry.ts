import { buzzer } from "./buzzer.ts";
import { dht22 } from "./dht22.ts";
import { esp32DevkitCV4, esp32DevkitV1 } from "./esp32-devkit.ts";
import { led } from "./led.ts";
import type { PartType } from "./part.ts";
import { pushButton } from "./pushbutton.ts";
import { resistor } from "./resistor.ts";

/** Every type of part the virtual board knows, by its name in the diagram. */
export const partTypes: ReadonlyMap<string, PartType> = new Map(
  [esp32DevkitCV4, esp32DevkitV1, dht22, pushButton, led, buzzer, resistor].map((type) => [type.type, type]),
);
