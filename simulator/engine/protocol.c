/*
 * Frames: u32 length (little-endian, of what follows), u8 type, payload. Numbers are little-endian,
 * strings end with a zero byte. The board writes all that a turn says in one go.
 */
#include "host.h"

#define kMaximumFrame (64 * 1024 * 1024)

void protocolError(const char *cause)
{
	fprintf(stderr, "vigia-board: protocol error: %s\n", cause);
	leave(kExitProtocol);
}

uint8_t readFrame(txFrame *frame)
{
	uint8_t header[4];
	uint32_t length;

	receiveBytes(header, sizeof(header));
	memcpy(&length, header, 4);
	if ((0 == length) || (length > kMaximumFrame))
		protocolError("frame length");
	if (length > gBoard->inSize) {
		gBoard->in = realloc(gBoard->in, length);
		if (!gBoard->in)
			protocolError("no memory for a frame");
		gBoard->inSize = length;
	}
	receiveBytes(gBoard->in, length);
	frame->bytes = gBoard->in;
	frame->length = length;
	frame->offset = 1;
	return gBoard->in[0];
}

const void *frameBytes(txFrame *frame, size_t length)
{
	const void *result = frame->bytes + frame->offset;
	if (length > frame->length - frame->offset)
		protocolError("short frame");
	frame->offset += length;
	return result;
}

uint8_t frameByte(txFrame *frame)
{
	return *(const uint8_t *)frameBytes(frame, 1);
}

uint32_t frameUnsigned(txFrame *frame)
{
	uint32_t value;
	memcpy(&value, frameBytes(frame, 4), 4);
	return value;
}

double frameNumber(txFrame *frame)
{
	double value;
	memcpy(&value, frameBytes(frame, 8), 8);
	return value;
}

const char *frameString(txFrame *frame)
{
	const char *result = (const char *)frame->bytes + frame->offset;
	const char *end = memchr(result, 0, frame->length - frame->offset);
	if (!end)
		protocolError("string without an end");
	frame->offset += (end - result) + 1;
	return result;
}

int frameMore(txFrame *frame)
{
	return frame->offset < frame->length;
}

void putBytes(const void *bytes, size_t length)
{
	if (gBoard->outLength + length > gBoard->outSize) {
		size_t size = gBoard->outSize ? gBoard->outSize : 4096;
		while (size < gBoard->outLength + length)
			size *= 2;
		beginBusy();
		gBoard->out = realloc(gBoard->out, size);
		if (!gBoard->out)
			protocolError("no memory for a frame");
		gBoard->outSize = size;
		endBusy();
	}
	memcpy(gBoard->out + gBoard->outLength, bytes, length);
	gBoard->outLength += length;
}

void beginFrame(uint8_t type)
{
	gBoard->outFrame = gBoard->outLength;
	putUnsigned(0);
	putByte(type);
}

void putByte(uint8_t value) { putBytes(&value, 1); }
void putUnsigned(uint32_t value) { putBytes(&value, 4); }
void putNumber(double value) { putBytes(&value, 8); }
void putString(const char *string) { putBytes(string, strlen(string) + 1); }

void endFrame(void)
{
	uint32_t length = gBoard->outLength - gBoard->outFrame - 4;
	memcpy(gBoard->out + gBoard->outFrame, &length, 4);
	gBoard->outComplete = gBoard->outLength;
	if (gBoard->outLength > 1024 * 1024)
		flushFrames();
}

/* The frame under way is not sent after all. */
void dropFrame(void)
{
	gBoard->outLength = gBoard->outFrame;
}

void flushFrames(void)
{
	beginBusy();
	sendBytes(gBoard->out, gBoard->outLength);
	gBoard->outLength = gBoard->outComplete = 0;
	endBusy();
}

/*
 * The time that a turn may take is over: what was said in it goes out, then the end. Called by a signal's
 * handler; where that came amidst a change of the buffer, the end waits for the change.
 */
void noAnswer(void)
{
	static const char text[] = "no answer";
	uint32_t length = 1 + 4 + sizeof(text), code = kExitHang;
	uint8_t frame[4 + 1 + 4 + sizeof(text)];

	if (gBoard->busy) {
		gBoard->late = 1;
		return;
	}
	memcpy(frame, &length, 4);
	frame[4] = kFrameDeath;
	memcpy(frame + 5, &code, 4);
	memcpy(frame + 9, text, sizeof(text));
	sendBytes(gBoard->out, gBoard->outComplete);
	sendBytes(frame, sizeof(frame));
	leave(kExitHang);
}
