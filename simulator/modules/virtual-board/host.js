/** The engine's natives (simulator/engine/channel.c, timers.c), out of the firmware's sight. */
export default globalThis["virtual board"];
