/** Stands in for the SDK's `timer` (modules/base/timer, MC implementation): see simulator/engine/timers.c. */
import host from "virtual-board/host";

export default host.timer;
