import type { Random } from "../world/random.ts";

/** A stretch of time in which the sensor holds the line low, or lets it go up. */
export interface Pulse {
  readonly low: boolean;
  /** Whole microseconds. */
  readonly width: number;
}

/** The least and the greatest width of a pulse, in microseconds. */
export type Range = readonly [min: number, max: number];

/** AM2302 data sheet, table of the single bus's times, in microseconds. */
export const TIMING = {
  /** The host's start pulse. */
  hostLow: [800, 20_000],
  /** From the host's release to the answer; the table allows up to 200. */
  answer: [20, 40],
  lateAnswer: [150, 200],
  responseLow: [75, 85],
  responseHigh: [75, 85],
  bitLow: [48, 55],
  /** The low before the first bit of a byte, as seen on real sensors. */
  byteLow: [65, 70],
  zeroHigh: [22, 30],
  oneHigh: [68, 75],
} as const satisfies Record<string, Range>;

/** How a frame is sent other than it should be. */
export interface WaveformFlaws {
  /** Answers late and stretches the times of the bits by up to 8 %. */
  readonly slow?: boolean;
  /** Lets go of the line for good after this many bits. */
  readonly truncateAfter?: number;
  /** Adds short pulses to the wrong side. */
  readonly noisy?: boolean;
}

const SLOWEST = 1.08;
const GLITCHES: Range = [1, 6];
const GLITCH_WIDTH: Range = [1, 4];

const draw = (random: Random, [min, max]: Range): number => random.integer(min, max);

/** All that the sensor does from the host's release on, with widths drawn from the data sheet's ranges. */
export function waveform(bits: readonly boolean[], random: Random, flaws: WaveformFlaws = {}): Pulse[] {
  const slow = flaws.slow === true;
  const stretch = slow ? 1 + random.next() * (SLOWEST - 1) : 1;
  const pulses: Pulse[] = [
    { low: false, width: draw(random, slow ? TIMING.lateAnswer : TIMING.answer) },
    { low: true, width: draw(random, TIMING.responseLow) },
    { low: false, width: draw(random, TIMING.responseHigh) },
  ];
  const { length } = bits.slice(0, flaws.truncateAfter);
  for (let index = 0; index < length; index++) {
    const low = draw(random, index % 8 === 0 ? TIMING.byteLow : TIMING.bitLow);
    const high = draw(random, bits[index] ? TIMING.oneHigh : TIMING.zeroHigh);
    pulses.push({ low: true, width: Math.round(low * stretch) });
    pulses.push({ low: false, width: Math.round(high * stretch) });
  }
  if (flaws.truncateAfter === undefined)
    pulses.push({ low: true, width: Math.round(draw(random, TIMING.bitLow) * stretch) });
  return flaws.noisy === true ? addGlitches(pulses, random) : pulses;
}

/** Splits some pulses by a short one of the other level. */
function addGlitches(pulses: readonly Pulse[], random: Random): Pulse[] {
  const glitched = new Set<number>();
  for (let count = random.integer(...GLITCHES); count > 0; count--) {
    glitched.add(random.integer(0, pulses.length - 1));
  }
  return pulses.flatMap((pulse, index) => {
    const glitch = random.integer(...GLITCH_WIDTH);
    const before = random.integer(1, pulse.width - glitch - 1);
    if (!glitched.has(index)) return [pulse];
    return [
      { low: pulse.low, width: before },
      { low: !pulse.low, width: glitch },
      { low: pulse.low, width: pulse.width - glitch - before },
    ];
  });
}
