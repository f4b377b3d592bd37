import type { Figure } from "./figure.ts";

const number = (value: number): string =>
  value.toLocaleString("en", {
    maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0,
  });

/** Lines of text: name, value, unit, a `~` where the PC's clock was read, and how it was taken. */
export function table(title: string, figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const rows = figures.map(
    ({ name, value, unit, wall, note }) =>
      `  ${name.padEnd(width)} ${(wall ? "~" : "") + number(value).padStart(wall ? 8 : 9)} ${unit.padEnd(10)} ${note}`,
  );
  return [title, ...rows, ""].join("\n");
}
