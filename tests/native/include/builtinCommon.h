#pragma once
#include "chip.h"
typedef int portMUX_TYPE;
#define portMUX_INITIALIZER_UNLOCKED 0
#define portENTER_CRITICAL(mux) ((void)(mux), chipLock())
#define portEXIT_CRITICAL(mux) ((void)(mux), chipUnlock())
#define portENTER_CRITICAL_ISR(mux) portENTER_CRITICAL(mux)
#define portEXIT_CRITICAL_ISR(mux) portEXIT_CRITICAL(mux)
bool builtinIsPinFree(uint8_t pin);
void builtinUsePin(uint8_t pin);
void builtinFreePin(uint8_t pin);
