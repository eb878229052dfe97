// Interface between a workload and the loop that talks to the Runtime API.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Each workload has these two. `start` runs once, before the first event is asked for.
void start(void);
// Writes the answer to `event` and gives its length; -1 where the event lacks something.
int answer(const char *event, char *out, size_t size);

// The value of a member of the object `event`, as it is written in JSON.
bool find(const char *event, const char *key, const char **value, size_t *length);
// The same where it is a whole number from 0 to 2^32 - 1.
bool find_number(const char *event, const char *key, uint32_t *number);

_Noreturn void fail(const char *what);
