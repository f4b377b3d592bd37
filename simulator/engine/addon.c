/*
 * Boards inside Node: each is a coroutine with a C stack of its own. Where the board's process would wait for
 * its pipe, the coroutine goes back to Node, which goes on with it when it has something to say.
 *
 * In JavaScript: new Board(input), attach(output), exchange(inputLength, outputOffset), close();
 * simulator/engine/in-process.ts describes them. Both buffers are JavaScript's, and stay attached.
 */
#undef _FORTIFY_SOURCE		/* its longjmp refuses to leave a stack for another */
#define _XOPEN_SOURCE 700
#define _DARWIN_C_SOURCE
#define _GNU_SOURCE
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include "host.h"
#include "watchdog.h"
#define NAPI_VERSION 8
#include <node_api.h>

/* The stack's page below which nothing may be touched. */
#define kGuard (64 * 1024)

typedef struct {
	txBoard board;
	jmp_buf inside, outside;
	char *stack;
	int started, ended;
	const uint8_t *input;
	size_t inputSize, inputOffset, inputLength;
	uint8_t *output;
	size_t outputSize, outputLength;
	napi_ref inputReference, outputReference;
} txGuest;

static txGuest *guest(void)
{
	return (txGuest *)gBoard;		/* the board is its first field */
}

/* Back to Node, until it goes on with the board. */
static void wait(void)
{
	txGuest *it = guest();
	if (_setjmp(it->inside) == 0)
		_longjmp(it->outside, 1);
}

void receiveBytes(void *buffer, size_t length)
{
	txGuest *it = guest();
	while (length) {
		size_t count = it->inputLength - it->inputOffset;
		if (count > length)
			count = length;
		memcpy(buffer, it->input + it->inputOffset, count);
		it->inputOffset += count;
		buffer = (uint8_t *)buffer + count;
		length -= count;
		if (length) {
			double since = pauseWatch();
			wait();
			resumeWatch(since);
		}
	}
}

void sendBytes(const void *bytes, size_t length)
{
	txGuest *it = guest();
	while (length) {
		size_t count = it->outputSize - it->outputLength;
		if (count > length)
			count = length;
		memcpy(it->output + it->outputLength, bytes, count);
		it->outputLength += count;
		bytes = (const uint8_t *)bytes + count;
		length -= count;
		if (length)
			wait();
	}
}

void leave(int code)
{
	txGuest *it = guest();
	(void)code;
	stopWatch();
	it->ended = 1;
	_longjmp(it->outside, 1);
}

static int start(txGuest *it)
{
	ucontext_t context;
	it->stack = mmap(NULL, kGuard + kStackSize, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (it->stack == MAP_FAILED) {
		it->stack = NULL;
		return 0;
	}
	mprotect(it->stack, kGuard, PROT_NONE);
	it->board.stackLimit = it->stack + kGuard + kStackMargin;
	it->started = 1;
	getcontext(&context);
	context.uc_stack.ss_sp = it->stack + kGuard;
	context.uc_stack.ss_size = kStackSize;
	context.uc_link = NULL;
	makecontext(&context, converse, 0);
	setcontext(&context);
	return 0;
}

/* Lets the board run until it waits. @returns 0 without the memory for it */
static int run(txGuest *it)
{
	int result = 1;
	gBoard = &it->board;
	if (_setjmp(it->outside) == 0) {
		if (it->started)
			_longjmp(it->inside, 1);
		result = start(it);
	}
	gBoard = NULL;
	return result;
}

/* As new: the next board may use it. */
static void empty(napi_env env, txGuest *it)
{
	closeBoard(&it->board);
	if (it->stack)
		munmap(it->stack, kGuard + kStackSize);
	it->stack = NULL;
	it->started = it->ended = 0;
	it->output = NULL;
	it->outputSize = 0;
	if (it->outputReference)
		napi_delete_reference(env, it->outputReference);
	it->outputReference = NULL;
}

static void finalize(napi_env env, void *data, void *hint)
{
	txGuest *it = data;
	(void)hint;
	empty(env, it);
	napi_delete_reference(env, it->inputReference);
	free(it);
}

static txGuest *toGuest(napi_env env, napi_callback_info info, size_t *argc, napi_value *argv)
{
	napi_value self;
	void *it = NULL;
	napi_get_cb_info(env, info, argc, argv, &self, NULL);
	napi_unwrap(env, self, &it);
	return it;
}

/* Keeps a Uint8Array for the board. */
static void *keep(napi_env env, napi_value buffer, size_t *size, napi_ref *reference)
{
	void *data = NULL;
	if (*reference)
		napi_delete_reference(env, *reference);
	napi_get_typedarray_info(env, buffer, NULL, size, &data, NULL, NULL);
	napi_create_reference(env, buffer, 1, reference);
	return data;
}

static napi_value boardNew(napi_env env, napi_callback_info info)
{
	size_t argc = 1;
	napi_value input, self;
	txGuest *it = calloc(1, sizeof(txGuest));
	napi_get_cb_info(env, info, &argc, &input, &self, NULL);
	if (!it || !openWatchdog()) {
		free(it);
		napi_throw_error(env, NULL, "no memory for the engine");
		return NULL;
	}
	openBoard(&it->board);
	it->input = keep(env, input, &it->inputSize, &it->inputReference);
	napi_wrap(env, self, it, finalize, NULL, NULL);
	return self;
}

static napi_value boardAttach(napi_env env, napi_callback_info info)
{
	size_t argc = 1;
	napi_value output;
	txGuest *it = toGuest(env, info, &argc, &output);
	it->output = keep(env, output, &it->outputSize, &it->outputReference);
	return NULL;
}

static napi_value boardExchange(napi_env env, napi_callback_info info)
{
	size_t argc = 2;
	napi_value argv[2], result;
	uint32_t inputLength = 0, outputOffset = 0;
	int32_t count = -1;
	txGuest *it = toGuest(env, info, &argc, argv);
	napi_get_value_uint32(env, argv[0], &inputLength);
	napi_get_value_uint32(env, argv[1], &outputOffset);
	if (!it->ended && (inputLength <= it->inputSize) && (outputOffset <= it->outputSize)) {
		it->inputOffset = 0;
		it->inputLength = inputLength;
		it->outputLength = outputOffset;
		if (!run(it)) {
			napi_throw_error(env, NULL, "no memory for the engine");
			return NULL;
		}
		count = (int32_t)(it->outputLength - outputOffset);
	}
	napi_create_int32(env, count, &result);
	return result;
}

static napi_value boardClose(napi_env env, napi_callback_info info)
{
	size_t argc = 0;
	empty(env, toGuest(env, info, &argc, NULL));
	return NULL;
}

static void cleanUp(void *it)
{
	(void)it;
	closeImages();
	closeWatchdog();
}

NAPI_MODULE_INIT()
{
	napi_property_descriptor methods[] = {
		{ "attach", NULL, boardAttach, NULL, NULL, NULL, napi_default_method, NULL },
		{ "exchange", NULL, boardExchange, NULL, NULL, NULL, napi_default_method, NULL },
		{ "close", NULL, boardClose, NULL, NULL, NULL, napi_default_method, NULL },
	};
	napi_value constructor;
	fxInitializeSharedCluster();		/* what all machines share is no board's own */
	napi_add_env_cleanup_hook(env, cleanUp, NULL);
	napi_define_class(env, "Board", NAPI_AUTO_LENGTH, boardNew, NULL,
		sizeof(methods) / sizeof(methods[0]), methods, &constructor);
	napi_set_named_property(env, exports, "Board", constructor);
	return exports;
}
