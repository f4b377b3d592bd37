/*
 * What the SDK's linker does to the preloaded modules before they are written to flash (xs/tools/xsl.c and
 * xslSlot.c, fxFreezeBuiltIns and fxPrepareHeap), so that a program that the device refuses is refused here:
 * functions, classes and the built-in prototypes are frozen, and so is what cannot be copied on writing (Map,
 * Set, ArrayBuffer, RegExp and their like). Plain objects, arrays and `let` are copied to RAM when written to.
 */
#include "host.h"

static int isFunction(txSlot *internal)
{
	return (internal->kind == XS_CALLBACK_KIND) || (internal->kind == XS_CALLBACK_X_KIND) ||
		(internal->kind == XS_CODE_KIND) || (internal->kind == XS_CODE_X_KIND);
}

static void freezeBuiltIns(xsMachine *the)
{
	txSlot *objects[] = {
		&mxAtomicsObject, &mxJSONObject, &mxMathObject, &mxReflectObject,
		&mxAggregateErrorPrototype, &mxArgumentsSloppyPrototype, &mxArgumentsStrictPrototype,
		&mxArrayBufferPrototype, &mxArrayIteratorPrototype, &mxArrayPrototype,
		&mxAsyncFromSyncIteratorPrototype, &mxAsyncFunctionPrototype, &mxAsyncGeneratorFunctionPrototype,
		&mxAsyncGeneratorPrototype, &mxAsyncIteratorPrototype, &mxBigIntPrototype, &mxBooleanPrototype,
		&mxCompartmentPrototype, &mxDataViewPrototype, &mxDatePrototype, &mxErrorPrototype,
		&mxEvalErrorPrototype, &mxFinalizationRegistryPrototype, &mxFunctionPrototype,
		&mxGeneratorFunctionPrototype, &mxGeneratorPrototype, &mxHostPrototype, &mxIteratorPrototype,
		&mxMapIteratorPrototype, &mxMapPrototype, &mxModulePrototype, &mxNumberPrototype, &mxObjectPrototype,
		&mxPromisePrototype, &mxProxyPrototype, &mxRangeErrorPrototype, &mxReferenceErrorPrototype,
		&mxRegExpPrototype, &mxRegExpStringIteratorPrototype, &mxSetIteratorPrototype, &mxSetPrototype,
		&mxSharedArrayBufferPrototype, &mxStringIteratorPrototype, &mxStringPrototype, &mxSymbolPrototype,
		&mxSyntaxErrorPrototype, &mxTransferPrototype, &mxTypedArrayPrototype, &mxTypeErrorPrototype,
		&mxURIErrorPrototype, &mxWeakMapPrototype, &mxWeakRefPrototype, &mxWeakSetPrototype,
	};
	size_t i;

	xsBeginHost(the);
	xsVars(2);
	xsVar(0) = xsGet(xsGlobal, xsID("Object"));
	for (i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		xsVar(1) = *objects[i];
		if (xsTypeOf(xsVar(1)) == xsReferenceType)
			xsCall1(xsVar(0), xsID("freeze"), xsVar(1));
	}
	for (i = 0; i < mxTypeArrayCount; i++) {
		xsVar(1) = xsGet(the->stackPrototypes[-1 - (int)gxTypeDispatches[i].constructorID], xsID("prototype"));
		xsCall1(xsVar(0), xsID("freeze"), xsVar(1));
	}
	xsEndHost(the);
}

/* Nothing of the instance may change, what only XS sees of it included. */
static void freezeInstance(txSlot *instance)
{
	txSlot *property;
	for (property = instance->next; property; property = property->next) {
		if (property->kind != XS_ACCESSOR_KIND)
			property->flag |= XS_DONT_SET_FLAG;
		property->flag |= XS_DONT_DELETE_FLAG;
	}
	instance->flag |= XS_DONT_PATCH_FLAG;
}

static void freezePrivates(txSlot *instance)
{
	txSlot *property, *field;
	for (property = instance->next; property && (property->flag & XS_INTERNAL_FLAG); property = property->next) {
		if (property->kind != XS_PRIVATE_KIND)
			continue;
		for (field = property->value.private.first; field; field = field->next) {
			if (field->kind != XS_ACCESSOR_KIND)
				field->flag |= XS_DONT_SET_FLAG;
			field->flag |= XS_DONT_DELETE_FLAG;
		}
	}
}

static void freezeFunction(txSlot *instance)
{
	txSlot *property;
	freezeInstance(instance);
	if (!(instance->flag & XS_CAN_CONSTRUCT_FLAG))
		return;
	for (property = instance->next; property; property = property->next) {
		if ((property->ID == mxID(_prototype)) && (property->kind == XS_REFERENCE_KIND)) {
			freezeInstance(property->value.reference);
			return;
		}
	}
}

static void prepareInstance(txSlot *instance)
{
	txSlot *internal = instance->next;
	if (!internal || !(internal->flag & XS_INTERNAL_FLAG))
		return;
	if (isFunction(internal))
		freezeFunction(instance);
	else if (internal->ID == XS_ENVIRONMENT_BEHAVIOR)
		freezeInstance(instance);
	else switch (internal->kind) {
		case XS_PROMISE_KIND:
			freezeInstance(internal->next->value.reference);
			freezeInstance(instance);
			break;
		case XS_MAP_KIND:
		case XS_SET_KIND:
		case XS_WEAK_MAP_KIND:
		case XS_WEAK_SET_KIND:
		case XS_WEAK_REF_KIND:
		case XS_ARRAY_BUFFER_KIND:
		case XS_DATA_VIEW_KIND:
		case XS_TYPED_ARRAY_KIND:
		case XS_PROXY_KIND:
		case XS_REGEXP_KIND:
			freezeInstance(instance);
			break;
		case XS_CLOSURE_KIND:
			if (internal->value.closure->kind == XS_FINALIZATION_REGISTRY_KIND)
				freezeInstance(instance);
			break;
		default:
			break;
	}
}

static int isFrozen(txSlot *slot)
{
	return ((slot->kind == XS_ACCESSOR_KIND) || (slot->flag & XS_DONT_SET_FLAG)) &&
		(slot->flag & XS_DONT_DELETE_FLAG);
}

/* An object that the module itself froze: its private fields too, as the linker does. */
static void petrifyInstance(txMachine *the, txSlot *instance)
{
	txSlot *property;
	if (!(instance->flag & XS_DONT_PATCH_FLAG))
		return;
	for (property = instance->next; property && (property->flag & XS_INTERNAL_FLAG); property = property->next) {
		if (property->kind == XS_ARRAY_KIND) {
			txSlot *item = property->value.array.address;
			txIndex length = fxGetIndexSize(the, property);
			for (; length > 0; item++, length--) {
				if (!isFrozen(item))
					return;
			}
		}
	}
	for (; property; property = property->next) {
		if (!isFrozen(property))
			return;
	}
	freezeInstance(instance);
	freezePrivates(instance);
}

/* `const f = () => {}`, a function declaration: the name cannot be given another value. */
static void prepareClosure(txSlot *slot)
{
	txSlot *closure = slot->value.closure, *internal;
	if (closure->kind == XS_REFERENCE_KIND) {
		internal = closure->value.reference->next;
		if (internal && isFunction(internal))
			closure->flag |= XS_DONT_SET_FLAG;
	}
}

/* Values that no collection marks or moves: what the linker writes to flash is of these kinds. */
static void makeReadOnly(txSlot *slot)
{
	switch (slot->kind) {
		case XS_STRING_KIND: slot->kind = XS_STRING_X_KIND; break;
		case XS_BIGINT_KIND: slot->kind = XS_BIGINT_X_KIND; break;
		case XS_CODE_KIND: slot->kind = XS_CODE_X_KIND; break;
		case XS_KEY_KIND: slot->kind = XS_KEY_X_KIND; break;
		case XS_ARRAY_KIND:
			if (slot->value.array.address) {
				txChunk *chunk = (txChunk *)slot->value.array.address - 1;
				size_t count = (chunk->size - sizeof(txChunk)) / sizeof(txSlot), i;
				for (i = 0; i < count; i++)
					makeReadOnly(slot->value.array.address + i);
			}
			break;
		default: break;
	}
}

/* XS numbers what can be copied from 0, but takes 0 for what cannot: the first one needs another number. */
static void numberFirstCopy(txMachine *the, txSlot *instance)
{
	txSlot *property;
	int frozen = instance->flag & XS_DONT_PATCH_FLAG;
	if (instance->ID != XS_NO_ID)
		return;
	for (property = instance->next; frozen && property; property = property->next)
		frozen = (property->kind == XS_ARRAY_KIND) || isFrozen(property);
	if (!frozen)
		instance->ID = the->aliasCount++;
}

#define forEachSlot(heap, slot) \
	for (heap = the->firstHeap; heap; heap = heap->next) \
		for (slot = heap + 1; slot < heap->value.reference; slot++)

/*
 * Shares the machine with its clone, and takes all of it out of the reach of the clone's collections:
 * fxShareMachine leaves that to the linker, which the virtual board does without.
 */
void shareMachine(xsMachine *the)
{
	txSlot *heap, *slot;
	txBlock *block;

	freezeBuiltIns(the);
	fxCollectGarbage(the);
	forEachSlot(heap, slot) {
		if (slot->kind == XS_INSTANCE_KIND)
			prepareInstance(slot);
	}
	forEachSlot(heap, slot) {
		if (slot->kind == XS_INSTANCE_KIND)
			petrifyInstance(the, slot);
		else if (slot->kind == XS_CLOSURE_KIND)
			prepareClosure(slot);
	}
	xsShareMachine(the);
	forEachSlot(heap, slot) {
		if (slot->kind == XS_INSTANCE_KIND)
			numberFirstCopy(the, slot);
		makeReadOnly(slot);
	}
	for (slot = the->stack; slot < the->stackTop; slot++)
		makeReadOnly(slot);
	for (block = the->firstBlock; block; block = block->nextBlock) {
		txByte *current = (txByte *)(block + 1);
		while (current < block->current) {
			txByte *next = ((txChunk *)current)->temporary;
			((txChunk *)current)->temporary = NULL;
			current = next;
		}
	}
}
