/** What is missing or does not fit, and the way out where there is one: told without a stack trace. */
export class ToolchainError extends Error {
  readonly fact: string;
  readonly advice: string;

  constructor(fact: string, advice = "") {
    super(advice ? `${fact}: ${advice}` : fact);
    this.fact = fact;
    this.advice = advice;
  }
}
