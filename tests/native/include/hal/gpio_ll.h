#pragma once
#include "chip.h"
typedef struct { int unused; } gpio_dev_t;
extern gpio_dev_t GPIO;
void gpio_ll_intr_disable(gpio_dev_t *hardware, uint32_t pin);
