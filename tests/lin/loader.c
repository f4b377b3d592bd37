/*
 * Runs a program that mcconfig built for `-p lin` without a window: `loader mc.so`. What the SDK's simulator
 * asks of a screen is done by a GLib main loop; nothing is drawn. trace() goes to standard output. Exit code 5
 * when the machine aborts.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "screen.h"

typedef struct {
	txScreen *screen;
	int size;
	char bytes[];
} Message;

static guint gTimer;

static gboolean onTimer(gpointer screen)
{
	if (((txScreen *)screen)->idle)
		((txScreen *)screen)->idle(screen);
	return G_SOURCE_CONTINUE;
}

static void stopTimer(txScreen *screen)
{
	(void)screen;
	if (gTimer)
		g_source_remove(gTimer);
	gTimer = 0;
}

static void startTimer(txScreen *screen, double interval)
{
	stopTimer(screen);
	gTimer = g_timeout_add((interval < 1) ? 1 : (guint)interval, onTimer, screen);
}

static gboolean onMessage(gpointer data)
{
	Message *message = data;
	message->screen->invoke(message->screen, message->bytes, message->size);
	free(message);
	return G_SOURCE_REMOVE;
}

/* May be called by any thread. */
static void postMessage(txScreen *screen, char *bytes, int size)
{
	Message *message = malloc(sizeof(Message) + (size_t)size);
	if (!message)
		exit(1);
	message->screen = screen;
	message->size = size;
	memcpy(message->bytes, bytes, (size_t)size);
	g_idle_add(onMessage, message);
}

static void onAbort(txScreen *screen, int status)
{
	(void)screen;
	printf("abort %d\n", status);
	exit(5);
}

static void ignore(txScreen *screen)
{
	(void)screen;
}

int main(int count, char **arguments)
{
	void *library = (2 == count) ? dlopen(arguments[1], RTLD_NOW) : NULL;
	txScreenLaunchProc launch = library ? (txScreenLaunchProc)dlsym(library, "fxScreenLaunch") : NULL;
	if (!launch) {
		fprintf(stderr, "loader: %s\n", (2 == count) ? dlerror() : "one program, please");
		return 1;
	}
	setvbuf(stdout, NULL, _IONBF, 0);

	const int width = 320, height = 240;
	txScreen *screen = calloc(1, sizeof(txScreen) + (size_t)(width * height * screenBytesPerPixel));
	if (!screen)
		return 1;
	screen->width = width;
	screen->height = height;
	screen->abort = onAbort;
	screen->bufferChanged = ignore;
	screen->formatChanged = ignore;
	screen->post = postMessage;
	screen->start = startTimer;
	screen->stop = stopTimer;
	screen->mainThread = g_thread_self();
	mxCreateMutex(&screen->workersMutex);
	launch(screen);
	g_main_loop_run(g_main_loop_new(NULL, FALSE));
	return 0;
}
