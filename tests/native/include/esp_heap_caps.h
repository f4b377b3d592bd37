#pragma once
#include "chip.h"
#define MALLOC_CAP_8BIT (1 << 2)
#define MALLOC_CAP_INTERNAL (1 << 11)
void *heap_caps_calloc(size_t count, size_t size, uint32_t capabilities);
void heap_caps_free(void *block);
