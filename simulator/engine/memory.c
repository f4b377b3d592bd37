/*
 * What a board holds of the PC's memory, so that all of it can be given back at once, whatever the board was
 * doing when it ended: every allocation of XS and of the host is in one list, every region in one table.
 */
#include <sys/mman.h>
#include "host.h"

/* Wide enough that what follows is aligned for anything. */
_Static_assert(sizeof(txAllocation) == 16, "an allocation's header keeps the alignment of malloc");

_Thread_local txBoard *gBoard;

/* An interruption that falls amidst a change of the board's memory waits for the change. */
void beginBusy(void)
{
	if (gBoard)
		gBoard->busy++;
}

void endBusy(void)
{
	if (gBoard && (0 == --gBoard->busy) && gBoard->late) {
		gBoard->late = 0;
		noAnswer();
	}
}

static void *linkAllocation(txAllocation *allocation)
{
	txAllocation *list = gBoard ? &gBoard->memory->allocations : allocation;
	if (!gBoard)
		allocation->next = allocation->previous = allocation;
	else {
		allocation->next = list->next;
		allocation->previous = list;
		list->next->previous = allocation;
		list->next = allocation;
	}
	return allocation + 1;
}

static void unlinkAllocation(txAllocation *allocation)
{
	allocation->next->previous = allocation->previous;
	allocation->previous->next = allocation->next;
}

void *boardMalloc(size_t size)
{
	txAllocation *allocation;
	void *result = NULL;
	beginBusy();
	allocation = malloc(sizeof(txAllocation) + size);
	if (allocation)
		result = linkAllocation(allocation);
	endBusy();
	return result;
}

void *boardCalloc(size_t count, size_t size)
{
	void *result = boardMalloc(count * size);
	if (result)
		memset(result, 0, count * size);
	return result;
}

void *boardRealloc(void *address, size_t size)
{
	txAllocation *allocation = (txAllocation *)address - 1, *moved;
	if (!address)
		return boardMalloc(size);
	beginBusy();
	unlinkAllocation(allocation);
	moved = realloc(allocation, sizeof(txAllocation) + size);
	address = linkAllocation(moved ? moved : allocation);
	endBusy();
	return moved ? address : NULL;
}

void boardFree(void *address)
{
	txAllocation *allocation = (txAllocation *)address - 1;
	if (!address)
		return;
	beginBusy();
	unlinkAllocation(allocation);
	free(allocation);
	endBusy();
}

char *copyString(const char *string)
{
	size_t size = strlen(string) + 1;
	char *result = boardMalloc(size);
	if (!result)
		protocolError("no memory for a string");
	return memcpy(result, string, size);
}

/* Address space, which becomes memory where it is touched. */
void *mapRegion(size_t size)
{
	void *address = NULL;
	int i = 0;
	while ((i < kRegions) && gBoard->memory->regions[i].address)
		i++;
	if (i == kRegions)
		return NULL;
	beginBusy();
	address = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (address == MAP_FAILED)
		address = NULL;
	gBoard->memory->regions[i].address = address;
	gBoard->memory->regions[i].size = size;
	endBusy();
	return address;
}

void unmapRegion(void *address)
{
	int i;
	beginBusy();
	for (i = 0; i < kRegions; i++) {
		if (gBoard->memory->regions[i].address == address) {
			munmap(address, gBoard->memory->regions[i].size);
			gBoard->memory->regions[i].address = NULL;
		}
	}
	endBusy();
}

void openMemory(txMemory *memory)
{
	memset(memory, 0, sizeof(txMemory));
	memory->allocations.next = memory->allocations.previous = &memory->allocations;
}

void closeMemory(txMemory *memory)
{
	txAllocation *allocation = memory->allocations.next, *next;
	int i;
	for (; allocation != &memory->allocations; allocation = next) {
		next = allocation->next;
		free(allocation);
	}
	for (i = 0; i < kRegions; i++) {
		if (memory->regions[i].address)
			munmap(memory->regions[i].address, memory->regions[i].size);
	}
	openMemory(memory);
}

void openBoard(txBoard *board)
{
	memset(board, 0, sizeof(txBoard));
	openMemory(&board->own);
	board->memory = &board->own;
}

/* Called while the board does not run. */
void closeBoard(txBoard *board)
{
	releaseImage(board);
	closeMemory(&board->own);
	free(board->in);
	free(board->out);
	openBoard(board);
}

/* XS's own (xsCommon.c) knows the stack of a thread only, and asks the system each time. */
char *fxCStackLimit(void)
{
	return gBoard->stackLimit;
}
