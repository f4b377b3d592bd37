/* A board as a process of its own: frames come on fd 3 and go on fd 4, and the end is the process's. */
#include <errno.h>
#include <sys/time.h>
#include <unistd.h>
#include "host.h"

#define kIn 3
#define kOut 4

/* The world's end of the pipe is closed when the world has gone: then so has the board. */
void receiveBytes(void *buffer, size_t length)
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
		buffer = (uint8_t *)buffer + count;
		length -= count;
	}
}

void sendBytes(const void *bytes, size_t length)
{
	while (length) {
		ssize_t count = write(kOut, bytes, length);
		if (count < 0) {
			if (errno == EINTR)
				continue;
			_exit(kExitQuit);
		}
		bytes = (const uint8_t *)bytes + count;
		length -= count;
	}
}

void leave(int code)
{
	_exit(code);
}

static void onAlarm(int signal)
{
	(void)signal;
	noAnswer();
}

static void setAlarm(uint32_t limit)
{
	struct itimerval timer = { {0, 0}, { limit / 1000, (limit % 1000) * 1000 } };
	setitimer(ITIMER_REAL, &timer, NULL);
}

void startWatch(uint32_t milliseconds)
{
	setAlarm(milliseconds);
}

void stopWatch(void)
{
	setAlarm(0);
}

/* The alarm's signal ends the board by itself. */
int isOverdue(void)
{
	return 0;
}

/* xsCommon.c's own fxCStackLimit. */
extern char *threadStackLimit(void);

int main(void)
{
	static txBoard board;
	char *limit = (char *)__builtin_frame_address(0) - kStackSize + kStackMargin;
	char *least = threadStackLimit();
	openBoard(&board);
	board.stackLimit = (limit > least) ? limit : least;
	gBoard = &board;
	signal(SIGALRM, onAlarm);
	signal(SIGPIPE, SIG_IGN);
	converse();
}
