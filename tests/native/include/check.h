#pragma once
/* Ends the program with the case and the failed check. */
#define check(condition, text) ((condition) ? (void)0 : checkFailed(__FILE__, __LINE__, text))
void checkFailed(const char *file, int line, const char *text) __attribute__((noreturn));
