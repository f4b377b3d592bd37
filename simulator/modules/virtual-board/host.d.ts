/**
 * The stand-ins' way to the virtual board. Firmware never imports it.
 *
 * A channel joins one object of a stand-in (a pin, a socket, the store) to one peripheral of the board
 * (simulator/peripherals/). Values on it are undefined, null, booleans, numbers, strings and ArrayBuffers.
 */
declare module "virtual-board/host" {
  export type Value = undefined | null | boolean | number | string | ArrayBuffer;

  const host: {
    /**
     * Opens a channel to the named peripheral; `receive` is called with what the peripheral posts.
     * The callback is kept alive until `close`.
     * @returns the channel's number.
     */
    open(peripheral: string, receive: (...values: Value[]) => void): number;
    close(channel: number): void;
    /** Sends values to the peripheral, without waiting. Uint8Array is sent as its bytes. */
    post(channel: number, ...values: (Value | Uint8Array)[]): void;
    /** Sends values and returns the peripheral's answer; an Error that it answers with is thrown. */
    call(channel: number, ...values: (Value | Uint8Array)[]): Value;
    /** The world's monotonic clock, in microseconds since power-up. */
    now(): number;
    /** Restarts the board at the end of the present job, as `System.restart()` does. */
    restart(): void;
    /** Sets the clock that Date reads, in seconds since 1970. */
    setClock(seconds: number): void;
    /** The SDK's Timer, native (simulator/engine/timers.c). */
    readonly timer: object;
  };
  export default host;
}
