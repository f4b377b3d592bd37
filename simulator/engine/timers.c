/*
 * The SDK's timers (module "timer"), as modules/base/timer/mc runs them on the device: milliseconds in
 * 32 bits, due timers in the order in which they were made, those made meanwhile wait for the next turn,
 * a repeating timer does not drift, and a one-shot timer is gone after its callback, even if the callback
 * scheduled it again.
 */
#include "host.h"

typedef struct sxTimer txTimer;
struct sxTimer {
	txTimer *next;
	xsSlot self;
	xsSlot *callback;
	uint32_t trigger;
	uint32_t repeat;
	uint8_t fire, unscheduled, running, removed;
};

static void timerDestroy(void *data);
static void timerMark(xsMachine *the, void *it, xsMarkRoot markRoot);
static xsHostHooks gTimerHooks = { timerDestroy, timerMark, NULL };

static uint32_t milliseconds(void)
{
	return (uint32_t)(uint64_t)(gBoard->now / 1000);
}

static void timerMark(xsMachine *the, void *it, xsMarkRoot markRoot)
{
	txTimer *timer = it;
	if (timer->callback)
		(*markRoot)(the, timer->callback);
}

static void timerUnlink(txTimer *timer)
{
	txTimer **address = &gBoard->timers;
	while (*address != timer)
		address = &(*address)->next;
	*address = timer->next;
	c_free(timer);
}

static void timerRemove(txTimer *timer)
{
	timer->unscheduled = 1;
	timer->fire = 0;
	if (timer->running)
		timer->removed = 1;
	else
		timerUnlink(timer);
}

static void timerDestroy(void *data)
{
	if (data)
		timerRemove(data);
}

static void timerAdd(xsMachine *the, int32_t delay, int32_t repeat)
{
	txTimer *timer, **address = &gBoard->timers;

	requireDevice(the);
	if (!xsIsInstanceOf(xsArg(0), xsFunctionPrototype))
		xsTypeError("callback is not a function");
	timer = c_calloc(1, sizeof(txTimer));
	if (!timer)
		xsUnknownError("add failed");
	timer->trigger = milliseconds() + (uint32_t)delay;
	timer->repeat = (uint32_t)repeat;
	timer->callback = fxToReference(the, &xsArg(0));
	while (*address)
		address = &(*address)->next;
	*address = timer;
	timer->self = xsNewHostObject(NULL);
	xsSetHostData(timer->self, timer);
	xsSetHostHooks(timer->self, &gTimerHooks);
	xsRemember(timer->self);
	xsResult = xsAccess(timer->self);
}

static void timerSet(xsMachine *the)
{
	int32_t delay = 0, repeat = 0;
	if (xsToInteger(xsArgc) > 1)
		delay = xsToInteger(xsArg(1));
	if (xsToInteger(xsArgc) > 2)
		repeat = xsToInteger(xsArg(2));
	timerAdd(the, delay, repeat);
}

static void timerRepeat(xsMachine *the)
{
	int32_t interval = xsToInteger(xsArg(1));
	timerAdd(the, interval, interval);
}

/* The timer that a script's object stands for; NULL for any other value, and for a timer that is gone. */
static txTimer *toTimer(xsMachine *the, xsSlot *slot)
{
	void *data = fxGetHostDataIf(the, slot);
	txTimer *timer = gBoard->timers;
	while (timer && (timer != data))
		timer = timer->next;
	return timer;
}

static void timerSchedule(xsMachine *the)
{
	txTimer *timer = toTimer(the, &xsArg(0));
	if (!timer)
		xsTypeError("invalid timer");
	if (xsToInteger(xsArgc) == 1) {
		timer->unscheduled = 1;
		timer->fire = 0;
		timer->repeat = (uint32_t)-1;
		return;
	}
	timer->trigger = milliseconds() + (uint32_t)xsToInteger(xsArg(1));
	timer->repeat = (xsToInteger(xsArgc) > 2) ? (uint32_t)xsToInteger(xsArg(2)) : 0;
	timer->unscheduled = 0;
}

static void timerForget(xsMachine *the, txTimer *timer)
{
	xsSlot self = timer->self;
	xsForget(timer->self);
	timer->callback = NULL;
	xsSetHostData(self, NULL);
	xsSetHostDestructor(self, NULL);
}

static void timerClear(xsMachine *the)
{
	txTimer *timer = (xsToInteger(xsArgc) > 0) ? toTimer(the, &xsArg(0)) : NULL;
	if (!timer || timer->removed)
		return;
	timerForget(the, timer);
	timerRemove(timer);
}

/* Timer.delay blocks on the device; here it would stop the world's clock. */
static void timerDelay(xsMachine *the)
{
	if (xsToInteger(xsArg(0)) > 0)
		xsUnknownError("Timer.delay blocks the event loop");
}

static void timerFire(xsMachine *the, txTimer *timer)
{
	timer->running = 1;
	xsBeginHost(the);
	xsTry {
		xsCallFunction1(xsReference(timer->callback), xsGlobal, xsAccess(timer->self));
	}
	xsCatch {
		unhandled(the);
	}
	xsEndHost(the);
	timer->running = 0;
	if (timer->removed)
		timerUnlink(timer);
	else if (0 == timer->repeat) {
		xsBeginHost(the);
		timerForget(the, timer);
		xsEndHost(the);
		timerUnlink(timer);
	}
}

void runTimers(xsMachine *the)
{
	uint32_t now = milliseconds();
	txTimer *timer;

	for (timer = gBoard->timers; timer; timer = timer->next) {
		if (!timer->unscheduled && ((int32_t)(timer->trigger - now) <= 0))
			timer->fire = 1;
	}
	for (timer = gBoard->timers; timer; ) {
		if (!timer->fire) {
			timer = timer->next;
			continue;
		}
		timer->fire = 0;
		timer->trigger += timer->repeat;
		timerFire(the, timer);
		timer = gBoard->timers;
	}
}

/* Milliseconds of the world's clock at which the next timer is due, or -1. */
double nextTimer(void)
{
	double base = floor(gBoard->now / 1000), result = -1;
	uint32_t now = milliseconds();
	txTimer *timer;

	for (timer = gBoard->timers; timer; timer = timer->next) {
		if (!timer->unscheduled) {
			double when = base + (int32_t)(timer->trigger - now);
			if ((result < 0) || (when < result))
				result = when;
		}
	}
	if ((result >= 0) && (result < base))
		result = base;
	return result;
}

void buildTimers(xsMachine *the)
{
	xsVar(1) = xsNewObject();
	xsVar(2) = xsNewHostFunction(timerSet, 1);
	xsSet(xsVar(1), xsID("set"), xsVar(2));
	xsVar(2) = xsNewHostFunction(timerRepeat, 2);
	xsSet(xsVar(1), xsID("repeat"), xsVar(2));
	xsVar(2) = xsNewHostFunction(timerSchedule, 1);
	xsSet(xsVar(1), xsID("schedule"), xsVar(2));
	xsVar(2) = xsNewHostFunction(timerClear, 1);
	xsSet(xsVar(1), xsID("clear"), xsVar(2));
	xsVar(2) = xsNewHostFunction(timerDelay, 1);
	xsSet(xsVar(1), xsID("delay"), xsVar(2));
	xsSet(xsVar(0), xsID("timer"), xsVar(1));
}
