/*
 * XS on the virtual board: what xsPlatform.h asks of a platform.
 * Time, random numbers and memory come from the world (platform.c), never from the PC.
 */
#ifndef VIGIA_PLATFORM_H
#define VIGIA_PLATFORM_H

#undef mxLittleEndian
#define mxLittleEndian 1
#if defined(__linux__)
	#undef mxLinux
	#define mxLinux 1
#elif defined(__APPLE__)
	#undef mxMacOSX
	#define mxMacOSX 1
#else
	#error the virtual board builds on Linux and macOS
#endif
#if INTPTR_MAX == INT64_MAX
	#define mx32bitID 1
#endif
#define mxExport extern
#define mxImport extern
#define XS_FUNCTION_NORETURN __attribute__((noreturn))

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

typedef int txSocket;
#define mxNoSocket -1
#define mxUseGCCAtomics 1
#define mxUsePOSIXThreads 1

/* Bytes and slots are those that this machine holds; see platform.c. */
#define mxMachinePlatform \
	int limited; \
	int promiseJobs; \
	char* region; \
	size_t regionUsed; \
	size_t slotCount; \
	void* waiterCondition; \
	void* waiterData; \
	void* waiterLink;

#define mxUseDefaultMachinePlatform 0
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultChunkAllocation 0
#define mxUseDefaultSlotAllocation 0
#define mxUseDefaultFindModule 0
#define mxUseDefaultLoadModule 0
#define mxUseDefaultParseScript 0
#define mxUseDefaultQueuePromiseJobs 0
#define mxUseDefaultAbort 0
#define mxUseDefaultSharedChunks 1

/* Memory of the board (memory.c). */
#define c_malloc boardMalloc
#define c_calloc boardCalloc
#define c_realloc boardRealloc
#define c_free boardFree
#define c_malloc_uint32 boardMalloc
#define c_free_uint32 boardFree
extern void *boardMalloc(size_t size);
extern void *boardCalloc(size_t count, size_t size);
extern void *boardRealloc(void *address, size_t size);
extern void boardFree(void *address);

typedef struct timeval c_timeval;
#define c_timezone timezone
#define c_gettimeofday worldTimeOfDay
#define c_rand worldRandom
extern int worldTimeOfDay(struct timeval *tv, void *zone);
extern int worldRandom(void);

#endif
