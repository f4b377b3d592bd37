/* Ends a turn that takes too long of the PC's time, in a thread that the board shares with Node. */
#ifndef VIGIA_WATCHDOG_H
#define VIGIA_WATCHDOG_H

/* Watches the calling thread from here on. @returns 0 if it cannot */
extern int openWatchdog(void);
extern void closeWatchdog(void);

/* The time from `pauseWatch`, while the board waits for the world, to `resumeWatch` is not the turn's. */
extern double pauseWatch(void);
extern void resumeWatch(double since);

#endif
