/** How the parts look, simply: enough to see in what state they are. */
import type { Buzzer } from "../parts/buzzer.ts";
import type { Led } from "../parts/led.ts";
import type { Part } from "../parts/part.ts";
import type { PushButton } from "../parts/pushbutton.ts";
import { Canvas, type Colour } from "./canvas.ts";

const metal = 0xa8a8a8;
const black = 0x202020;
const white = 0xf4f4f4;

/** A lamp that is lit, and dark, by the colour that the diagram names. */
const lamps: Readonly<Record<string, readonly [Colour, Colour]>> = {
  red: [0xff2020, 0x701010],
  green: [0x30ff30, 0x107010],
  blue: [0x4060ff, 0x101a70],
  yellow: [0xffee20, 0x706a10],
  orange: [0xffa020, 0x704410],
  white: [0xffffff, 0x808080],
  purple: [0xc040ff, 0x501070],
  cyan: [0x30f0ff, 0x106870],
};

function drawLed({ color, lit }: Led): Canvas {
  const canvas = new Canvas(40, 50);
  const [bright, dark] = lamps[color] ?? lamps.red!;
  canvas.rectangle(15, 34, 2, 16, metal);
  canvas.rectangle(23, 34, 2, 12, metal);
  if (lit) canvas.circle(20, 16, 16, ((bright >> 1) & 0x7f7f7f) + 0x7f7f7f);
  canvas.circle(20, 16, 12, lit ? bright : dark);
  canvas.rectangle(8, 16, 24, 16, lit ? bright : dark);
  canvas.rectangle(6, 32, 28, 3, dark);
  return canvas;
}

function drawButton({ pressed }: PushButton): Canvas {
  const canvas = new Canvas(67, 45);
  for (const top of [12, 30]) canvas.rectangle(0, top, 67, 3, metal);
  canvas.rectangle(11, 0, 45, 45, black);
  canvas.rectangle(13, 2, 41, 41, metal);
  canvas.circle(33.5, 22.5, 15, black);
  canvas.circle(33.5, 22.5, pressed ? 11 : 14, pressed ? 0x901818 : 0xd83030);
  return canvas;
}

function drawBuzzer({ sounding }: Buzzer): Canvas {
  const canvas = new Canvas(65, 75);
  for (const left of [26, 37]) canvas.rectangle(left, 60, 2, 15, metal);
  canvas.circle(32.5, 32.5, 30, black);
  canvas.circle(32.5, 32.5, 22, sounding ? 0xffd040 : 0x404040);
  canvas.circle(32.5, 32.5, 4, black);
  return canvas;
}

function drawSensor({ controls }: Part): Canvas {
  const canvas = new Canvas(57, 116);
  for (let pin = 0; pin < 4; pin++) canvas.rectangle(15 + pin * 9, 90, 2, 26, metal);
  canvas.rectangle(0, 0, 57, 92, white);
  for (let row = 0; row < 5; row++)
    for (let column = 0; column < 5; column++) canvas.rectangle(7 + column * 9, 10 + row * 9, 6, 4, black);
  const measured = (name: string) => Number(controls[name]!.get()).toFixed(1);
  canvas.text(`${measured("temperature")}°C`, 3, 62, 2, 0xc02020);
  canvas.text(`${measured("humidity")}%`, 3, 77, 2, 0x2040c0);
  return canvas;
}

function drawBoard(): Canvas {
  const canvas = new Canvas(110, 210);
  canvas.rectangle(0, 0, 110, 210, 0x242424);
  canvas.rectangle(22, 4, 66, 90, metal);
  for (let pin = 0; pin < 19; pin++)
    for (const left of [3, 101]) canvas.rectangle(left, 8 + pin * 10, 6, 6, 0xd8b040);
  canvas.rectangle(44, 190, 22, 20, metal);
  canvas.circle(24, 150, 3, lamps.red![0]);
  return canvas;
}

function drawResistor(): Canvas {
  const canvas = new Canvas(59, 12);
  canvas.rectangle(0, 5, 59, 2, metal);
  canvas.rectangle(11, 1, 37, 10, 0xd8b888);
  for (const [index, band] of [0xc02020, 0xc02020, 0x804020, 0xd8b040].entries())
    canvas.rectangle(15 + index * 8, 1, 3, 10, band);
  return canvas;
}

const drawings: Readonly<Record<string, (part: never) => Canvas>> = {
  "wokwi-led": drawLed,
  "wokwi-pushbutton": drawButton,
  "wokwi-buzzer": drawBuzzer,
  "wokwi-dht22": drawSensor,
  "wokwi-resistor": drawResistor,
  "board-esp32-devkit-c-v4": drawBoard,
  "wokwi-esp32-devkit-v1": drawBoard,
};

/** The part as it looks now, as a PNG. */
export function drawPart(part: Part): Buffer {
  return drawings[part.type]!(part as never).toPNG();
}
