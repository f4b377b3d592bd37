/* See include/chip.h. */
#include "builtinCommon.h"
#include "driver/gpio.h"
#include "esp_log.h"
#include "esp_heap_caps.h"
#include "esp_timer.h"
#include "hal/gpio_ll.h"
#include "check.h"

/* An interrupt handler starts this long after the edge, in us. */
#define kLatencyLeast 2
#define kLatencyMost 5
/* Calls that a lock's holder may make: more would be longer than a few microseconds. */
#define kCallsInLock 3
#define kDrives 4096

typedef struct { int64_t at; int level; } Drive;

static struct {
	Drive drives[kDrives];
	int driveCount, driveNext;
	int outside, host, level;
	bool stuckHigh, taken, driven;
	/* Of the interrupt. */
	gpio_isr_t handler;
	void *data;
	bool enabled, pending;
	int type;
	int64_t dueAt;
} pins[GPIO_NUM_MAX];

struct esp_timer {
	struct esp_timer *next;
	esp_timer_cb_t callback;
	void *data;
	bool armed, deleted;
	int64_t alarm;
};

int64_t chipNow, chipFiredAt;
int chipActive, chipPoints, chipLate, chipInterrupts, chipBlocks;
void (*chipAtPoint)(void);
void (*chipOnRelease)(void);
struct ChipFailures chipFailures;
gpio_dev_t GPIO;

static struct esp_timer *timers;
static bool locked, serviceInstalled;
static int callsInLock;
static uint32_t randomState;

static void sweepTimers(void);

void chipReset(uint32_t seed)
{
	sweepTimers();
	check(!timers, "every timer was deleted");
	check(chipBlocks == 0, "every capture was freed");
	check(!locked && !chipActive, "nobody is in the middle of something");
	for (int pin = 0; pin < GPIO_NUM_MAX; pin++)
		check(!pins[pin].taken && !pins[pin].handler, "every pin was given back");
	memset(pins, 0, sizeof(pins));
	for (int pin = 0; pin < GPIO_NUM_MAX; pin++)
		pins[pin].outside = pins[pin].host = pins[pin].level = 1;
	chipNow = 1000000;
	chipPoints = chipLate = chipInterrupts = 0;
	chipAtPoint = chipOnRelease = NULL;
	chipFailures = (struct ChipFailures){ -1, -1, -1, -1, -1 };
	randomState = seed * 2654435761u + 1;
}

uint32_t chipRandom(uint32_t below)
{
	randomState ^= randomState << 13;
	randomState ^= randomState >> 17;
	randomState ^= randomState << 5;
	if (!randomState)
		randomState = 1;
	return randomState % below;
}

bool chipFails(int *failures)
{
	if (*failures < 0)
		return false;
	return (*failures)-- == 0;
}

void chipPoint(void)
{
	if (locked) {
		check(++callsInLock <= kCallsInLock, "a lock is held for few calls");
		return;
	}
	chipPoints++;
	if (chipAtPoint)
		chipAtPoint();
}

void chipEnter(int context)
{
	check(!(chipActive & context), "a context is in one place at a time");
	chipActive |= context;
}

void chipLeave(int context)
{
	chipActive &= ~context;
}

void chipLock(void)
{
	check(!locked, "the lock is free");
	chipPoint();
	locked = true;
	callsInLock = 0;
}

void chipUnlock(void)
{
	check(locked, "the lock is held");
	locked = false;
	chipPoint();
}

bool chipLocked(void)
{
	return locked;
}

/* The heap */

void *heap_caps_calloc(size_t count, size_t size, uint32_t capabilities)
{
	check(capabilities & MALLOC_CAP_INTERNAL, "the interrupt's data is in internal memory");
	if (chipFails(&chipFailures.allocate))
		return NULL;
	chipBlocks++;
	return calloc(count, size);
}

void heap_caps_free(void *block)
{
	chipBlocks--;
	free(block);
}

/* Pins */

bool builtinIsPinFree(uint8_t pin) { return !pins[pin].taken; }

void builtinUsePin(uint8_t pin)
{
	check(!pins[pin].taken, "the pin is free");
	check(!(chipActive & (kTimerTask | kInterrupt)) || (chipActive & kMachineTask), "pins are the machine's");
	pins[pin].taken = true;
}

void builtinFreePin(uint8_t pin)
{
	check(pins[pin].taken, "the pin was taken");
	check(chipActive & kMachineTask, "pins are the machine's");
	pins[pin].taken = false;
}

static void settle(int pin)
{
	int level = pins[pin].stuckHigh ? 1 : (pins[pin].outside & pins[pin].host);
	if (pins[pin].level && !level && (pins[pin].type == GPIO_INTR_NEGEDGE) && !pins[pin].pending) {
		pins[pin].pending = true;
		pins[pin].dueAt = chipNow + kLatencyLeast + chipRandom(kLatencyMost - kLatencyLeast + 1);
	}
	pins[pin].level = level;
}

int chipLevel(uint8_t pin) { return pins[pin].level; }
bool chipListens(uint8_t pin) { return pins[pin].enabled; }

void chipStickHigh(uint8_t pin)
{
	pins[pin].stuckHigh = true;
	settle(pin);
}

void chipDrive(uint8_t pin, int64_t at, int level)
{
	check(pins[pin].driveCount < kDrives, "there is room for another edge");
	pins[pin].drives[pins[pin].driveCount++] = (Drive){ at, level };
}

static esp_log_level_t logLevel = ESP_LOG_INFO;

esp_err_t gpio_install_isr_service(int flags)
{
	chipPoint();
	check(flags == 0, "the service is installed as Digital installs it");
	if (chipFails(&chipFailures.install))
		return ESP_ERR_NO_MEM;
	if (serviceInstalled) {
		check(logLevel == ESP_LOG_NONE, "nothing is logged of a service that is there");
		return ESP_ERR_INVALID_STATE;
	}
	serviceInstalled = true;
	return ESP_OK;
}

esp_log_level_t esp_log_level_get(const char *tag) { return logLevel; }
void esp_log_level_set(const char *tag, esp_log_level_t level) { logLevel = level; }

static void requirePin(int pin)
{
	chipPoint();
	check((pin >= 0) && (pin < GPIO_NUM_MAX) && GPIO_IS_VALID_OUTPUT_GPIO(pin), "the pin can be driven");
	check(pins[pin].taken, "only a pin that was taken is touched");
}

esp_err_t gpio_isr_handler_add(int pin, gpio_isr_t handler, void *data)
{
	requirePin(pin);
	pins[pin].handler = handler;
	pins[pin].data = data;
	pins[pin].enabled = true;
	return ESP_OK;
}

esp_err_t gpio_isr_handler_remove(int pin)
{
	requirePin(pin);
	pins[pin].handler = NULL;
	pins[pin].enabled = false;
	return ESP_OK;
}

esp_err_t gpio_intr_enable(int pin)
{
	requirePin(pin);
	pins[pin].pending = false;
	pins[pin].enabled = true;
	return ESP_OK;
}

esp_err_t gpio_intr_disable(int pin)
{
	requirePin(pin);
	pins[pin].enabled = false;
	return ESP_OK;
}

void gpio_ll_intr_disable(gpio_dev_t *hardware, uint32_t pin)
{
	check(hardware == &GPIO, "the hardware is the chip's");
	requirePin((int)pin);
	pins[pin].enabled = false;
}

esp_err_t gpio_reset_pin(int pin)
{
	requirePin(pin);
	pins[pin].enabled = false;
	pins[pin].driven = false;
	pins[pin].host = 1;
	settle(pin);
	return ESP_OK;
}

esp_err_t gpio_set_direction(int pin, int mode)
{
	requirePin(pin);
	check(mode == GPIO_MODE_INPUT_OUTPUT_OD, "the line is open-drain, and read");
	pins[pin].driven = true;
	return ESP_OK;
}

esp_err_t gpio_set_intr_type(int pin, int type)
{
	requirePin(pin);
	pins[pin].type = type;
	return ESP_OK;
}

esp_err_t gpio_set_pull_mode(int pin, int mode)
{
	requirePin(pin);
	check(mode == GPIO_PULLUP_ONLY, "the pull-up is on");
	return ESP_OK;
}

esp_err_t gpio_set_level(int pin, uint32_t level)
{
	bool released = level && !pins[pin].host;
	requirePin(pin);
	check(pins[pin].driven || level, "the line is not driven low before it is open-drain");
	pins[pin].host = (int)level;
	settle(pin);
	if (released && chipOnRelease)
		chipOnRelease();
	return ESP_OK;
}

static void interrupt(int pin)
{
	pins[pin].pending = false;
	if (!pins[pin].enabled || !pins[pin].handler)
		return;
	chipInterrupts++;
	chipEnter(kInterrupt);
	pins[pin].handler(pins[pin].data);
	chipLeave(kInterrupt);
}

void chipGlitch(uint8_t pin)
{
	if (!(chipActive & kInterrupt))
		interrupt(pin);
}

/* Timers */

int64_t esp_timer_get_time(void)
{
	return chipNow;
}

esp_err_t esp_timer_create(const esp_timer_create_args_t *arguments, esp_timer_handle_t *timer)
{
	struct esp_timer *made;
	chipPoint();
	if (chipFails(&chipFailures.create))
		return ESP_ERR_NO_MEM;
	made = calloc(1, sizeof(*made));
	made->callback = arguments->callback;
	made->data = arguments->arg;
	made->next = timers;
	timers = made;
	*timer = made;
	return ESP_OK;
}

esp_err_t esp_timer_start_once(esp_timer_handle_t timer, uint64_t microseconds)
{
	check(!locked, "no timer is started in a lock");
	chipPoint();
	check(!timer->armed && !timer->deleted, "the timer is at rest");
	if (chipFails(&chipFailures.start))
		return ESP_ERR_INVALID_STATE;
	timer->armed = true;
	timer->alarm = chipNow + (int64_t)microseconds + (chipLate ? chipRandom((uint32_t)chipLate + 1) : 0);
	chipPoint();
	return ESP_OK;
}

/* As there, the timer's task frees it, later. */
esp_err_t esp_timer_delete(esp_timer_handle_t timer)
{
	check(!locked, "no timer is deleted in a lock");
	check(!timer->armed && !timer->deleted, "the timer is at rest");
	timer->deleted = true;
	return ESP_OK;
}

static void sweepTimers(void)
{
	for (struct esp_timer **address = &timers; *address; ) {
		struct esp_timer *timer = *address;
		if (timer->deleted) {
			*address = timer->next;
			free(timer);
		}
		else
			address = &timer->next;
	}
}

static struct esp_timer *nextTimer(void)
{
	struct esp_timer *first = NULL;
	for (struct esp_timer *timer = timers; timer; timer = timer->next)
		if (timer->armed && (!first || timer->alarm < first->alarm))
			first = timer;
	return first;
}

bool chipTimerArmed(void)
{
	return nextTimer() != NULL;
}

void chipFire(void)
{
	struct esp_timer *timer = nextTimer();
	if (!timer || (chipActive & kTimerTask))
		return;
	chipEnter(kTimerTask);
	timer->armed = false;
	chipFiredAt = chipNow;
	timer->callback(timer->data);
	chipLeave(kTimerTask);
	sweepTimers();
}

/* What happens next on a pin, if it happens by `until`. */
static int64_t pinNext(int pin)
{
	int64_t next = INT64_MAX;
	if (pins[pin].pending)
		next = pins[pin].dueAt;
	if ((pins[pin].driveNext < pins[pin].driveCount) && (pins[pin].drives[pins[pin].driveNext].at < next))
		next = pins[pin].drives[pins[pin].driveNext].at;
	return next;
}

static void pinStep(int pin)
{
	if (pins[pin].pending && (pins[pin].dueAt <= chipNow)) {
		interrupt(pin);
		return;
	}
	pins[pin].outside = pins[pin].drives[pins[pin].driveNext++].level;
	settle(pin);
}

void chipRun(int64_t until)
{
	sweepTimers();
	for (;;) {
		struct esp_timer *timer = nextTimer();
		int64_t next = timer ? timer->alarm : INT64_MAX;
		int which = -1;
		for (int pin = 0; pin < GPIO_NUM_MAX; pin++)
			if (pinNext(pin) < next) {
				next = pinNext(pin);
				which = pin;
			}
		if (next > until)
			break;
		if (next > chipNow)
			chipNow = next;
		if (which < 0)
			chipFire();
		else
			pinStep(which);
	}
	chipNow = until;
}
