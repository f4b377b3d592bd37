/*
 * What XS asks of its platform: memory as an ESP32 grants it, modules by name, the world's clock and
 * random numbers.
 *
 * Memory: with creation.static, chunks, slots and stack share one block on the device. A slot is 16 bytes
 * there and 32 here, so it is counted as 16; a chunk is counted with the size that it has here, which is
 * never less than on the device (its header and its pointers are twice as wide). So what fits here fits
 * there.
 */
#include "host.h"

#define kDeviceSlot 16
#define kReserve ((size_t)256 * 1024 * 1024)

void fxCreateMachinePlatform(txMachine *the)
{
	the->limited = (the->sharedMachine != NULL) && gBoard->boot.staticSize;
}

void fxDeleteMachinePlatform(txMachine *the)
{
	(void)the;
}

static int exceeds(txMachine *the, size_t bytes, size_t slots)
{
	return the->limited &&
		(the->regionUsed + bytes + (the->slotCount + slots) * kDeviceSlot > gBoard->boot.staticSize);
}

/* Chunks grow in one piece, so that a collection can hand the end of it back. */
void *fxAllocateChunks(txMachine *the, txSize size)
{
	void *result;
	if (!the->region) {
		the->region = mapRegion(kReserve);
		if (!the->region)
			return NULL;
	}
	if ((the->regionUsed + size > kReserve) || exceeds(the, size, 0))
		return NULL;
	result = the->region + the->regionUsed;
	the->regionUsed += size;
	return result;
}

void fxFreeChunks(txMachine *the, void *chunks)
{
	if (the->region && (chunks == the->region)) {
		unmapRegion(the->region);
		the->region = NULL;
	}
}

txSlot *fxAllocateSlots(txMachine *the, txSize count)
{
	if (exceeds(the, 0, count)) {
		txBlock *block = the->firstBlock;
		if (!block)
			return NULL;
		fxCollect(the, XS_COMPACT_FLAG | XS_ORGANIC_FLAG);
		the->maximumChunksSize -= block->limit - block->current;
		the->regionUsed -= block->limit - block->current;
		block->limit = block->current;
		if (exceeds(the, 0, count))
			return NULL;
	}
	the->slotCount += count;
	return c_malloc(count * sizeof(txSlot));
}

void fxFreeSlots(txMachine *the, void *slots)
{
	(void)the;
	c_free(slots);
}

void fxQueuePromiseJobs(txMachine *the)
{
	the->promiseJobs = 1;
}

/* Module names as the device resolves them: relative ones against the importer's name, no extension. */
txID fxFindModule(txMachine *the, txSlot *realm, txID moduleID, txSlot *slot)
{
	char name[C_PATH_MAX], path[C_PATH_MAX], *dot, *rest = name;
	const char *found;
	(void)realm;

	fxToStringBuffer(the, slot, name, sizeof(name));
	dot = strrchr(name, '.');
	if (dot && (!strcmp(dot, ".js") || !strcmp(dot, ".mjs")))
		*dot = 0;
	path[0] = 0;
	if (!strncmp(rest, "./", 2) || !strncmp(rest, "../", 3)) {
		char *slash;
		if (moduleID == XS_NO_ID)
			return XS_NO_ID;
		snprintf(path, sizeof(path), "%s", fxGetKeyName(the, moduleID));
		slash = strrchr(path, '/');
		*(slash ? slash : path) = 0;
		for (;;) {
			if (!strncmp(rest, "./", 2))
				rest += 2;
			else if (!strncmp(rest, "../", 3)) {
				if (!path[0])
					return XS_NO_ID;
				slash = strrchr(path, '/');
				*(slash ? slash : path) = 0;
				rest += 3;
			}
			else
				break;
		}
		if (path[0])
			strncat(path, "/", sizeof(path) - strlen(path) - 1);
	}
	if (strlen(path) + strlen(rest) >= sizeof(path))
		mxRangeError("path too long");
	strcat(path, rest);
	found = findModule(path);
	return found ? fxNewNameC(the, (txString)found) : XS_NO_ID;
}

int worldTimeOfDay(struct timeval *tv, void *zone)
{
	double time = gBoard->now + gBoard->boot.clockOffset;
	(void)zone;
	tv->tv_sec = (time_t)floor(time / 1e6);
	tv->tv_usec = (suseconds_t)(time - floor(time / 1e6) * 1e6);
	return 0;
}

/* xorshift32, seeded by the world; XS scales it from 0 to RAND_MAX. */
int worldRandom(void)
{
	uint32_t x = gBoard->boot.seed ? gBoard->boot.seed : 0x9e3779b9;
	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	gBoard->boot.seed = x;
	return (int)(x & RAND_MAX);
}
