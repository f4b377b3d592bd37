import type { StepKind } from "../step.ts";
import { expectChipOutput } from "./chip-output.ts";
import { setControl } from "./control.ts";
import { delay } from "./delay.ts";
import { expectPin } from "./pin.ts";
import { takeScreenshot } from "./screenshot.ts";
import { waitSerial, writeSerial } from "./serial.ts";
import { touch, touchMove, touchPress, touchRelease } from "./touch.ts";

/** Every kind of step of wokwi-cli 0.26, by its name in a scenario. */
export const stepKinds: ReadonlyMap<string, StepKind> = new Map(
  Object.entries({
    delay,
    "expect-chip-output": expectChipOutput,
    "expect-pin": expectPin,
    "set-control": setControl,
    "take-screenshot": takeScreenshot,
    touch,
    "touch-move": touchMove,
    "touch-press": touchPress,
    "touch-release": touchRelease,
    "wait-serial": waitSerial,
    "write-serial": writeSerial,
  }),
);
