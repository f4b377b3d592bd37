/*
 * A stand-in for the few calls of ESP-IDF v6.0 that sensors/esp32/pulse-capture.c makes: a clock, pins with their
 * interrupts, one-shot timers, a lock and a heap. Time passes only in `chipRun`.
 *
 * Each call is a point at which another task, another core or the interrupt may come in between: `chipAtPoint`
 * is called there, unless the lock is held.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int esp_err_t;
enum { ESP_OK = 0, ESP_FAIL = -1, ESP_ERR_NO_MEM = 0x101, ESP_ERR_INVALID_ARG = 0x102, ESP_ERR_INVALID_STATE = 0x103 };

/* Who runs; each of them is in one place at a time. */
enum { kMachineTask = 1, kTimerTask = 2, kInterrupt = 4 };

extern int64_t chipNow;
/* Bits of those who are in the middle of something. */
extern int chipActive;
/* Points passed since chipReset. */
extern int chipPoints;
extern void (*chipAtPoint)(void);
/* A pin was driven low, and is let go of. */
extern void (*chipOnRelease)(void);
/* When the last timer's callback began. */
extern int64_t chipFiredAt;
/* Most that a timer's callback may be late, in us. */
extern int chipLate;
/* Calls of the pins' interrupt handlers. */
extern int chipInterrupts;
/* Captures and timers that were allocated and not freed. */
extern int chipBlocks;

/* For each kind of call: how many succeed before one fails; less than 0 for no failure. */
extern struct ChipFailures { int install, allocate, create, start, post; } chipFailures;
bool chipFails(int *failures);

void chipReset(uint32_t seed);
uint32_t chipRandom(uint32_t below);
void chipPoint(void);
void chipEnter(int context);
void chipLeave(int context);
void chipLock(void);
void chipUnlock(void);
bool chipLocked(void);

/* From `at` on, what is wired to the pin lets it be (1) or holds it low (0). */
void chipDrive(uint8_t pin, int64_t at, int level);
/* Forces the pin high, whatever drives it low. */
void chipStickHigh(uint8_t pin);
int chipLevel(uint8_t pin);
bool chipListens(uint8_t pin);
/* A fall that is over again at once; noise does so even on a line that is held low. */
void chipGlitch(uint8_t pin);
/* Lets time pass, and what is due happen. */
void chipRun(int64_t until);
/* Calls the next timer's callback, whether it is due or not. */
void chipFire(void);
bool chipTimerArmed(void);
