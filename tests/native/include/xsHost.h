#pragma once
#include "xsmc.h"
typedef void (*modMessageDeliver)(void *machine, void *data, uint8_t *message, uint16_t length);
int modMessagePostToMachine(xsMachine *the, uint8_t *message, uint16_t length, modMessageDeliver deliver, void *data);
