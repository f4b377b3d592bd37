/*
 * Booting, turns and dying. The firmware runs in a clone of the machine that holds what is preloaded (image.c):
 * what the clone allocates is what an ESP32's RAM must hold.
 */
#include "host.h"

#define kStackPaint 0xA5
#define kSlice 1000000

/* The last words go to the world, then the board ends: it is never continued after its death. */
void die(int code, const char *format, ...)
{
	char reason[512];
	va_list list;
	va_start(list, format);
	vsnprintf(reason, sizeof(reason), format, list);
	va_end(list);
	beginFrame(kFrameDeath);
	putUnsigned(code);
	putString(reason);
	endFrame();
	flushFrames();
	leave(code);
}

/* What the exception says. Runs inside xsCatch, and leaves the exception as it was. */
static void describe(xsMachine *the, char *buffer, size_t size)
{
	mxPush(mxException);
	xsTry {
		snprintf(buffer, size, "%s", xsToString(*the->stack));
	}
	xsCatch {
		snprintf(buffer, size, "exception without a description");
	}
	mxException.kind = the->stack->kind;
	mxException.value = the->stack->value;
	mxPop();
}

/* Called every kSlice computrons of a turn; without a limit XS's 32-bit count starts anew. */
static txBoolean onMeter(txMachine *the, txU4 meter)
{
	if (isOverdue())
		noAnswer();
	if (gBoard->boot.meterLimit)
		return meter <= gBoard->boot.meterLimit;
	gBoard->meter += meter;
	the->meterIndex = 0;
	return 1;
}

/* Grants the computrons of one turn from here on. */
static void limitTurn(xsMachine *the)
{
	uint32_t limit = gBoard->boot.meterLimit;
	gBoard->meter += the->meterIndex;
	fxBeginMetering(the, onMeter, limit && (limit < kSlice) ? limit : kSlice);
}

/*
 * With defines.xs.abortHook the firmware's globalThis.abort(reason, exception) is told before the chip
 * restarts, and goes on instead if it returns false; not after a stack overflow (the SDK's fxAbort on the
 * ESP32 does so). It can go on only after what XS itself can go on from: without memory or keys the ESP32
 * panics right after the hook.
 */
static int abortHook(xsMachine *the, char *reason)
{
	volatile int resume = 0;

	if (gBoard->aborting)
		return 0;
	gBoard->aborting = 1;
	limitTurn(the);
	xsBeginHost(the);
	xsVars(2);
	xsVar(0) = xsException;
	xsTry {
		xsVar(1) = xsGet(xsGlobal, xsID("abort"));
		if ((xsTypeOf(xsVar(1)) == xsReferenceType) && xsIsInstanceOf(xsVar(1), xsFunctionPrototype)) {
			xsResult = xsCallFunction2(xsVar(1), xsGlobal, xsString(reason), xsVar(0));
			resume = (xsTypeOf(xsResult) == xsBooleanType) && !xsToBoolean(xsResult);
		}
	}
	xsCatch {
	}
	xsEndHost(the);
	gBoard->aborting = 0;
	return resume;
}

void fxAbort(txMachine *the, int status)
{
	static char *reasons[] = {
		"debugger", "memory full", "stack overflow", "fatal", "dead strip", "unhandled exception",
		"not enough keys", "too much computation", "unhandled rejection"
	};
	int uncaught = (status == XS_UNHANDLED_EXCEPTION_EXIT) || (status == XS_UNHANDLED_REJECTION_EXIT);
	char message[256] = "", *reason = ((status >= 0) && (status <= 8)) ? reasons[status] : "abort";

	if (status == XS_DEBUGGER_EXIT)
		return;
	if (uncaught)
		describe(the, message, sizeof(message));
	if (gBoard->boot.abortHook && (status != XS_STACK_OVERFLOW_EXIT) && abortHook(the, reason) && uncaught)
		return;
	die(kExitXS + status, "%s%s%s", reason, message[0] ? ": " : "", message);
}

/* An exception that nobody caught, inside xsCatch. */
void unhandled(xsMachine *the)
{
	fxAbort(the, XS_UNHANDLED_EXCEPTION_EXIT);
}

/* Modules are preloaded on the PC that builds the firmware: natives of the device cannot be called there. */
void requireDevice(xsMachine *the)
{
	if (!the->sharedMachine)
		xsUnknownError("a preloaded module called a native function");
}

void requestRestart(void)
{
	gBoard->restart = 1;
}

void beginTurn(void)
{
	if (gBoard->boot.wallLimit)
		startWatch(gBoard->boot.wallLimit);
}

double computrons(xsMachine *the)
{
	return gBoard->meter + the->meterIndex;
}

/* Promise jobs run when all that was due has run; a promise job may queue more. */
void endTurn(xsMachine *the)
{
	while (the->promiseJobs) {
		the->promiseJobs = 0;
		fxRunPromiseJobs(the);
	}
	fxEndJob(the);
	if (gBoard->restart)
		die(kExitRestart, "restart");
	if (gBoard->boot.wallLimit)
		stopWatch();
	limitTurn(the);
}

void importModule(xsMachine *the, const char *specifier, int call)
{
	xsBeginHost(the);
	xsVars(1);
	xsTry {
		xsVar(0) = xsAwaitImport(specifier, call ? XS_IMPORT_DEFAULT : XS_IMPORT_NAMESPACE);
		if (call && xsTest(xsVar(0)) && xsIsInstanceOf(xsVar(0), xsFunctionPrototype))
			xsCallFunction0(xsVar(0), xsGlobal);
	}
	xsCatch {
		char message[256];
		if (call)
			unhandled(the);
		else {
			describe(the, message, sizeof(message));
			die(kExitLoad, "%s: %s", specifier, message);
		}
	}
	xsEndHost(the);
}

/*
 * The most that the stack has held. It was painted at boot; XS borrows its bottom as scratch memory for
 * number conversion, so what counts is where the longest painted run ends.
 */
static size_t peakStack(xsMachine *the)
{
	txSlot *slot, *end = the->stackBottom;
	size_t run = 0, longest = 0;
	for (slot = the->stackBottom; slot < the->stackTop; slot++) {
		uint8_t *bytes = (uint8_t *)slot, used = 0;
		size_t i;
		for (i = 0; i < sizeof(txSlot); i++)
			used |= bytes[i] ^ kStackPaint;
		run = used ? 0 : run + 1;
		if (run > longest) {
			longest = run;
			end = slot + 1;
		}
	}
	return the->stackTop - end;
}

void reportStatistics(xsMachine *the, int full)
{
	/* What a host object held is found by the collection after the one that found the object. */
	if (full) {
		txSize count;
		do {
			count = the->currentHeapCount;
			fxCollectGarbage(the);
		} while (the->currentHeapCount < count);
	}
	beginFrame(kFrameStatistics);
	putUnsigned(the->currentHeapCount);
	putUnsigned(the->peakHeapCount);
	putUnsigned(the->currentChunksSize);
	putUnsigned(the->peakChunksSize);
	putUnsigned(the->stackTop - the->stack);
	putUnsigned(peakStack(the));
	putNumber(computrons(the));
	endFrame();
}

xsMachine *bootMachine(txFrame *frame)
{
	const char *main;
	xsMachine *root, *the;
	uint32_t *field = (uint32_t *)&gBoard->boot.creation;

	gBoard->now = frameNumber(frame);
	gBoard->boot.clockOffset = frameNumber(frame);
	gBoard->boot.seed = frameUnsigned(frame);
	gBoard->boot.meterLimit = frameUnsigned(frame);
	gBoard->boot.wallLimit = frameUnsigned(frame);
	gBoard->boot.staticSize = frameUnsigned(frame);
	gBoard->boot.abortHook = frameUnsigned(frame);
	while (field < (uint32_t *)(&gBoard->boot.creation + 1))
		*field++ = frameUnsigned(frame);
	main = copyString(frameString(frame));

	beginTurn();
	root = loadImage();
	gBoard->boot.creation.nameModulo = root->nameModulo;
	gBoard->boot.creation.symbolModulo = root->symbolModulo;
	the = xsCloneMachine(&gBoard->boot.creation, root, "firmware", NULL);
	if (!the)
		die(kExitXS + XS_NOT_ENOUGH_MEMORY_EXIT, "memory full");
	memset(the->stackBottom, kStackPaint, (uint8_t *)the->stack - (uint8_t *)the->stackBottom);
	limitTurn(the);
	importModule(the, main, 1);
	endTurn(the);
	return the;
}
