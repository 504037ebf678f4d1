/*
 * The WebSocket decoder in both roles: whatever comes, an echo server answers the same whole and cut; no
 * message is longer than its limit, no text is anything but UTF-8. The first two bytes of an input say where
 * it is cut.
 */
#include <stdint.h>

#include "tests/unit/common/ws_echo_answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(enum chat_ws_role role, const char *bytes, size_t size, size_t first, size_t step)
{
    struct chat_strbuf whole = echo_answer(role, bytes, size, size, size);
    struct chat_strbuf cut = echo_answer(role, bytes, size, first, step);

    if (whole.length != cut.length || memcmp(whole.text, cut.text, whole.length) != 0)
        abort();
    chat_strbuf_clear(&whole);
    chat_strbuf_clear(&cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    check(CHAT_WS_SERVER, (const char *)data + 2, size - 2, data[0], 1u + data[1]);
    check(CHAT_WS_CLIENT, (const char *)data + 2, size - 2, data[0], 1u + data[1]);
    return 0;
}
