/*
 * The ESP32 side of chip.ts: restart reason, a note in RTC memory, heap, task watchdog, Wi-Fi's reason.
 */
#include <string.h>

#include "xsmc.h"
#include "xsHost.h"

#include "esp_attr.h"
#include "esp_event.h"
#include "esp_system.h"
#include "esp_task_wdt.h"
#include "esp_wifi.h"
#include "sdkconfig.h"

#define NoteSize 96
#define NoteMagic 0x56696721u

/* RTC memory outlives every reset but power-up, after which it holds anything. */
static RTC_NOINIT_ATTR struct {
	uint32_t magic;
	uint32_t check;
	char text[NoteSize];
} gNote;

#if CONFIG_ESP_TASK_WDT_EN && (CONFIG_ESP_TASK_WDT_TIMEOUT_S >= 20)
static esp_task_wdt_user_handle_t gWatchdog;
static uint8_t gWatchdogRefused;
#endif
static uint8_t gListening;
/* Written by the event task, read by the machine's. */
static volatile uint8_t gWiFiReason;

static uint32_t noteCheck(void)
{
	uint32_t sum = NoteMagic;
	for (int i = 0; i < NoteSize; i++)
		sum = (sum << 5) + (sum >> 27) + (uint8_t)gNote.text[i];
	return sum;
}

static void writeNote(const char *text)
{
	memset(gNote.text, 0, NoteSize);
	size_t length = strlen(text);
	if (length > NoteSize - 1) {
		length = NoteSize - 1;
		/* Not in the middle of a character of UTF-8. */
		while (length > 0 && 0x80 == (text[length] & 0xc0))
			length--;
	}
	memcpy(gNote.text, text, length);
	gNote.check = noteCheck();
	gNote.magic = NoteMagic;
}

void xs_chip_reset_reason(xsMachine *the)
{
	xsmcSetInteger(xsResult, (int)esp_reset_reason());
}

void xs_chip_keep_note(xsMachine *the)
{
	writeNote(xsmcToString(xsArg(0)));
}

void xs_chip_take_note(xsMachine *the)
{
	if ((NoteMagic == gNote.magic) && (noteCheck() == gNote.check) && !gNote.text[NoteSize - 1])
		xsmcSetString(xsResult, gNote.text);
	else
		xsmcSetString(xsResult, "");
	gNote.magic = 0;
}

void xs_chip_restart(xsMachine *the)
{
	esp_restart();
}

void xs_chip_free_heap(xsMachine *the)
{
	xsmcSetInteger(xsResult, (int)esp_get_free_heap_size());
}

void xs_chip_least_free_heap(xsMachine *the)
{
	xsmcSetInteger(xsResult, (int)esp_get_minimum_free_heap_size());
}

/* chip/watchdog.ts feeds it every 10 s: with less than twice that it is left to the SDK's own loop. */
void xs_chip_feed_watchdog(xsMachine *the)
{
#if CONFIG_ESP_TASK_WDT_EN && (CONFIG_ESP_TASK_WDT_TIMEOUT_S >= 20)
	if (gWatchdogRefused)
		return;
	if (!gWatchdog && (ESP_OK != esp_task_wdt_add_user("vigia", &gWatchdog))) {
		gWatchdogRefused = 1;
		return;
	}
	esp_task_wdt_reset_user(gWatchdog);
#endif
}

static void onDisconnected(void *arg, esp_event_base_t base, int32_t id, void *data)
{
	gWiFiReason = ((wifi_event_sta_disconnected_t *)data)->reason;
}

void xs_chip_take_wifi_reason(xsMachine *the)
{
	if (!gListening)
		gListening = ESP_OK == esp_event_handler_register(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, onDisconnected, NULL);
	xsmcSetInteger(xsResult, gWiFiReason);
	gWiFiReason = 0;
}
