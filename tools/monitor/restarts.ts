/**
 * Why a board restarted, from the lines that it prints then: the ROM's boot line, ESP-IDF's panic, and the node's
 * own last and first words. Each pattern with what it means and what to look at.
 */

interface Meaning {
  readonly pattern: RegExp;
  readonly meaning: string;
}

/** Names that the ROMs print in brackets after `rst:` (ESP32 and ESP32-C3, esp_rom's rtc.h), by what they have in common. */
const resets: readonly Meaning[] = [
  { pattern: /BROWN/, meaning: "brown-out, the supply fell too low: try another cable, USB port or supply" },
  { pattern: /POWERON/, meaning: "power-up, or the reset button (EN)" },
  { pattern: /WDT/, meaning: "a watchdog: the program hung" },
  {
    pattern: /^(RTC_)?SW_/,
    meaning: "the program itself: it asked for it, or it failed (see the lines before)",
  },
  { pattern: /D(EEP)?SLEEP/, meaning: "the end of deep sleep" },
  { pattern: /USB_/, meaning: "the PC, over USB" },
  { pattern: /EXT_CPU/, meaning: "the other core" },
  { pattern: /GLITCH|EFUSE/, meaning: "a disturbance of supply or clock" },
];

/** The causes in ESP-IDF's `Guru Meditation Error`. */
const panics: readonly Meaning[] = [
  { pattern: /wdt timeout/i, meaning: "interrupts were held off for too long" },
  { pattern: /^(Load|Store)Prohibited|^(Load|Store) access fault/, meaning: "a bad pointer in C code" },
  {
    pattern: /IllegalInstruction|Illegal instruction|InstrFetchProhibited/,
    meaning: "a jump to where no code is",
  },
  { pattern: /StackProtection|Stack canary|Stack protection/i, meaning: "a task's stack was too small" },
  { pattern: /Cache disabled/, meaning: "code in flash ran while flash was being written" },
  { pattern: /DivideByZero/, meaning: "a division by zero in C code" },
];

/** The node's own lines, as console/texts.ts has them in Spanish and English. */
const starts: readonly Meaning[] = [
  { pattern: /^(encendido|power-up)/, meaning: "power-up" },
  { pattern: /^(pulsador de reinicio|reset button)/, meaning: "the reset button (EN)" },
  { pattern: /^(reinicio pedido|a restart was asked for)/, meaning: "it was asked to, on its console" },
  { pattern: /^(demasiado tiempo sin broker|too long without a broker)/, meaning: "no broker for too long" },
  { pattern: /^(?:fallo del programa|the program failed)(?:: (.+))?$/, meaning: "the program failed ($1)" },
  {
    pattern: /^(el programa no respondía|the program did not respond)/,
    meaning: "a watchdog: the program hung",
  },
  { pattern: /^(la alimentación cayó|the supply dropped)/, meaning: resets[0]!.meaning },
];

/** Whole lines. */
const lines: readonly Meaning[] = [
  { pattern: /Task watchdog got triggered/, meaning: "the program hung: the task watchdog ends it" },
  { pattern: /Brownout detector was triggered/, meaning: resets[0]!.meaning },
  { pattern: /stack overflow in task (\S+)/, meaning: "the stack of task $1 was too small" },
  { pattern: /^abort\(\) was called/, meaning: "C code gave up" },
  { pattern: /^assert failed: (.+)/, meaning: "C code found what cannot be: $1" },
  {
    pattern: /waiting for download/,
    meaning: "the chip waits to be flashed: release BOOT (GPIO 0) and press EN",
  },
  {
    pattern: /^Error: (.+)\. (?:El nodo se reinicia|The node restarts)\.$/,
    meaning: "the program failed: $1",
  },
  { pattern: /^(invalid header: 0x|flash read err)/, meaning: "there is no program in flash: npm run flash" },
];

const find = (list: readonly Meaning[], text: string): string | undefined => {
  for (const { pattern, meaning } of list) {
    const match = pattern.exec(text);
    if (match) return meaning.replace("$1", match[1] ?? "it did not say why");
  }
  return undefined;
};

/** @returns what the line tells of a restart, or undefined for any other line */
export function explainRestart(line: string): string | undefined {
  const reset = /\brst:0x[\da-f]+ \(([A-Z\d_]+)\)/i.exec(line)?.[1];
  if (reset) return `restart: ${find(resets, reset) ?? reset}`;
  const panic = /Guru Meditation Error: Core +\d+ panic'ed \(([^)]+)\)/.exec(line)?.[1];
  if (panic) return `crash: ${find(panics, panic) ?? panic}`;
  const start = /^(?:Arranque|Start): (.+)$/.exec(line)?.[1];
  if (start) return `restart: ${find(starts, start) ?? start}`;
  const meaning = find(lines, line);
  return meaning && `board: ${meaning}`;
}
