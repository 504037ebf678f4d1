/*
 * The HTTP request parser: whatever comes, the same is seen whole and cut; what is not refused is what it
 * should be; memory stays within the size of one head. The first two bytes of an input say where it is cut.
 */
#include <stdint.h>

#include "tests/unit/common/http_transcript.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same(const struct chat_strbuf *a, const struct chat_strbuf *b)
{
    return a->length == b->length && (a->length == 0 || memcmp(a->text, b->text, a->length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct transcript whole;
    struct transcript cut;

    if (size < 3)
        return 0;
    const char *bytes = (const char *)data + 2;
    size -= 2;
    transcript_init(&whole);
    transcript_init(&cut);
    transcript_run(&whole, bytes, size, size, size);
    transcript_run(&cut, bytes, size, data[0], 1u + data[1]);
    if (!same(&whole.seen, &cut.seen) || !same(&whole.words, &cut.words))
        abort();
    transcript_clear(&whole);
    transcript_clear(&cut);
    return 0;
}
