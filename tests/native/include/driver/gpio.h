#pragma once
#include "chip.h"
#define GPIO_NUM_MAX 40
#define GPIO_IS_VALID_GPIO(pin) (((0xFFFFFFFFFFULL & ~0xF1100000ULL) >> (pin)) & 1)
#define GPIO_IS_VALID_OUTPUT_GPIO(pin) (GPIO_IS_VALID_GPIO(pin) && ((pin) < 34))
enum { GPIO_MODE_INPUT_OUTPUT_OD = 7 };
enum { GPIO_PULLUP_ONLY = 0 };
enum { GPIO_INTR_NEGEDGE = 2 };
typedef void (*gpio_isr_t)(void *data);
esp_err_t gpio_install_isr_service(int flags);
esp_err_t gpio_isr_handler_add(int pin, gpio_isr_t handler, void *data);
esp_err_t gpio_isr_handler_remove(int pin);
esp_err_t gpio_intr_enable(int pin);
esp_err_t gpio_intr_disable(int pin);
esp_err_t gpio_reset_pin(int pin);
esp_err_t gpio_set_direction(int pin, int mode);
esp_err_t gpio_set_intr_type(int pin, int type);
esp_err_t gpio_set_level(int pin, uint32_t level);
esp_err_t gpio_set_pull_mode(int pin, int mode);
