/*
 * A pseudo-terminal for tests: pty LINK makes one that LINK points at, as a serial port would be, and carries
 * bytes between it and standard input and output; pty -- COMMAND... runs a command on it, as a person's terminal.
 * When this program ends, the terminal hangs up: the cable is pulled.
 */
#define _GNU_SOURCE
#define _XOPEN_SOURCE 600
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int fail(const char *what)
{
	perror(what);
	return 1;
}

/* As a serial port: bytes as they are, no echo. */
static void makeRaw(int terminal)
{
	struct termios settings;
	tcgetattr(terminal, &settings);
	cfmakeraw(&settings);
	tcsetattr(terminal, TCSANOW, &settings);
}

static void writeAll(int to, const char *bytes, ssize_t count)
{
	while (count > 0) {
		ssize_t written = write(to, bytes, (size_t)count);
		if (written < 0 && errno != EINTR)
			exit(0);
		if (written > 0) {
			bytes += written;
			count -= written;
		}
	}
}

static void carry(int master)
{
	struct pollfd ends[2] = { { .fd = 0, .events = POLLIN }, { .fd = master, .events = POLLIN } };
	char bytes[4096];
	for (;;) {
		if (poll(ends, 2, -1) < 0 && errno != EINTR)
			return;
		if (ends[0].revents) {
			ssize_t count = read(0, bytes, sizeof bytes);
			if (count > 0)
				writeAll(master, bytes, count);
			else
				ends[0].fd = -1;
		}
		if (ends[1].revents) {
			ssize_t count = read(master, bytes, sizeof bytes);
			if (count <= 0)
				return;
			writeAll(1, bytes, count);
		}
	}
}

int main(int argc, char *argv[])
{
	if (argc < 2)
		return 2;
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	if (master < 0 || grantpt(master) || unlockpt(master))
		return fail("posix_openpt");
	const char *name = ptsname(master);
	int slave = open(name, O_RDWR | O_NOCTTY);
	if (slave < 0)
		return fail(name);
	if (strcmp(argv[1], "--")) {
		makeRaw(slave);
		unlink(argv[1]);
		if (symlink(name, argv[1]))
			return fail(argv[1]);
		writeAll(2, "ready\n", 6);
		carry(master);
		return 0;
	}
	struct winsize size = { .ws_row = 24, .ws_col = 100 };
	ioctl(slave, TIOCSWINSZ, &size);
	pid_t child = fork();
	if (child == 0) {
		setsid();
		ioctl(slave, TIOCSCTTY, 0);
		for (int fd = 0; fd < 3; fd++)
			dup2(slave, fd);
		close(master);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	close(slave);
	carry(master);
	int status = 0;
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
