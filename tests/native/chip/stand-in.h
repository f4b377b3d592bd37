/* A stand-in for the few calls of ESP-IDF and of XS that chip/esp32/chip.c makes; chip-test.c has their other side. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define RTC_NOINIT_ATTR __attribute__((section("rtc_noinit")))
#define CONFIG_ESP_TASK_WDT_EN 1
#define CONFIG_ESP_TASK_WDT_TIMEOUT_S 30

typedef int esp_err_t;
#define ESP_OK 0

typedef const char *esp_event_base_t;
typedef void (*esp_event_handler_t)(void *arg, esp_event_base_t base, int32_t id, void *data);
#define WIFI_EVENT "wifi"
#define WIFI_EVENT_STA_DISCONNECTED 5
typedef struct { uint8_t reason; } wifi_event_sta_disconnected_t;
esp_err_t esp_event_handler_register(esp_event_base_t base, int32_t id, esp_event_handler_t handler, void *arg);

int esp_reset_reason(void);
void esp_restart(void);
uint32_t esp_get_free_heap_size(void);
uint32_t esp_get_minimum_free_heap_size(void);

typedef struct watchdogUser *esp_task_wdt_user_handle_t;
esp_err_t esp_task_wdt_add_user(const char *name, esp_task_wdt_user_handle_t *handle);
esp_err_t esp_task_wdt_reset_user(esp_task_wdt_user_handle_t handle);

typedef struct { int integer; char text[256]; } xsSlot;
typedef struct { xsSlot argument, result; } xsMachine;
void setString(xsSlot *slot, const char *text);
#define xsArg(index) (the->argument)
#define xsResult (the->result)
#define xsmcToString(slot) ((slot).text)
#define xsmcSetString(slot, value) setString(&(slot), value)
#define xsmcSetInteger(slot, value) ((slot).integer = (value))
