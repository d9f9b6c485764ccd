/* The arena of a segment's tree. */
#include "audience/segment_tree.h"

#include <string.h>

#include "base/context.h"

#define BLOCK 8192

struct netmkt__tree_block {
    netmkt__tree_block *next;
    size_t used, capacity;
    max_align_t bytes[];
};

void *netmkt__tree_room(netmkt__segment_tree *tree, size_t size)
{
    netmkt__tree_block *block = tree->blocks;
    void *room;

    size = (size + sizeof(max_align_t) - 1) / sizeof(max_align_t) * sizeof(max_align_t);
    if (block == NULL || block->capacity - block->used < size) {
        size_t capacity = size > BLOCK ? size : BLOCK;

        block = netmkt__calloc(tree->context, 1, sizeof *block + capacity);
        if (block == NULL)
            return NULL;
        block->capacity = capacity;
        block->next = tree->blocks;
        tree->blocks = block;
    }
    room = (char *)block->bytes + block->used;
    block->used += size;
    return room;
}

char *netmkt__tree_copy(netmkt__segment_tree *tree, const char *text, size_t length)
{
    char *copy = netmkt__tree_room(tree, length + 1);

    if (copy != NULL)
        memcpy(copy, text, length);
    return copy;
}

void netmkt__tree_free(netmkt__segment_tree *tree)
{
    while (tree->blocks != NULL) {
        netmkt__tree_block *next = tree->blocks->next;

        netmkt__free(tree->context, tree->blocks);
        tree->blocks = next;
    }
    tree->root = NULL;
}
