#pragma once
#define IRAM_ATTR
#define DRAM_ATTR
#define NOINLINE_ATTR __attribute__((noinline))
