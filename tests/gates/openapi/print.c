/*
 * Writes the OpenAPI document of all operations to standard output, for the linter.
 */
#include <stdio.h>
#include <stdlib.h>

#include "chat/wire.h"

int main(void)
{
    struct chat_error err = CHAT_ERROR_INIT;
    struct chat_text text = CHAT_TEXT_INIT;
    size_t n;
    const struct chat_op *const *ops = chat_ops(&n);

    if (chat_wire_openapi(ops, n, "/", NULL, &text, &err) != CHAT_OK) {
        fprintf(stderr, "openapi: %s\n", err.message);
        return EXIT_FAILURE;
    }
    puts(text.data);
    chat_text_clear(&text);
    return EXIT_SUCCESS;
}
