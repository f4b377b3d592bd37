/*
 * Ends a turn that takes too long of the PC's time, in a thread that the board shares with Node.
 *
 * A thread beside it looks every few milliseconds which turn is under way. One that lasts past its limit is
 * told so, and ends where XS meters next. If it does not come there, as in a loop of a native function, it
 * is interrupted by a signal, and ends where it stands, unless it is in the midst of allocating memory.
 */
#include <time.h>
#include <unistd.h>
#include "host.h"
#include "watchdog.h"

#define kLook 20		/* ms */
#define kGrace 300		/* ms for a turn to end by itself */

typedef struct {
	pthread_t watched, watcher;
	volatile uint32_t turn;			/* counts the turns */
	volatile uint32_t limit;		/* ms; 0 while no turn is under way */
	volatile uint32_t overdue;		/* the turn that is to end */
	volatile int waiting;			/* the turn waits for the world */
	volatile double waited;			/* ms in which it did */
	volatile int closing;
} txWatchdog;

static _Thread_local txWatchdog *gWatchdog;

static double milliseconds(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

void startWatch(uint32_t limit)
{
	gWatchdog->waited = 0;
	gWatchdog->waiting = 0;
	gWatchdog->turn++;
	gWatchdog->limit = limit;
}

void stopWatch(void)
{
	gWatchdog->limit = 0;
}

double pauseWatch(void)
{
	gWatchdog->waiting = 1;
	return milliseconds();
}

void resumeWatch(double since)
{
	gWatchdog->waited += milliseconds() - since;
	gWatchdog->waiting = 0;
}

int isOverdue(void)
{
	return gWatchdog->limit && (gWatchdog->overdue == gWatchdog->turn);
}

static void onSignal(int signal)
{
	(void)signal;
	if (gBoard && gWatchdog && isOverdue())
		noAnswer();
}

static void *watch(void *it)
{
	txWatchdog *watchdog = it;
	struct timespec look = { 0, kLook * 1000000 };
	uint32_t turn = 0;
	double since = 0;
	while (!watchdog->closing) {
		uint32_t limit = watchdog->limit, now = watchdog->turn;
		if (!limit || (turn != now)) {
			turn = now;
			since = milliseconds();
		}
		else if (!watchdog->waiting) {
			double lasted = milliseconds() - since - watchdog->waited;
			if (lasted > limit)
				watchdog->overdue = turn;
			if (lasted > limit + kGrace)
				pthread_kill(watchdog->watched, SIGALRM);
		}
		nanosleep(&look, NULL);
	}
	return NULL;
}

int openWatchdog(void)
{
	struct sigaction action;
	sigset_t all, old;
	if (gWatchdog)
		return 1;
	gWatchdog = calloc(1, sizeof(txWatchdog));
	if (!gWatchdog)
		return 0;
	gWatchdog->watched = pthread_self();
	memset(&action, 0, sizeof(action));
	action.sa_handler = onSignal;
	action.sa_flags = SA_RESTART | SA_NODEFER;		/* the handler does not return */
	sigaction(SIGALRM, &action, NULL);
	/* Signals to the process are Node's, not this thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	if (pthread_create(&gWatchdog->watcher, NULL, watch, gWatchdog)) {
		free(gWatchdog);
		gWatchdog = NULL;
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return gWatchdog != NULL;
}

void closeWatchdog(void)
{
	if (!gWatchdog)
		return;
	gWatchdog->closing = 1;
	pthread_join(gWatchdog->watcher, NULL);
	free(gWatchdog);
	gWatchdog = NULL;
}
