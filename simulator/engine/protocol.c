/*
 * Frames: u32 length (little-endian, of what follows), u8 type, payload. Numbers are little-endian,
 * strings end with a zero byte. The board writes all that a turn says in one go.
 */
#include <errno.h>
#include <unistd.h>
#include "host.h"

#define kIn 3
#define kOut 4
#define kMaximumFrame (64 * 1024 * 1024)

static uint8_t *gIn;
static size_t gInSize;

static uint8_t *gOut;
static size_t gOutLength, gOutSize, gOutFrame;

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

void putBytes(const void *bytes, size_t length)
{
	if (gOutLength + length > gOutSize) {
		size_t size = gOutSize ? gOutSize : 4096;
		while (size < gOutLength + length)
			size *= 2;
		gOut = realloc(gOut, size);
		if (!gOut)
			protocolError("no memory for a frame");
		gOutSize = size;
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
	if (gOutLength > 1024 * 1024)
		flushFrames();
}

void flushFrames(void)
{
	size_t offset = 0;
	while (offset < gOutLength) {
		ssize_t count = write(kOut, gOut + offset, gOutLength - offset);
		if (count < 0) {
			if (errno == EINTR)
				continue;
			_exit(kExitQuit);
		}
		offset += count;
	}
	gOutLength = 0;
}
