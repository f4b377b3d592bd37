/* The board's conversation: reads a frame, lets the firmware run, answers, until the world ends it. */
#include "host.h"

static void idle(xsMachine *the)
{
	beginFrame(kFrameIdle);
	putNumber(nextTimer());
	putNumber(computrons(the));
	endFrame();
	flushFrames();
}

void converse(void)
{
	xsMachine *the = NULL;
	txFrame frame;

	for (;;) {
		uint8_t type = readFrame(&frame);
		if (!the && (type != kFrameModule) && (type != kFrameBoot) && (type != kFrameQuit))
			protocolError("not booted");
		switch (type) {
			case kFrameModule:
				addModule(&frame);
				continue;
			case kFrameBoot:
				if (the)
					protocolError("booted already");
				the = bootMachine(&frame);
				break;
			case kFrameRun:
				gBoard->now = frameNumber(&frame);
				beginTurn();
				runTimers(the);
				endTurn(the);
				break;
			case kFrameEvent:
				gBoard->now = frameNumber(&frame);
				beginTurn();
				deliverEvent(the, &frame);
				endTurn(the);
				break;
			case kFrameStatistics:
				reportStatistics(the, frameByte(&frame));
				break;
			case kFrameQuit:
				leave(kExitQuit);
			default:
				protocolError("frame type");
		}
		idle(the);
	}
}
