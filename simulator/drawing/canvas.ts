/** A small picture to paint on, and its PNG. */
import { PNG } from "pngjs";

/** Red, green and blue from 0 to 255, as 0xRRGGBB. */
export type Colour = number;

/** Three columns and five rows each, a bit a pixel, the top row first. */
const digits: Readonly<Record<string, readonly number[]>> = {
  "0": [7, 5, 5, 5, 7],
  "1": [2, 6, 2, 2, 7],
  "2": [7, 1, 7, 4, 7],
  "3": [7, 1, 7, 1, 7],
  "4": [5, 5, 7, 1, 1],
  "5": [7, 4, 7, 1, 7],
  "6": [7, 4, 7, 5, 7],
  "7": [7, 1, 1, 2, 2],
  "8": [7, 5, 7, 5, 7],
  "9": [7, 5, 7, 1, 7],
  "-": [0, 0, 7, 0, 0],
  ".": [0, 0, 0, 0, 2],
  "%": [5, 1, 2, 4, 5],
  C: [7, 4, 4, 4, 7],
  "°": [2, 5, 2, 0, 0],
};

const glyph = { width: 3, height: 5 } as const;

export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #png: PNG;

  /** Transparent at first. */
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#png = new PNG({ width, height });
  }

  rectangle(left: number, top: number, width: number, height: number, colour: Colour): void {
    this.#fill((x, y) => x >= left && x < left + width && y >= top && y < top + height, colour);
  }

  circle(centreX: number, centreY: number, radius: number, colour: Colour): void {
    this.#fill((x, y) => (x + 0.5 - centreX) ** 2 + (y + 0.5 - centreY) ** 2 <= radius ** 2, colour);
  }

  /** Digits, `-`, `.`, `%`, `°` and `C`, each pixel of theirs `size` wide; other characters are left blank. */
  text(text: string, left: number, top: number, size: number, colour: Colour): void {
    for (const [index, character] of [...text].entries())
      for (const [row, bits] of (digits[character] ?? []).entries())
        for (let column = 0; column < glyph.width; column++)
          if (bits & (4 >> column))
            this.rectangle(
              left + (index * (glyph.width + 1) + column) * size,
              top + row * size,
              size,
              size,
              colour,
            );
  }

  toPNG(): Buffer {
    return PNG.sync.write(this.#png);
  }

  #fill(inside: (x: number, y: number) => boolean, colour: Colour): void {
    const { data } = this.#png;
    for (let y = 0; y < this.height; y++)
      for (let x = 0; x < this.width; x++)
        if (inside(x, y)) data.writeUInt32BE(((colour << 8) | 0xff) >>> 0, (y * this.width + x) * 4);
  }
}
