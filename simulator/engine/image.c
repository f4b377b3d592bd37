/*
 * What the manifest preloads, run once and shared by all boards of the thread that have the same modules.
 *
 * As on the device, preloaded modules are run in a machine of their own when the firmware is built (there it is
 * written to flash), without a clock, chance or peripherals; each board is a clone of that machine, to which it
 * is read-only: all that XS itself writes there is its cache of the globals' slots, which are the image's own.
 * A board that starts again, and the next board of a campaign, find it made.
 */
#include "host.h"

/* Images that are kept though no board has them. */
#define kSpare 8

typedef struct sxImage txImage;
struct sxImage {
	txImage *next;
	txMemory memory;
	txModule *modules;
	xsMachine *root;
	uint32_t boards;
	int complete;
	uint8_t *told;				/* the frames of what its modules traced */
	size_t toldLength;
};

/* The one that was used last comes first. */
static _Thread_local txImage *gImages;
static _Thread_local int gClosing;

static int isSame(txModule *one, txModule *other)
{
	while (one && other && (one->preload == other->preload) && !strcmp(one->specifier, other->specifier) &&
			!strcmp(one->source, other->source)) {
		one = one->next;
		other = other->next;
	}
	return !one && !other;
}

static void freeImage(txImage *image)
{
	closeMemory(&image->memory);
	free(image->told);
	free(image);
}

static void dropSpare(int most)
{
	txImage **address = &gImages, *image;
	while ((image = *address)) {
		if (image->boards || (most-- > 0))
			address = &image->next;
		else {
			*address = image->next;
			freeImage(image);
		}
	}
}

/* Called when the board has ended. */
void releaseImage(txBoard *board)
{
	txImage *image = board->image;
	board->image = NULL;
	if (!image)
		return;
	image->boards--;
	if (!image->complete)
		freeImage(image);
	else
		dropSpare(gClosing ? 0 : kSpare);
}

void closeImages(void)
{
	gClosing = 1;
	dropSpare(0);
}

static txModule *copyModules(txModule *module)
{
	txModule *first = NULL, **address = &first;
	for (; module; module = module->next) {
		txModule *copy = c_calloc(1, sizeof(txModule));
		if (!copy)
			protocolError("no memory for a module");
		copy->specifier = copyString(module->specifier);
		copy->source = copyString(module->source);
		copy->preload = module->preload;
		*address = copy;
		address = &copy->next;
	}
	return first;
}

static void freeModules(txModule *module)
{
	while (module) {
		txModule *next = module->next;
		c_free(module->specifier);
		c_free(module->source);
		c_free(module);
		module = next;
	}
}

static xsMachine *createRoot(void)
{
	xsCreation creation = {
		1024 * 1024, 256 * 1024, 65536, 16384, 8192, 1024, 256, 1993, 127, 64 * 1024, 1993, 0
	};
	xsMachine *the = xsCreateMachine(&creation, "preload", NULL);
	if (!the)
		protocolError("no memory for the engine");
	xsBeginHost(the);
	xsVars(3);
	xsVar(0) = xsNewObject();
	buildTimers(the);
	buildChannels(the);
	xsSet(xsGlobal, xsID("virtual board"), xsVar(0));
	xsEndHost(the);
	return the;
}

static xsMachine *preload(txModule *modules)
{
	xsMachine *the = createRoot();
	txModule *module;
	for (module = modules; module; module = module->next) {
		if (module->preload)
			importModule(the, module->specifier, 0);
	}
	fxRunPromiseJobs(the);
	xsBeginHost(the);
	xsDelete(xsGlobal, xsID("virtual board"));
	xsEndHost(the);
	shareMachine(the);
	return the;
}

/* Where a module cannot be preloaded the board dies in here, and gives back what was made. */
static void makeImage(txImage *image)
{
	double now = gBoard->now, clockOffset = gBoard->boot.clockOffset;
	uint32_t seed = gBoard->boot.seed;
	size_t told = gBoard->outLength;

	gBoard->now = gBoard->boot.clockOffset = 0;
	gBoard->boot.seed = 1;
	gBoard->memory = &image->memory;
	image->modules = copyModules(gBoard->modules);
	freeModules(gBoard->modules);
	gBoard->modules = image->modules;
	image->root = preload(image->modules);
	gBoard->memory = &gBoard->own;
	gBoard->now = now;
	gBoard->boot.clockOffset = clockOffset;
	gBoard->boot.seed = seed;
	if (gBoard->outLength > told) {
		image->toldLength = gBoard->outLength - told;
		image->told = malloc(image->toldLength);
		if (!image->told)
			protocolError("no memory for the engine");
		memcpy(image->told, gBoard->out + told, image->toldLength);
	}
	image->complete = 1;
	image->next = gImages;
	gImages = image;
}

/* The machine to clone. Takes the board's modules, and gives it the image's. */
xsMachine *loadImage(void)
{
	txImage **address = &gImages, *image;
	while ((image = *address) && !isSame(image->modules, gBoard->modules))
		address = &image->next;
	if (image) {
		*address = image->next;
		image->next = gImages;
		gImages = image;
		image->boards++;
		gBoard->image = image;
		freeModules(gBoard->modules);
		gBoard->modules = image->modules;
		if (image->toldLength)
			putBytes(image->told, image->toldLength);
		gBoard->outComplete = gBoard->outLength;
		return image->root;
	}
	image = calloc(1, sizeof(txImage));
	if (!image)
		protocolError("no memory for the engine");
	openMemory(&image->memory);
	image->boards = 1;
	gBoard->image = image;
	makeImage(image);
	return image->root;
}
