/* The test's side of the stand-in for XS (xsmc.h): one machine, its objects, its messages. */
#pragma once

#include "xsHost.h"

/* Messages that the machine's queue has room for, as on the ESP32. */
#define kQueueLength 10

/* The natives under test. */
void xs_pulsecapture(xsMachine *the);
void xs_pulsecapture_start(xsMachine *the);
void xs_pulsecapture_close(xsMachine *the);
void xs_pulsecapture_destructor(void *data);

struct HostObject {
	HostObject *next;
	void *data;
	/* NULL after xsmcSetHostDestructor. */
	const xsHostHooks *hooks;
	/* The program holds it, so it is not garbage. */
	bool held;
	bool remembered, collected;
	int marks;
	/* Its callback. */
	void (*onFalls)(HostObject *object, const uint16_t *falls, int count);
	int calls;
};

/* @returns what the call threw, or "" */
const char *machineNew(HostObject **object, int pin, void (*onFalls)(HostObject *, const uint16_t *, int));
const char *machineStart(HostObject *object, int low, int window);
const char *machineClose(HostObject *object);
/* Takes the queue's messages, those that are there now. */
void machineDeliver(void);
int machineMessages(void);
void machineCollect(void);
/* Deletes the machine, and so every object; its queue must be empty. */
void machineEnd(void);
