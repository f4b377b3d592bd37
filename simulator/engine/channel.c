/*
 * Channels join the stand-ins of simulator/modules/ to the board's peripherals; simulator/modules/host.d.ts
 * describes what a stand-in sees. Values: one tag byte, then i32, f64, or u32 length and bytes.
 */
#include "host.h"

enum { kUndefined, kNull, kFalse, kTrue, kInteger, kNumber, kString, kBuffer, kError };

typedef struct sxChannel txChannel;
struct sxChannel {
	txChannel *next;
	uint32_t id;
	xsSlot receive;
};

static void putBlock(uint8_t tag, const void *bytes, uint32_t length)
{
	putByte(tag);
	putUnsigned(length);
	putBytes(bytes, length);
}

static void putValue(xsMachine *the, xsSlot *slot)
{
	switch (xsTypeOf(*slot)) {
		case xsUndefinedType: putByte(kUndefined); break;
		case xsNullType: putByte(kNull); break;
		case xsBooleanType: putByte(xsToBoolean(*slot) ? kTrue : kFalse); break;
		case xsIntegerType: putByte(kInteger); putUnsigned((uint32_t)xsToInteger(*slot)); break;
		case xsNumberType: putByte(kNumber); putNumber(xsToNumber(*slot)); break;
		case xsStringType:
		case xsStringXType: {
			const char *string = xsToString(*slot);
			putBlock(kString, string, strlen(string));
			} break;
		default: {
			void *data;
			xsUnsignedValue length;
			_xsmcGetBuffer(the, slot, &data, &length, 0);
			putBlock(kBuffer, data, length);
			} break;
	}
}

static void takeValue(xsMachine *the, txFrame *frame, xsSlot *result)
{
	uint8_t tag = frameByte(frame);
	switch (tag) {
		case kUndefined: *result = xsUndefined; break;
		case kNull: *result = xsNull; break;
		case kFalse: *result = xsFalse; break;
		case kTrue: *result = xsTrue; break;
		case kInteger: *result = xsInteger((int32_t)frameUnsigned(frame)); break;
		case kNumber: *result = xsNumber(frameNumber(frame)); break;
		case kString: {
			uint32_t length = frameUnsigned(frame);
			*result = xsStringBuffer((char *)frameBytes(frame, length), length);
			} break;
		case kBuffer: {
			uint32_t length = frameUnsigned(frame);
			*result = xsArrayBuffer((void *)frameBytes(frame, length), length);
			} break;
		case kError: {
			uint32_t length = frameUnsigned(frame);
			*result = xsStringBuffer((char *)frameBytes(frame, length), length);
			xsThrow(xsNew1(xsGlobal, xsID("Error"), *result));
			} break;
		default: protocolError("value tag");
	}
}

static void putArguments(xsMachine *the, uint8_t type)
{
	int count = xsToInteger(xsArgc), i;
	uint32_t id = (uint32_t)xsToInteger(xsArg(0));
	requireDevice(the);
	beginFrame(type);
	putUnsigned(id);
	xsTry {
		for (i = 1; i < count; i++)
			putValue(the, &xsArg(i));
	}
	xsCatch {
		dropFrame();
		xsThrow(xsException);
	}
	endFrame();
}

static void channelOpen(xsMachine *the)
{
	txChannel *channel = c_calloc(1, sizeof(txChannel));
	const char *name = xsToString(xsArg(0));
	requireDevice(the);
	if (!channel)
		xsUnknownError("no memory");
	channel->id = ++gBoard->lastChannel;
	beginFrame(kFrameOpen);
	putUnsigned(channel->id);
	putString(name);
	endFrame();
	channel->receive = xsArg(1);
	xsRemember(channel->receive);
	channel->next = gBoard->channels;
	gBoard->channels = channel;
	xsResult = xsInteger(channel->id);
}

static txChannel **channelFind(uint32_t id)
{
	txChannel **address = &gBoard->channels;
	while (*address && ((*address)->id != id))
		address = &(*address)->next;
	return address;
}

static void channelClose(xsMachine *the)
{
	uint32_t id = (uint32_t)xsToInteger(xsArg(0));
	txChannel **address = channelFind(id), *channel = *address;
	if (!channel)
		return;
	*address = channel->next;
	xsForget(channel->receive);
	c_free(channel);
	beginFrame(kFrameClose);
	putUnsigned(id);
	endFrame();
}

static void channelPost(xsMachine *the)
{
	putArguments(the, kFramePost);
}

static void channelCall(xsMachine *the)
{
	txFrame frame;
	putArguments(the, kFrameCall);
	flushFrames();
	if (kFrameResult != readFrame(&frame))
		protocolError("no result");
	takeValue(the, &frame, &xsResult);
}

static void hostNow(xsMachine *the)
{
	requireDevice(the);
	xsResult = xsNumber(gBoard->now);
}

static void hostRestart(xsMachine *the)
{
	requireDevice(the);
	requestRestart();
}

static void hostSetClock(xsMachine *the)
{
	requireDevice(the);
	gBoard->boot.clockOffset = xsToNumber(xsArg(0)) * 1e6 - gBoard->now;
}

/* All is text before the frame begins: toString may throw, or trace itself. */
static void hostTrace(xsMachine *the)
{
	int count = xsToInteger(xsArgc), i;
	for (i = 0; i < count; i++)
		fxToString(the, &xsArg(i));
	beginFrame(kFrameTrace);
	for (i = 0; i < count; i++) {
		const char *text = xsToString(xsArg(i));
		putBytes(text, strlen(text));
	}
	putByte(0);
	endFrame();
}

void deliverEvent(xsMachine *the, txFrame *frame)
{
	txChannel *channel = *channelFind(frameUnsigned(frame));
	if (!channel)
		return;		/* closed while the message was on its way */
	xsBeginHost(the);
	xsVars(8);
	xsTry {
		int count = 0, i;
		while (frameMore(frame)) {
			if (count == 8)
				protocolError("too many values");
			takeValue(the, frame, &xsVar(count));
			count++;
		}
		mxPushUndefined();
		mxPushSlot(&channel->receive);
		mxCall();
		for (i = 0; i < count; i++)
			mxPushSlot(&xsVar(i));
		mxRunCount(count);
		mxPop();
	}
	xsCatch {
		unhandled(the);
	}
	xsEndHost(the);
}

void buildChannels(xsMachine *the)
{
	static const struct { char *name; xsCallback callback; int length; } functions[] = {
		{"open", channelOpen, 2}, {"close", channelClose, 1}, {"post", channelPost, 1}, {"call", channelCall, 1},
		{"now", hostNow, 0}, {"restart", hostRestart, 0}, {"setClock", hostSetClock, 1},
	};
	size_t i;
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		xsVar(1) = xsNewHostFunction(functions[i].callback, functions[i].length);
		xsSet(xsVar(0), xsID(functions[i].name), xsVar(1));
	}
	xsVar(1) = xsNewHostFunction(hostTrace, 1);
	xsSet(xsGlobal, xsID("trace"), xsVar(1));
}
