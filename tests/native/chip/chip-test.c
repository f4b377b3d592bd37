/* chip.c on stand-ins: what it keeps in RTC memory, what it tells the watchdog, and what it hears of Wi-Fi. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stand-in.h"

#define check(condition) ((condition) ? (void)0 : failed(#condition, __LINE__))
static void failed(const char *condition, int line)
{
	printf("not ok line %d: %s\n", line, condition);
	exit(1);
}

void xs_chip_reset_reason(xsMachine *the);
void xs_chip_keep_note(xsMachine *the);
void xs_chip_take_note(xsMachine *the);
void xs_chip_restart(xsMachine *the);
void xs_chip_free_heap(xsMachine *the);
void xs_chip_least_free_heap(xsMachine *the);
void xs_chip_feed_watchdog(xsMachine *the);
void xs_chip_take_wifi_reason(xsMachine *the);

static xsMachine machine;
static int restarts, users, feeds, handlers, refusals;
static esp_event_handler_t handler;

/* The whole of RTC memory, as the linker knows it. */
extern uint8_t __start_rtc_noinit[], __stop_rtc_noinit[];

void setString(xsSlot *slot, const char *text) { snprintf(slot->text, sizeof(slot->text), "%s", text); }
int esp_reset_reason(void) { return 6; }
void esp_restart(void) { restarts++; }
uint32_t esp_get_free_heap_size(void) { return 150000; }
uint32_t esp_get_minimum_free_heap_size(void) { return 90000; }

esp_err_t esp_event_handler_register(esp_event_base_t base, int32_t id, esp_event_handler_t with, void *arg)
{
	check(!strcmp(base, WIFI_EVENT) && (WIFI_EVENT_STA_DISCONNECTED == id) && !arg);
	if (refusals) {
		refusals--;
		return -1;
	}
	handler = with;
	handlers++;
	return ESP_OK;
}

esp_err_t esp_task_wdt_add_user(const char *name, esp_task_wdt_user_handle_t *handle)
{
	check(name && !*handle);
	if (refusals)
		return -1;
	*handle = (esp_task_wdt_user_handle_t)&users;
	users++;
	return ESP_OK;
}

esp_err_t esp_task_wdt_reset_user(esp_task_wdt_user_handle_t handle)
{
	check(handle == (esp_task_wdt_user_handle_t)&users);
	feeds++;
	return ESP_OK;
}

static void keep(const char *text)
{
	setString(&machine.argument, text);
	xs_chip_keep_note(&machine);
}

static const char *take(void)
{
	setString(&machine.result, "nothing was set");
	xs_chip_take_note(&machine);
	return machine.result.text;
}

static int wifiReason(void)
{
	xs_chip_take_wifi_reason(&machine);
	return machine.result.integer;
}

int main(void)
{
	size_t size = (size_t)(__stop_rtc_noinit - __start_rtc_noinit);
	uint8_t kept[256];
	char longText[200];
	wifi_event_sta_disconnected_t event = { .reason = 15 };

	srand(1);
	for (int i = 0; i < 10000; i++) {
		for (size_t j = 0; j < size; j++)
			__start_rtc_noinit[j] = (uint8_t)rand();
		check(!*take());
	}
	puts("ok after power-up RTC memory holds anything, and that is no note");

	keep("unhandled exception, Error: ñ");
	check(!strcmp(take(), "unhandled exception, Error: ñ"));
	check(!*take());
	keep("");
	check(!*take());
	puts("ok a note is taken once");

	memset(longText, 'x', sizeof(longText) - 1);
	longText[sizeof(longText) - 1] = 0;
	keep(longText);
	check(strlen(take()) == 95);
	memcpy(longText + 94, "ñ", 2);
	keep(longText);
	check(strlen(take()) == 94);
	puts("ok a long note is cut between two characters");

	check(size <= sizeof(kept));
	keep("a cause");
	memcpy(kept, __start_rtc_noinit, size);
	for (size_t bit = 0; bit < 8 * size; bit++) {
		memcpy(__start_rtc_noinit, kept, size);
		__start_rtc_noinit[bit / 8] ^= (uint8_t)(1 << (bit % 8));
		check(!*take());
	}
	puts("ok a note with a wrong bit is none");

	refusals = 1;
	xs_chip_feed_watchdog(&machine);
	refusals = 0;
	xs_chip_feed_watchdog(&machine);
	check(!users && !feeds);
	puts("ok a watchdog that is off is left alone");

	refusals = 1;
	check(!wifiReason() && !handlers);
	check(!wifiReason() && (1 == handlers));
	handler(NULL, WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, &event);
	check(15 == wifiReason());
	check(!wifiReason() && (1 == handlers));
	puts("ok Wi-Fi's reason is taken once, and listened for once");

	xs_chip_reset_reason(&machine);
	check(6 == machine.result.integer);
	xs_chip_free_heap(&machine);
	check(150000 == machine.result.integer);
	xs_chip_least_free_heap(&machine);
	check(90000 == machine.result.integer);
	xs_chip_restart(&machine);
	check(1 == restarts);
	puts("ok the rest is the chip's own");
	return 0;
}
