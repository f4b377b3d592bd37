/*
 * sensors/esp32/pulse-capture.c on stand-ins for the chip and the machine (include/): exact times, then everything
 * that may go wrong, at every point at which something may come in between.
 */
#include <stdio.h>
#include "check.h"
#include "machine.h"

enum { kPin = 15, kLow = 1100, kWindow = 12, kFalls = 64 };

static const char *caseName = "";
static uint32_t caseSeed;

void checkFailed(const char *file, int line, const char *text)
{
	printf("not ok %s: seed %u, point %d: %s (%s:%d)\n", caseName, (unsigned)caseSeed, chipPoints, text, file, line);
	fflush(stdout);
	abort();
}

static bool throws(const char *thrown, const char *expected)
{
	return 0 == strcmp(thrown, expected);
}

/* What the last callback brought. */
static uint16_t got[kFalls];
static int gotCount;

static void keep(HostObject *object, const uint16_t *intervals, int count)
{
	(void)object;
	check(count <= kFalls, "the falls are bounded");
	for (int i = 0; i < count; i++) {
		int time = intervals[i] + (i ? got[i - 1] : 0);
		check(time <= UINT16_MAX, "the falls are in order");
		got[i] = (uint16_t)time;
	}
	gotCount = count;
}

static HostObject *make(void)
{
	HostObject *object;
	check(throws(machineNew(&object, kPin, keep), ""), "a capture is made");
	return object;
}

/* Lets everything end that is under way. */
static void finish(void)
{
	chipAtPoint = NULL;
	chipFailures = (struct ChipFailures){ -1, -1, -1, -1, -1 };
	for (int i = 0; i < 10; i++) {
		chipRun(chipNow + 2000000);
		machineDeliver();
	}
	machineEnd();
	chipRun(chipNow + 2000000);
	chipReset(0);
}

static void run(uint32_t seed)
{
	caseSeed = seed;
	chipReset(seed);
}

/* The sensor's answer: edges relative to the release, falls and rises in turn. */
static int64_t train[200], releasedAt;
static int trainLength;

static void answer(void)
{
	releasedAt = chipNow;
	for (int i = 0; i < trainLength; i++)
		chipDrive(kPin, chipNow + train[i], i & 1);
}

static void capture(HostObject *object, int window)
{
	int calls = object->calls;
	gotCount = -1;
	check(throws(machineStart(object, kLow, window), ""), "a capture starts");
	check(chipLevel(kPin) == 0, "the line is low at once");
	while (chipTimerArmed())
		chipRun(chipNow + 100);
	check(object->calls == calls, "nothing is called but by the machine's task");
	machineDeliver();
	check(object->calls == calls + 1, "the callback comes once");
	check(!chipListens(kPin), "the interrupt is off when nothing is under way");
	check(throws(machineStart(object, 0, 1), "invalid time"), "the object goes on");
}

static void measuresRandomTrains(void)
{
	for (uint32_t seed = 1; seed <= 4000; seed++) {
		int expected = 0, window = 1 + (int)(seed % 100);
		int64_t end;
		run(seed);
		chipLate = (seed & 1) ? 0 : 3000;
		HostObject *object = make();
		trainLength = (int)chipRandom(100) * 2;
		int64_t at = 20 + chipRandom(400), step = (seed % 7) ? 150 : 3000;
		for (int i = 0; i < trainLength; i++) {
			train[i] = at;
			at += 10 + chipRandom((uint32_t)step);
		}
		chipOnRelease = answer;
		int64_t startedAt = chipNow;
		capture(object, window);
		end = chipFiredAt - releasedAt;
		check(releasedAt - startedAt >= kLow, "the low is not too short");
		check(releasedAt - startedAt <= kLow + chipLate, "the low is not too long");
		check(end >= window * 1000 && end <= window * 1000 + chipLate, "the window is as long as asked for");
		/* What came in the last instants may be in or not: the interrupt has its own delay. */
		for (int i = 0; i < trainLength && expected < kFalls; i += 2) {
			if ((train[i] + 2 > end) || (train[i] + 5 >= end && expected >= gotCount))
				break;
			int64_t least = train[i] + 2, most = train[i] + 5;
			check(expected < gotCount, "every fall is there");
			check(got[expected] >= (least < 65535 ? least : 65535), "no fall is early");
			check(got[expected] <= (most < 65535 ? most : 65535), "no fall is late");
			expected++;
		}
		check(gotCount == expected, "no fall is invented");
		finish();
	}
}

static void saturates(void)
{
	run(1);
	trainLength = 2;
	train[0] = 65000;
	train[1] = 65100;
	HostObject *object = make();
	chipOnRelease = answer;
	capture(object, 200);
	check(gotCount == 1 && got[0] >= 65002 && got[0] <= 65005, "the last time that fits");
	train[0] = 66000;
	train[1] = 66100;
	capture(object, 200);
	check(gotCount == 1 && got[0] == 65535, "later times are the greatest");
	finish();
}

static void boundsAStorm(void)
{
	run(2);
	HostObject *object = make();
	trainLength = 0;
	check(throws(machineStart(object, kLow, kWindow), ""), "a capture starts");
	for (int i = 0; i < 2000; i++)
		chipDrive(kPin, chipNow + kLow + 30 + i, i & 1);
	chipRun(chipNow + kLow + 1000);
	check(!chipListens(kPin), "the interrupt is off when the buffer is full");
	check(chipInterrupts <= kFalls + 2, "a storm costs no more interrupts than the buffer holds");
	chipRun(chipNow + 100000);
	machineDeliver();
	check(gotCount == kFalls, "the first falls are kept");
	capture(object, kWindow);
	check(gotCount == 0, "and the next capture is as any other");
	check(throws(machineStart(object, kLow, kWindow), ""), "a capture starts");
	for (int i = 0; i < 3; i++)
		chipGlitch(kPin);
	check(chipListens(kPin), "some noise in the start pulse");
	chipDrive(kPin, chipNow + kLow + 30, 0);
	chipRun(chipNow + 100000);
	machineDeliver();
	check(gotCount == 1, "is not counted");
	finish();
}

static void bearsStuckLines(void)
{
	run(3);
	HostObject *object = make();
	chipDrive(kPin, chipNow, 0);
	chipRun(chipNow + 10);
	trainLength = 0;
	capture(object, kWindow);
	check(gotCount == 0, "a line stuck low has no falls");
	chipDrive(kPin, chipNow, 1);
	chipRun(chipNow + 10);
	gotCount = -1;
	chipStickHigh(kPin);
	check(throws(machineStart(object, kLow, kWindow), ""), "a capture starts");
	chipRun(chipNow + 100000);
	machineDeliver();
	check(gotCount == 0, "a line stuck high has none");
	finish();
}

static void refusesWhatItMust(void)
{
	HostObject *object, *other, *foreign;
	run(4);
	const int invalid[] = { -1, 6, 9, 11, 20, 24, 28, 31, 40, 1000, INT32_MAX, INT32_MIN };
	for (size_t i = 0; i < sizeof(invalid) / sizeof(*invalid); i++)
		check(throws(machineNew(&other, invalid[i], keep), "invalid pin"), "a pin that is none");
	check(throws(machineNew(&other, 34, keep), "input only"), "a pin that cannot be driven");
	object = make();
	check(throws(machineNew(&other, kPin, keep), "in use"), "a pin that is taken");
	check(throws(machineStart(other, kLow, kWindow), "closed"), "an object that was not made");
	check(throws(machineStart(object, 0, kWindow), "invalid time"), "no low");
	check(throws(machineStart(object, -5, kWindow), "invalid time"), "a negative low");
	check(throws(machineStart(object, 1000001, kWindow), "invalid time"), "a low of more than 1 s");
	check(throws(machineStart(object, kLow, 0), "invalid time"), "no window");
	check(throws(machineStart(object, kLow, 1001), "invalid time"), "a window of more than 1 s");
	check(throws(machineStart(object, kLow, kWindow), ""), "a capture starts");
	check(throws(machineStart(object, kLow, kWindow), "busy"), "a second one in its low");
	chipRun(chipNow + 5000);
	check(throws(machineStart(object, kLow, kWindow), "busy"), "a second one in its window");
	chipRun(chipNow + 50000);
	check(throws(machineStart(object, kLow, kWindow), "busy"), "a second one before its delivery");
	machineDeliver();
	check(throws(machineStart(object, kLow, kWindow), ""), "and then it is free");
	check(throws(machineClose(object), ""), "it is closed");
	check(throws(machineClose(object), ""), "twice");
	check(throws(machineStart(object, kLow, kWindow), "closed"), "a closed one");
	foreign = make();
	const xsHostHooks *hooks = foreign->hooks;
	const xsHostHooks others = { hooks->destructor, hooks->marker, "other" };
	foreign->hooks = &others;
	check(throws(machineStart(foreign, kLow, kWindow), "invalid host data"), "another class's object");
	check(throws(machineClose(foreign), "invalid host data"), "another class's object");
	foreign->hooks = hooks;
	finish();
}

static void bearsFailures(void)
{
	HostObject *object;
	run(5);
	chipFailures.install = 0;
	check(throws(machineNew(&object, kPin, keep), "no interrupt"), "no interrupt service");
	chipFailures.allocate = 0;
	check(throws(machineNew(&object, kPin, keep), "no memory"), "no memory");
	chipFailures.create = 0;
	check(throws(machineNew(&object, kPin, keep), "no timer"), "no timer");
	object = make();
	chipFailures.start = 0;
	check(throws(machineStart(object, kLow, kWindow), "no timer"), "a timer that does not start");
	check(chipLevel(kPin) == 1 && !chipListens(kPin), "the line is let go of");
	trainLength = 0;
	capture(object, kWindow);
	chipFailures.start = 1;
	capture(object, kWindow);
	check(gotCount == 0, "a window that cannot be timed is over at once");
	chipFailures.post = 0;
	capture(object, kWindow);
	check(gotCount == 0, "a message that found the queue full is posted again");
	chipFailures.post = 0;
	chipFailures.start = 2;
	check(throws(machineStart(object, kLow, kWindow), ""), "a capture starts");
	chipRun(chipNow + 100000);
	check(machineMessages() == 0, "neither message nor timer");
	capture(object, kWindow);
	finish();
}

static void keepsWhatIsUnderWay(void)
{
	run(6);
	HostObject *object = make();
	check(throws(machineStart(object, kLow, kWindow), ""), "a capture starts");
	object->held = false;
	machineCollect();
	check(!object->collected, "an object whose capture is under way is not garbage");
	chipRun(chipNow + 100000);
	machineDeliver();
	check(object->calls == 1, "its callback comes");
	chipEnter(kMachineTask);
	machineCollect();
	chipLeave(kMachineTask);
	check(object->collected, "and then it is garbage");
	make();
	finish();
}

static void closeIt(HostObject *object, const uint16_t *falls, int count)
{
	keep(object, falls, count);
	check(throws(machineClose(object), ""), "a callback may close");
}

static void startIt(HostObject *object, const uint16_t *falls, int count)
{
	keep(object, falls, count);
	if (object->calls < 5)
		check(throws(machineStart(object, kLow, kWindow), ""), "a callback may start again");
}

static void callbacksMayAct(void)
{
	run(7);
	HostObject *object = make();
	object->onFalls = startIt;
	check(throws(machineStart(object, kLow, kWindow), ""), "a capture starts");
	for (int i = 0; i < 10; i++) {
		chipRun(chipNow + 100000);
		machineDeliver();
	}
	check(object->calls == 5, "each start has its callback");
	object->onFalls = closeIt;
	check(throws(machineStart(object, kLow, kWindow), ""), "a capture starts");
	chipRun(chipNow + 100000);
	machineDeliver();
	check(object->calls == 6 && throws(machineStart(object, kLow, kWindow), "closed"), "it is closed");
	finish();
}

/* Closes at point `closeAt` of a capture, wherever that is. */
static HostObject *victim;
static int closeAt, callsAtClose;

static void closeThere(void)
{
	if (chipPoints != closeAt || (chipActive & kMachineTask))
		return;
	check(throws(machineClose(victim), ""), "it may be closed at any point");
	callsAtClose = victim->calls;
	/* Its pin is free at once. */
	HostObject *next;
	check(throws(machineNew(&next, kPin, keep), ""), "the pin is free again");
}

static void closesAnywhere(void)
{
	int points = 1;
	trainLength = 84;
	for (int i = 0; i < trainLength; i++)
		train[i] = 30 + i * 60;
	for (int i = 0; i <= points; i++) {
		run((uint32_t)i);
		victim = make();
		chipOnRelease = answer;
		callsAtClose = -1;
		closeAt = i;
		chipAtPoint = closeThere;
		check(throws(machineStart(victim, kLow, kWindow), ""), "a capture starts");
		chipRun(chipNow + 20000);
		machineDeliver();
		if (chipPoints > points)
			points = chipPoints;
		check(callsAtClose < 0 || victim->calls == callsAtClose, "no callback after close");
		check(callsAtClose >= 0 || victim->calls == 1, "a callback without close");
		finish();
	}
	check(points > 100, "there are points");
	/* And by the clock, between any two events. */
	for (int64_t wait = 0; wait < 14000; wait += 7) {
		run((uint32_t)wait);
		victim = make();
		chipOnRelease = answer;
		check(throws(machineStart(victim, kLow, kWindow), ""), "a capture starts");
		chipRun(chipNow + wait);
		check(throws(machineClose(victim), ""), "it is closed");
		chipRun(chipNow + 20000);
		machineDeliver();
		check(victim->calls == 0 && chipLevel(kPin) == 1, "no callback after close");
		finish();
	}
}

static void endsAnywhere(void)
{
	for (int64_t wait = 0; wait < kLow + kWindow * 1000; wait += 50) {
		run((uint32_t)wait);
		chipOnRelease = answer;
		HostObject *object = make();
		check(throws(machineStart(object, kLow, kWindow), ""), "a capture starts");
		chipRun(chipNow + wait);
		machineEnd();
		finish();
	}
}

/* Whatever may come in between does, at random: timers at any time, glitches, deliveries, starts and closes. */
static HostObject *things[2];
static int started[2];

static void something(void)
{
	int which = (int)chipRandom(2);
	if (chipRandom(4))
		return;
	switch (chipRandom(8)) {
		case 0: case 1: chipFire(); break;
		case 2: case 3: chipGlitch((uint8_t)(kPin + which)); break;
		case 4: case 5: machineDeliver(); break;
		case 6:
			if (!(chipActive & kMachineTask) && throws(machineStart(things[which], kLow, kWindow), ""))
				started[which]++;
			break;
		case 7:
			if (!(chipActive & kMachineTask) && chipRandom(8) == 0)
				machineClose(things[which]);
			break;
	}
	chipNow += chipRandom(20);
}

static void bearsAnything(void)
{
	for (uint32_t seed = 1; seed <= 20000; seed++) {
		run(seed);
		for (int i = 0; i < 2; i++) {
			started[i] = 0;
			check(throws(machineNew(&things[i], kPin + i, keep), ""), "a capture is made");
		}
		if (seed % 3 == 0)
			chipFailures.post = (int)chipRandom(5);
		if (seed % 5 == 0)
			chipFailures.start = (int)chipRandom(8);
		chipAtPoint = something;
		for (int i = 0; i < 30; i++) {
			something();
			if (chipRandom(3) == 0)
				machineDeliver();
		}
		chipAtPoint = NULL;
		for (int i = 0; i < 2; i++)
			check(things[i]->calls <= started[i], "no more callbacks than starts");
		finish();
	}
}

int main(void)
{
	static const struct { const char *name; void (*run)(void); } cases[] = {
		{ "measures 4000 random trains of edges to the microsecond", measuresRandomTrains },
		{ "times saturate at 65535 us", saturates },
		{ "an edge storm fills the buffer and turns the interrupt off", boundsAStorm },
		{ "a stuck line has no falls", bearsStuckLines },
		{ "refuses bad pins, bad times, busy and closed objects", refusesWhatItMust },
		{ "bears failing calls of the chip", bearsFailures },
		{ "an object under way is not collected", keepsWhatIsUnderWay },
		{ "a callback may start again, or close", callbacksMayAct },
		{ "may be closed at every point", closesAnywhere },
		{ "the machine may end at any time of a capture", endsAnywhere },
		{ "20000 random interleavings", bearsAnything },
	};
	chipReset(0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		caseName = cases[i].name;
		cases[i].run();
		printf("ok %s\n", caseName);
		fflush(stdout);
	}
	return 0;
}
