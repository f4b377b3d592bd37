/**
 * The SDK's digital IO (ECMA-419 chapter 10.1). npm's \@moddable/typings 5.6 lacks `initialValue` and
 * `activeLow`, and the callback's `this`.
 */
declare module "embedded:io/digital" {
  export interface DigitalOptions {
    pin: number;
    mode: number;
    /** Sum of `Digital.Rising` and `Digital.Falling`; needed with `onReadable`. */
    edge?: number;
    /** Level of an output from the start. */
    initialValue?: 0 | 1;
    activeLow?: boolean;
    /** An edge came; edges coalesce until this is called. */
    /** Kept as the object's `target`, for callbacks that are no closures (ECMA-419, 8.1). */
    target?: unknown;
    onReadable?: (this: Digital) => void;
  }

  export default class Digital {
    static readonly Input: number;
    static readonly InputPullUp: number;
    static readonly InputPullDown: number;
    static readonly InputPullUpDown: number;
    static readonly Output: number;
    static readonly OutputOpenDrain: number;
    static readonly Rising: number;
    static readonly Falling: number;

    /** @throws Error "invalid pin", "in use"; RangeError "input only", "invalid mode", "invalid edges" */
    constructor(options: DigitalOptions);
    read(): 0 | 1;
    write(value: 0 | 1): void;
    close(): void;
  }
}
