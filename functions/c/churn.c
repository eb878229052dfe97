// Memory: a table of nodes that lives from call to call, and is churned by each.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime.h"

struct node {
    uint32_t key;
    uint32_t size;
    uint8_t *payload;
    struct node *prev;
};

static struct node **table;
static uint32_t live;

static void release(struct node *node) {
    while (node) {
        struct node *prev = node->prev;
        free(node->payload);
        free(node);
        node = prev;
    }
}

static struct node *allocate(uint32_t key, uint32_t size, struct node *prev) {
    struct node *node = malloc(sizeof *node);
    uint8_t *payload = malloc(size);
    if (!node || !payload) fail("malloc");
    memset(payload, (int)(key & 0xff), size);
    *node = (struct node){.key = key, .size = size, .payload = payload, .prev = prev};
    return node;
}

static void resize(uint32_t wanted) {
    for (uint32_t i = 0; i < live; i++) release(table[i]);
    free(table);
    table = calloc(wanted, sizeof *table);
    if (!table) fail("calloc");
    live = wanted;
}

void start(void) {}

int answer(const char *event, char *out, size_t size) {
    uint32_t x, wanted, churn;
    if (!find_number(event, "seed", &x) || !find_number(event, "live", &wanted) ||
        !find_number(event, "churn", &churn) || wanted == 0)
        return -1;
    if (live != wanted) resize(wanted);

    uint32_t h = 2166136261u;
    uint64_t bytes = 0;
    for (uint32_t step = 0; step < churn; step++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        struct node **slot = &table[x % live];
        uint32_t length = 16 + x % 240;
        struct node *old = *slot;
        if (old) {
            h = (h ^ old->key) * 16777619u;
            h = (h ^ old->payload[old->size - 1]) * 16777619u;
            if (old->prev) {
                h = (h ^ old->prev->key) * 16777619u;
                release(old->prev);
                old->prev = NULL;
            }
        }
        h = (h ^ length) * 16777619u;
        *slot = allocate(x, length, old);
        bytes += length;
    }
    return snprintf(out, size, "{\"checksum\":%" PRIu32 ",\"bytes\":%" PRIu64 "}", h, bytes);
}
