/*
 * The virtual board's engine: one board, one XS machine.
 *
 * The board has no clock, no file and no socket of its own. It is a function of the frames that it receives
 * and answers (protocol.c): the world says what time it is and what happened, the board runs the firmware
 * until it has nothing to do, and says when it wants to be woken.
 *
 *   board.c     the conversation        machine.c  booting, turns, dying
 *   protocol.c  frames and values       channel.c  the stand-ins' way to the board's peripherals
 *   modules.c   the firmware's modules  image.c    what is preloaded, run once for all boards that have it
 *   timers.c    the SDK's timer module  flash.c    freezing what is preloaded
 *   platform.c  memory, clock and random numbers for XS        memory.c   what a board holds of the PC's memory
 *
 * The frames' way is one of two: process.c is a program, one process a board, with pipes on fd 3 and 4;
 * addon.c is loaded into Node, where each board is a coroutine (watchdog.c ends one that hangs).
 */
#ifndef VIGIA_HOST_H
#define VIGIA_HOST_H

#include <signal.h>
#include "xsAll.h"
#include "xsScript.h"
#include "xs.h"

/* Frames, world to board. */
enum {
	kFrameModule = 'M',		/* specifier, preload flag, source text */
	kFrameBoot = 'B',		/* txBoot, name of the main module */
	kFrameRun = 'R',		/* now: run the timers that are due */
	kFrameEvent = 'E',		/* now, channel, values: a peripheral's message */
	kFrameResult = 'r',		/* value: the answer to kFrameCall */
	kFrameStatistics = 'S',	/* full collection or not; answered by kFrameStatistics */
	kFrameQuit = 'Q'
};

/* Frames, board to world. */
enum {
	kFrameTrace = 'T',		/* text */
	kFrameOpen = 'O',		/* channel, name of the peripheral */
	kFrameClose = 'C',		/* channel */
	kFramePost = 'P',		/* channel, values */
	kFrameCall = 'c',		/* channel, values; waits for kFrameResult */
	kFrameIdle = 'I',		/* next timer in ms or -1, computrons so far */
	kFrameDeath = 'D'		/* exit code, reason; the process ends with that code */
};

/* Exit codes: 40 + XS's own abort status, then ours. simulator/engine/deaths.ts names them. */
enum {
	kExitQuit = 0,
	kExitProtocol = 2,
	kExitXS = 40,
	kExitRestart = 60,
	kExitHang = 61,
	kExitLoad = 62
};

typedef struct {
	xsCreation creation;
	double now;				/* us since power-up */
	double clockOffset;		/* us to add to now for the time of day */
	uint32_t seed;
	uint32_t meterLimit;	/* computrons in one turn, 0 for none */
	uint32_t wallLimit;		/* ms of the PC's time in one turn, 0 for none */
	uint32_t staticSize;	/* bytes that an ESP32 would grant for chunks, slots and stack; 0 for no bound */
	uint32_t abortHook;		/* defines.xs.abortHook */
} txBoot;

typedef struct sxAllocation txAllocation;
struct sxAllocation {
	txAllocation *next, *previous;
};

#define kRegions 4

/* All that was allocated for one owner, so that it can be given back at once. */
typedef struct {
	txAllocation allocations;
	struct { void *address; size_t size; } regions[kRegions];
} txMemory;

typedef struct sxModule txModule;
struct sxModule {
	txModule *next;
	char *specifier, *source;
	int preload;
};

/* The C stack that a board may use, the same in either way; XS stops before the margin. */
#define kStackSize (4 * 1024 * 1024)
#define kStackMargin (128 * 1024)

/* All that a board has: there may be many in a process, one after the other and at once. */
typedef struct {
	txBoot boot;
	double now;					/* us since power-up */

	txModule *modules;			/* those of the image, once it is loaded */
	struct sxImage *image;
	double meter;				/* computrons of the turns before */
	int restart;				/* asked for: the board dies at the end of the turn */
	int aborting;				/* the firmware's abort hook runs */
	const char *parsing;		/* the module whose source is being parsed */
	txInteger errorLine;

	struct sxTimer *timers;
	struct sxChannel *channels;
	uint32_t lastChannel;

	uint8_t *in;
	size_t inSize;
	uint8_t *out;
	size_t outLength, outSize, outFrame;
	/* What an interruption may read: complete frames end here, unless the board is busy. */
	volatile size_t outComplete;
	volatile sig_atomic_t busy, late;

	txMemory own;
	txMemory *memory;			/* that of what is being made: the board's own, or its image's */
	char *stackLimit;			/* of the C stack */
} txBoard;

/* The board that runs, in this thread. */
extern _Thread_local txBoard *gBoard;

/* board.c */
extern void converse(void) XS_FUNCTION_NORETURN;

/* process.c or addon.c: the frames' way, the end, and the limit of the PC's time */
extern void receiveBytes(void *buffer, size_t length);
extern void sendBytes(const void *bytes, size_t length);
extern void leave(int code) XS_FUNCTION_NORETURN;
extern void startWatch(uint32_t milliseconds);
extern void stopWatch(void);
extern int isOverdue(void);

/* memory.c */
extern void openBoard(txBoard *board);
extern void closeBoard(txBoard *board);
extern void openMemory(txMemory *memory);
extern void closeMemory(txMemory *memory);
extern void *mapRegion(size_t size);
extern void unmapRegion(void *address);
extern char *copyString(const char *string);
extern void beginBusy(void);
extern void endBusy(void);

/* protocol.c */
typedef struct {
	uint8_t *bytes;
	size_t length, offset;
} txFrame;

extern uint8_t readFrame(txFrame *frame);
extern const void *frameBytes(txFrame *frame, size_t length);
extern uint8_t frameByte(txFrame *frame);
extern uint32_t frameUnsigned(txFrame *frame);
extern double frameNumber(txFrame *frame);
extern const char *frameString(txFrame *frame);
extern int frameMore(txFrame *frame);

extern void beginFrame(uint8_t type);
extern void putBytes(const void *bytes, size_t length);
extern void putByte(uint8_t value);
extern void putUnsigned(uint32_t value);
extern void putNumber(double value);
extern void putString(const char *string);
extern void endFrame(void);
extern void dropFrame(void);
extern void flushFrames(void);
extern void noAnswer(void);
extern void protocolError(const char *cause) XS_FUNCTION_NORETURN;

/* modules.c */
extern void addModule(txFrame *frame);
extern const char *findModule(const char *specifier);

/* image.c */
extern xsMachine *loadImage(void);
extern void releaseImage(txBoard *board);
extern void closeImages(void);

/* machine.c */
extern void importModule(xsMachine *the, const char *specifier, int call);
extern xsMachine *bootMachine(txFrame *frame);
extern void die(int code, const char *format, ...) XS_FUNCTION_NORETURN;
extern void unhandled(xsMachine *the);
extern void beginTurn(void);
extern void endTurn(xsMachine *the);
extern double computrons(xsMachine *the);
extern void reportStatistics(xsMachine *the, int full);
extern void requestRestart(void);
extern void requireDevice(xsMachine *the);

/* flash.c */
extern void shareMachine(xsMachine *the);

/* timers.c */
extern void runTimers(xsMachine *the);
extern double nextTimer(void);
extern void buildTimers(xsMachine *the);

/* xsmc.c */
extern txInteger _xsmcGetBuffer(xsMachine *the, xsSlot *slot, void **data, xsUnsignedValue *length, xsBooleanValue writable);

/* channel.c */
extern void deliverEvent(xsMachine *the, txFrame *frame);
extern void buildChannels(xsMachine *the);

#endif
