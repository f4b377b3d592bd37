/* See include/machine.h and include/xsmc.h. */
#include "check.h"
#include "machine.h"

typedef struct { modMessageDeliver deliver; void *data; } Message;

/* What `extends Native("xs_pulsecapture_destructor")` makes of an object. */
static const xsHostHooks native = { xs_pulsecapture_destructor, NULL, NULL };

static xsMachine machine;
static HostObject *objects;
static xsSlot *callbacks[256];
static int callbackCount;
static Message queue[kQueueLength];
static int queued;

/* Values */

xsSlot *xsToReferenceOf(xsSlot *slot)
{
	xsSlot *reference = malloc(sizeof(xsSlot));
	*reference = *slot;
	check(callbackCount < 256, "there is room for another callback");
	return callbacks[callbackCount++] = reference;
}

void *xsDataOf(xsSlot *slot) { return slot->object->data; }
void xsSetDataOf(xsSlot *slot, void *data) { slot->object->data = data; }
void xsSetHooksOf(xsSlot *slot, const xsHostHooks *hooks) { slot->object->hooks = hooks; }

void *xsValidatedDataOf(xsMachine *the, xsSlot *slot, const void *hooks)
{
	if (hooks != slot->object->hooks)
		xsThrow(the, "invalid host data");
	return slot->object->data;
}

void xsRememberSlot(xsSlot *slot, bool remembered)
{
	check(chipActive & kMachineTask, "only the machine's task touches the machine");
	check(!chipLocked(), "the machine is not touched in a lock");
	slot->object->remembered = remembered;
}

void xsSetBuffer(xsMachine *the, xsSlot *slot, const void *bytes, size_t length)
{
	check(length <= sizeof(slot->bytes), "the buffer is bounded");
	machineCollect();
	memcpy(slot->bytes, bytes, length);
	slot->length = length;
	(void)the;
}

void xsCall(xsMachine *the, xsSlot *function, xsSlot *self, xsSlot *argument)
{
	HostObject *object = self->object;
	xsSlot falls = *argument;
	bool held = object->held;
	check(function->object == object, "the callback is the object's own");
	check(!object->collected, "the object is there when its callback is called");
	object->calls++;
	object->held = true;
	object->onFalls(object, falls.bytes, (int)(falls.length / sizeof(uint16_t)));
	object->held = held && object->held;
	(void)the;
}

void xsThrow(xsMachine *the, const char *message)
{
	check(!chipLocked(), "nothing is thrown in a lock");
	the->thrown = message;
	longjmp(the->catcher, 1);
}

/* Calls: a native may be called in another's callback, so the frame is kept and put back. */

static const char *run(void (*native)(xsMachine *the), HostObject *object, int first, int second)
{
	static xsMachine kept[8];
	static int depth;
	bool entered = !(chipActive & kMachineTask);
	volatile int level = depth;
	const char *thrown;

	if (entered)
		chipEnter(kMachineTask);
	kept[depth++] = machine;
	machine.arguments[0] = (xsSlot){ .integer = first };
	machine.arguments[1] = (xsSlot){ .integer = second, .object = object };
	machine.self = (xsSlot){ .object = object };
	machine.thrown = "";
	if (setjmp(machine.catcher) == 0)
		native(&machine);
	thrown = machine.thrown;
	depth = level;
	machine = kept[depth];
	if (!(depth || (chipActive & kTimerTask)))
		machineCollect();
	if (entered)
		chipLeave(kMachineTask);
	return thrown;
}

const char *machineNew(HostObject **object, int pin, void (*onFalls)(HostObject *, const uint16_t *, int))
{
	*object = calloc(1, sizeof(HostObject));
	(*object)->hooks = &native;
	(*object)->held = true;
	(*object)->onFalls = onFalls;
	(*object)->next = objects;
	objects = *object;
	return run(xs_pulsecapture, *object, pin, 0);
}

const char *machineStart(HostObject *object, int low, int window)
{
	return run(xs_pulsecapture_start, object, low, window);
}

const char *machineClose(HostObject *object)
{
	const char *thrown = run(xs_pulsecapture_close, object, 0, 0);
	check(*thrown || !object->remembered, "what is closed is not remembered");
	return thrown;
}

/* Messages */

int modMessagePostToMachine(xsMachine *the, uint8_t *message, uint16_t length, modMessageDeliver deliver, void *data)
{
	check(!chipLocked(), "nothing is posted in a lock");
	check(chipActive & kTimerTask, "it is the timer's task that posts");
	check(the == &machine, "the message is for the machine");
	check(!message && !length, "the message has no bytes of its own");
	chipPoint();
	if (chipFails(&chipFailures.post) || (queued == kQueueLength))
		return -2;
	queue[queued++] = (Message){ deliver, data };
	chipPoint();
	return 0;
}

int machineMessages(void) { return queued; }

void machineDeliver(void)
{
	if (chipActive & kMachineTask)
		return;
	chipEnter(kMachineTask);
	for (int count = queued; count > 0; count--) {
		Message message = queue[0];
		memmove(queue, queue + 1, --queued * sizeof(Message));
		message.deliver(&machine, message.data, NULL, 0);
	}
	chipLeave(kMachineTask);
}

/* Garbage */

static void mark(xsMachine *the, xsSlot *slot)
{
	check(slot != NULL, "what is marked is a slot");
	slot->object->marks++;
	(void)the;
}

static void destroy(HostObject *object)
{
	if (object->collected)
		return;
	object->collected = true;
	if (object->hooks)
		(*object->hooks->destructor)(object->data);
	else
		check(!object->data, "an object without a destructor has no data");
}

void machineCollect(void)
{
	for (HostObject *object = objects; object; object = object->next) {
		bool alive = object->held || object->remembered;
		if (object->collected)
			continue;
		if (!alive) {
			destroy(object);
			continue;
		}
		object->marks = 0;
		if (object->hooks && object->hooks->marker) {
			(*object->hooks->marker)(&machine, object->data, mark);
			check(object->marks == 1, "the callback of a live object is marked");
		}
	}
}

void machineEnd(void)
{
	check(!queued, "no message is lost");
	chipEnter(kMachineTask);
	for (HostObject *object = objects; object; object = object->next)
		destroy(object);
	chipLeave(kMachineTask);
	while (objects) {
		HostObject *object = objects;
		objects = object->next;
		free(object);
	}
	while (callbackCount > 0)
		free(callbacks[--callbackCount]);
}
