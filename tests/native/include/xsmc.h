/*
 * A stand-in for the few XS calls that sensors/esp32/pulse-capture.c makes: a machine that knows one class, and
 * collects garbage at every call that may.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include "chip.h"

typedef struct xsMachineRecord xsMachine;
typedef struct HostObject HostObject;

typedef struct {
	int integer;
	HostObject *object;
	/* Of an ArrayBuffer. */
	uint16_t bytes[64];
	size_t length;
} xsSlot;

typedef void (*xsMarkRoot)(xsMachine *the, xsSlot *slot);
typedef void (*xsDestructor)(void *data);
typedef struct {
	xsDestructor destructor;
	void (*marker)(xsMachine *the, void *data, xsMarkRoot markRoot);
	const char *signature;
} xsHostHooks;

struct xsMachineRecord {
	xsSlot arguments[2];
	xsSlot self;
	xsSlot result;
	jmp_buf catcher;
	/* What was thrown last; "" for nothing. */
	const char *thrown;
};

xsSlot *xsToReferenceOf(xsSlot *slot);
void xsThrow(xsMachine *the, const char *message) __attribute__((noreturn));
void *xsDataOf(xsSlot *slot);
void *xsValidatedDataOf(xsMachine *the, xsSlot *slot, const void *hooks);
void xsSetDataOf(xsSlot *slot, void *data);
void xsSetHooksOf(xsSlot *slot, const xsHostHooks *hooks);
void xsRememberSlot(xsSlot *slot, bool remembered);
void xsSetBuffer(xsMachine *the, xsSlot *slot, const void *bytes, size_t length);
void xsCall(xsMachine *the, xsSlot *function, xsSlot *self, xsSlot *argument);

#define xsArg(index) (the->arguments[index])
#define xsThis (the->self)
#define xsResult (the->result)
#define xsmcToInteger(slot) ((slot).integer)
#define xsmcToReference(slot) xsToReferenceOf(&(slot))
#define xsReference(slot) (*(slot))
#define xsmcGetHostData(slot) xsDataOf(&(slot))
#define xsmcGetHostDataValidate(slot, hooks) xsValidatedDataOf(the, &(slot), hooks)
#define xsmcSetHostData(slot, data) xsSetDataOf(&(slot), data)
#define xsSetHostHooks(slot, hooks) xsSetHooksOf(&(slot), hooks)
#define xsmcSetHostDestructor(slot, destructor) xsSetHooksOf(&(slot), destructor)
#define xsmcSetArrayBuffer(slot, bytes, length) xsSetBuffer(the, &(slot), bytes, length)
#define xsRemember(slot) xsRememberSlot(&(slot), true)
#define xsForget(slot) xsRememberSlot(&(slot), false)
#define xsCallFunction1(function, self, argument) xsCall(the, &(function), &(self), &(argument))
#define xsUnknownError(message) xsThrow(the, message)
#define xsRangeError(message) xsThrow(the, message)
#define xsBeginHost(machine) { xsMachine *the = (machine);
#define xsEndHost(machine) }
