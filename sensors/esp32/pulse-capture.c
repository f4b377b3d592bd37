/*
 * `pulse-capture` on the ESP32 (contract: pulse-capture.ts): a start pulse on an open-drain line, then the
 * intervals between the falls that answer it. ESP-IDF v6.0, Moddable SDK 8.2.
 *
 * Three contexts meet here, on either core: the machine's task (the natives and `deliver`), esp_timer's task
 * (`step`) and the GPIO interrupt (`onFall`). What they share is changed under `lock`, for a few instructions.
 *
 * A capture is freed by the last who holds it: the host object, each armed timer with the callback it leads to,
 * each message on its way. So `close` need not wait for any of them; they find it closed, and let go.
 */
#include "xsmc.h"
#include "xsHost.h"
#include "builtinCommon.h"

#include "driver/gpio.h"
#include "esp_attr.h"
#include "esp_heap_caps.h"
#include "esp_log.h"
#include "esp_timer.h"
#include "hal/gpio_ll.h"

/* The flash's own pins: whoever takes one of them takes the program away from under itself. */
#if CONFIG_IDF_TARGET_ESP32C3
	#define kFlashFirst 12
	#define kFlashLast 17
#else
	#define kFlashFirst 6
	#define kFlashLast 11
#endif
/* A DHT22's frame has 42 falls; more than this is noise. */
#define kFalls 64
/* Longest start pulse and window, in us. */
#define kPhaseMost 1000000
/* After this many us a message that found the machine's queue full is posted again. */
#define kPostAgain 5000

enum {
	kIdle,
	/* The line is held low. */
	kLow,
	kRecording,
	/* The window is over, and `deliver` is on its way. */
	kPosting,
	kClosed,
};

typedef struct {
	xsMachine *the;
	/* The host object; remembered, so that it is not collected, while a capture is under way. */
	xsSlot self;
	xsSlot *callback;
	esp_timer_handle_t timer;
	/* esp_timer's time at which the line was let go of. */
	int64_t released;
	uint32_t window;
	uint16_t falls[kFalls];
	uint8_t count;
	uint8_t pin;
	uint8_t state;
	uint8_t holders;
} Capture;

/* By pin, for the interrupt; a capture that is closed is out of its reach. */
static DRAM_ATTR Capture *captures[GPIO_NUM_MAX];
static DRAM_ATTR portMUX_TYPE lock = portMUX_INITIALIZER_UNLOCKED;

void xs_pulsecapture_destructor(void *data);
static void mark(xsMachine *the, void *data, xsMarkRoot markRoot);
static void deliver(void *machine, void *data, uint8_t *message, uint16_t length);

static const xsHostHooks hooks = { xs_pulsecapture_destructor, mark, "pulse-capture" };

static void hold(Capture *capture)
{
	portENTER_CRITICAL(&lock);
	capture->holders++;
	portEXIT_CRITICAL(&lock);
}

static void letGo(Capture *capture)
{
	uint8_t holders;

	portENTER_CRITICAL(&lock);
	holders = --capture->holders;
	portEXIT_CRITICAL(&lock);
	if (holders)
		return;
	esp_timer_delete(capture->timer);
	heap_caps_free(capture);
}

/* Goes from one state to another, unless it is in a third, closed for one. */
static bool change(Capture *capture, uint8_t from, uint8_t to)
{
	bool changed;

	portENTER_CRITICAL(&lock);
	changed = (from == capture->state);
	if (changed)
		capture->state = to;
	portEXIT_CRITICAL(&lock);
	return changed;
}

static bool arm(Capture *capture, uint32_t microseconds)
{
	hold(capture);
	if (ESP_OK == esp_timer_start_once(capture->timer, microseconds))
		return true;
	letGo(capture);
	return false;
}

/*
 * The interrupt comes late when others are served first, but falls of a DHT22 are 70 us apart at least. Its
 * service is Digital's too, installed without ESP_INTR_FLAG_IRAM: while the flash is written to it waits.
 */
static void IRAM_ATTR NOINLINE_ATTR onFall(void *data)
{
	int64_t now = esp_timer_get_time();
	uint32_t pin = (uint32_t)(uintptr_t)data;
	Capture *capture;

	portENTER_CRITICAL_ISR(&lock);
	capture = captures[pin];
	if (capture) {
		if (((kLow == capture->state) || (kRecording == capture->state)) && (capture->count < kFalls)) {
			int64_t time = now - capture->released;
			/* Less than 0 when the line was let go of while this waited for the lock. */
			if (time >= 0)
				capture->falls[capture->count++] = (uint16_t)((time < UINT16_MAX) ? time : UINT16_MAX);
		}
		else
			gpio_ll_intr_disable(&GPIO, pin);
	}
	portEXIT_CRITICAL_ISR(&lock);
}

/* The time is taken and the line let go of in one breath: whatever delays the task delays both. */
static bool release(Capture *capture)
{
	bool open;

	portENTER_CRITICAL(&lock);
	open = (kClosed != capture->state);
	if (open) {
		capture->state = kRecording;
		capture->count = 0;
		capture->released = esp_timer_get_time();
		gpio_set_level(capture->pin, 1);
	}
	portEXIT_CRITICAL(&lock);
	return open;
}

static void post(Capture *capture)
{
	hold(capture);
	if (0 == modMessagePostToMachine(capture->the, NULL, 0, deliver, capture))
		return;
	letGo(capture);
	if (!arm(capture, kPostAgain))
		change(capture, kPosting, kIdle);
}

/* The timer's callback: the end of the low, of the window, or of the wait for room in the queue. */
static void step(void *data)
{
	Capture *capture = data;

	if (kLow == capture->state) {
		if (release(capture) && !arm(capture, capture->window) && change(capture, kRecording, kPosting))
			post(capture);
	}
	else if (change(capture, kRecording, kPosting) || (kPosting == capture->state))
		post(capture);
	letGo(capture);
}

/* From times since the release to times since the fall before. */
static void toIntervals(Capture *capture)
{
	for (int i = capture->count - 1; i > 0; i--)
		capture->falls[i] -= capture->falls[i - 1];
}

/* Called by the machine's task when it takes the message off its queue. */
static void deliver(void *machine, void *data, uint8_t *message, uint16_t length)
{
	Capture *capture = data;

	if (change(capture, kPosting, kIdle)) {
		gpio_intr_disable(capture->pin);
		toIntervals(capture);
		xsBeginHost(capture->the);
			xsmcSetArrayBuffer(xsResult, capture->falls, capture->count * sizeof(uint16_t));
			xsForget(capture->self);
			xsCallFunction1(xsReference(capture->callback), capture->self, xsResult);
		xsEndHost(capture->the);
	}
	letGo(capture);
}

static void mark(xsMachine *the, void *data, xsMarkRoot markRoot)
{
	(*markRoot)(the, ((Capture *)data)->callback);
}

static void prepare(uint8_t pin)
{
	gpio_reset_pin(pin);
	gpio_set_level(pin, 1);
	gpio_set_pull_mode(pin, GPIO_PULLUP_ONLY);
	gpio_set_direction(pin, GPIO_MODE_INPUT_OUTPUT_OD);
	gpio_set_intr_type(pin, GPIO_INTR_NEGEDGE);
	gpio_isr_handler_add(pin, onFall, (void *)(uintptr_t)pin);
	gpio_intr_disable(pin);
}

static uint8_t takePin(xsMachine *the, int pin)
{
	if ((pin < 0) || (pin >= GPIO_NUM_MAX) || !GPIO_IS_VALID_GPIO(pin))
		xsUnknownError("invalid pin");
	if ((pin >= kFlashFirst) && (pin <= kFlashLast))
		xsUnknownError("invalid pin");
	if (!builtinIsPinFree(pin))
		xsUnknownError("in use");
	if (!GPIO_IS_VALID_OUTPUT_GPIO(pin))
		xsUnknownError("input only");
	return (uint8_t)pin;
}

/* Digital may have installed the service before: that is no error, and nothing to log. */
static bool installService(void)
{
	esp_log_level_t level = esp_log_level_get("gpio");
	esp_err_t installed;

	esp_log_level_set("gpio", ESP_LOG_NONE);
	installed = gpio_install_isr_service(0);
	esp_log_level_set("gpio", level);
	return (ESP_OK == installed) || (ESP_ERR_INVALID_STATE == installed);
}

/* PulseCapture(pin, callback) */
void xs_pulsecapture(xsMachine *the)
{
	uint8_t pin = takePin(the, xsmcToInteger(xsArg(0)));
	Capture *capture;

	if (!installService())
		xsUnknownError("no interrupt");
	capture = heap_caps_calloc(1, sizeof(Capture), MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
	if (!capture)
		xsUnknownError("no memory");
	esp_timer_create_args_t timer = { .callback = step, .arg = capture, .name = "pulse-capture" };
	if (ESP_OK != esp_timer_create(&timer, &capture->timer)) {
		heap_caps_free(capture);
		xsUnknownError("no timer");
	}

	capture->the = the;
	capture->self = xsThis;
	capture->callback = xsmcToReference(xsArg(1));
	capture->pin = pin;
	capture->state = kIdle;
	capture->holders = 1;
	xsmcSetHostData(xsThis, capture);
	xsSetHostHooks(xsThis, (xsHostHooks *)&hooks);

	builtinUsePin(pin);
	prepare(pin);
	portENTER_CRITICAL(&lock);
	captures[pin] = capture;
	portEXIT_CRITICAL(&lock);
}

/* NULL when it is closed; throws for an object of another class. */
static Capture *toCapture(xsMachine *the)
{
	return xsmcGetHostData(xsThis) ? xsmcGetHostDataValidate(xsThis, (void *)&hooks) : NULL;
}

static uint32_t toPhase(xsMachine *the, int value, int unit)
{
	if ((value < 1) || (value > (kPhaseMost / unit)))
		xsRangeError("invalid time");
	return (uint32_t)value * unit;
}

/* start(low, window): us and ms */
void xs_pulsecapture_start(xsMachine *the)
{
	uint32_t low = toPhase(the, xsmcToInteger(xsArg(0)), 1);
	uint32_t window = toPhase(the, xsmcToInteger(xsArg(1)), 1000);
	Capture *capture = toCapture(the);

	if (!capture)
		xsUnknownError("closed");
	if (!change(capture, kIdle, kLow))
		xsUnknownError("busy");
	capture->window = window;
	capture->count = 0;
	gpio_set_level(capture->pin, 0);
	gpio_intr_enable(capture->pin);
	if (!arm(capture, low)) {
		gpio_intr_disable(capture->pin);
		gpio_set_level(capture->pin, 1);
		change(capture, kLow, kIdle);
		xsUnknownError("no timer");
	}
	xsRemember(capture->self);
}

/* Also called by the machine when the object is collected, and when the machine ends. */
void xs_pulsecapture_destructor(void *data)
{
	Capture *capture = data;
	uint8_t pin;

	if (!capture)
		return;
	pin = capture->pin;
	portENTER_CRITICAL(&lock);
	captures[pin] = NULL;
	capture->state = kClosed;
	portEXIT_CRITICAL(&lock);
	gpio_isr_handler_remove(pin);
	gpio_reset_pin(pin);
	builtinFreePin(pin);
	letGo(capture);
}

void xs_pulsecapture_close(xsMachine *the)
{
	Capture *capture = toCapture(the);

	if (!capture)
		return;
	xsForget(capture->self);
	xsmcSetHostData(xsThis, NULL);
	xsmcSetHostDestructor(xsThis, NULL);
	xs_pulsecapture_destructor(capture);
}
