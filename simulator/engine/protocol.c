/*
 * Frames: u32 length (little-endian, of what follows), u8 type, payload. Numbers are little-endian,
 * strings end with a zero byte. The board writes all that a turn says in one go.
 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include "host.h"

#define kIn 3
#define kOut 4
#define kMaximumFrame (64 * 1024 * 1024)

static uint8_t *gIn;
static size_t gInSize;

static uint8_t *gOut;
static size_t gOutLength, gOutSize, gOutFrame;

/* What a signal's handler may read: complete frames end here, unless the buffer is being changed. */
static volatile size_t gOutComplete;
static volatile sig_atomic_t gOutBusy, gOutLate;

void protocolError(const char *cause)
{
	fprintf(stderr, "vigia-board: protocol error: %s\n", cause);
	_exit(kExitProtocol);
}

/* The world's end of the pipe is closed when the world has gone: then so has the board. */
static void readFully(uint8_t *buffer, size_t length)
{
	while (length) {
		ssize_t count = read(kIn, buffer, length);
		if (count < 0) {
			if (errno == EINTR)
				continue;
			protocolError(strerror(errno));
		}
		if (0 == count)
			_exit(kExitQuit);
		buffer += count;
		length -= count;
	}
}

uint8_t readFrame(txFrame *frame)
{
	uint8_t header[4];
	uint32_t length;

	readFully(header, sizeof(header));
	memcpy(&length, header, 4);
	if ((0 == length) || (length > kMaximumFrame))
		protocolError("frame length");
	if (length > gInSize) {
		gIn = realloc(gIn, length);
		if (!gIn)
			protocolError("no memory for a frame");
		gInSize = length;
	}
	readFully(gIn, length);
	frame->bytes = gIn;
	frame->length = length;
	frame->offset = 1;
	return gIn[0];
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

static void beginBusy(void)
{
	gOutBusy = 1;
}

static void endBusy(void)
{
	gOutBusy = 0;
	if (gOutLate)
		noAnswer();
}

void putBytes(const void *bytes, size_t length)
{
	if (gOutLength + length > gOutSize) {
		size_t size = gOutSize ? gOutSize : 4096;
		while (size < gOutLength + length)
			size *= 2;
		beginBusy();
		gOut = realloc(gOut, size);
		if (!gOut)
			protocolError("no memory for a frame");
		gOutSize = size;
		endBusy();
	}
	memcpy(gOut + gOutLength, bytes, length);
	gOutLength += length;
}

void beginFrame(uint8_t type)
{
	gOutFrame = gOutLength;
	putUnsigned(0);
	putByte(type);
}

void putByte(uint8_t value) { putBytes(&value, 1); }
void putUnsigned(uint32_t value) { putBytes(&value, 4); }
void putNumber(double value) { putBytes(&value, 8); }
void putString(const char *string) { putBytes(string, strlen(string) + 1); }

void endFrame(void)
{
	uint32_t length = gOutLength - gOutFrame - 4;
	memcpy(gOut + gOutFrame, &length, 4);
	gOutComplete = gOutLength;
	if (gOutLength > 1024 * 1024)
		flushFrames();
}

/* The frame under way is not sent after all. */
void dropFrame(void)
{
	gOutLength = gOutFrame;
}

static void writeFully(const uint8_t *bytes, size_t length)
{
	while (length) {
		ssize_t count = write(kOut, bytes, length);
		if (count < 0) {
			if (errno == EINTR)
				continue;
			_exit(kExitQuit);
		}
		bytes += count;
		length -= count;
	}
}

void flushFrames(void)
{
	beginBusy();
	writeFully(gOut, gOutLength);
	gOutLength = gOutComplete = 0;
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

	if (gOutBusy) {
		gOutLate = 1;
		return;
	}
	memcpy(frame, &length, 4);
	frame[4] = kFrameDeath;
	memcpy(frame + 5, &code, 4);
	memcpy(frame + 9, text, sizeof(text));
	writeFully(gOut, gOutComplete);
	writeFully(frame, sizeof(frame));
	_exit(kExitHang);
}
