/*
 * A look at JSON before it is parsed: how deep, how many values. The parser recurses and allocates for
 * each value, so what it may be asked to do is known beforehand. Whether the text is JSON it does not say.
 */
#ifndef CHAT_WIRE_SCAN_H
#define CHAT_WIRE_SCAN_H

#include <stddef.h>

struct chat_json_extent {
    size_t values;  /* at least as many as a parser would make, members' names left out */
    unsigned depth; /* of the deepest array or object; the outermost is 1 */
};

/** One pass over the bytes; no memory, no recursion. */
struct chat_json_extent chat_json_scan(const char *text, size_t length);

#endif
