/* The firmware's modules: received, found, parsed. */
#include "host.h"

typedef struct {
	const char *text;
	size_t offset;
} txText;

void addModule(txFrame *frame)
{
	txModule **address = &gBoard->modules, *module = c_calloc(1, sizeof(txModule));
	if (!module)
		protocolError("no memory for a module");
	module->specifier = copyString(frameString(frame));
	module->preload = frameByte(frame);
	module->source = copyString(frameString(frame));
	while (*address)
		address = &(*address)->next;
	*address = module;
}

const char *findModule(const char *specifier)
{
	txModule *module;
	for (module = gBoard->modules; module; module = module->next) {
		if (!strcmp(module->specifier, specifier))
			return module->specifier;
	}
	return NULL;
}

static void onSyntaxError(void *console, txString path, txInteger line, txString format, c_va_list arguments)
{
	(void)console;
	(void)path;
	(void)format;
	(void)arguments;
	gBoard->errorLine = line;
}

static int textGetter(void *it)
{
	txText *text = it;
	int c = (uint8_t)text->text[text->offset];
	if (!c)
		return EOF;
	text->offset++;
	return c;
}

/* XS's own fxParseScript, with the module's name and the line in the message of a SyntaxError. */
txScript *fxParseScript(txMachine *the, void *stream, txGetter getter, txUnsigned flags)
{
	txParser parser;
	txParserJump jump;
	txScript *volatile script = NULL;

	fxInitializeParser(&parser, the, the->parserBufferSize, the->parserTableModulo);
	parser.reportError = onSyntaxError;
	parser.firstJump = &jump;
	if (setjmp(jump.jmp_buf) == 0) {
		fxParserTree(&parser, stream, getter, flags, NULL);
		fxParserHoist(&parser);
		fxParserBind(&parser);
		if (parser.errorCount && gBoard->parsing) {
			char message[512];
			snprintf(message, sizeof(message), "%s:%d: %s", gBoard->parsing, (int)gBoard->errorLine, parser.errorMessage);
			parser.errorMessage = fxNewParserString(&parser, message, strlen(message));
		}
		script = fxParserCode(&parser);
	}
	fxTerminateParser(&parser);
	return script;
}

void fxLoadModule(txMachine *the, txSlot *slot, txID moduleID)
{
	const char *specifier = fxGetKeyName(the, moduleID);
	txModule *module;
	for (module = gBoard->modules; module; module = module->next) {
		if (!strcmp(module->specifier, specifier)) {
			txText text = { module->source, 0 };
			txScript *script;
			gBoard->parsing = module->specifier;
			script = fxParseScript(the, &text, textGetter, mxStrictFlag);
			gBoard->parsing = NULL;
			if (script)
				fxResolveModule(the, slot, moduleID, script, C_NULL, C_NULL);
			return;
		}
	}
}
