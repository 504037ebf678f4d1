/*
 * Each member goes in as its name, a length and its bytes; absent ones not at all, so that a field added
 * later does not change the digest of a call that does not use it.
 */
#include "libchat/model/digest.h"

#include <string.h>

#include "libchat/base/sha256.h"
#include "libchat/base/strbuf.h"

#define DIGEST_BYTES_MAX (1024 * 1024)

static void add(struct chat_strbuf *buffer, const char *name, const void *bytes, size_t length)
{
    chat_strbuf_add(buffer, name, strlen(name) + 1);
    chat_strbuf_addf(buffer, "%zu:", length);
    chat_strbuf_add(buffer, bytes, length);
}

static void add_field(struct chat_strbuf *buffer, const struct chat_field *field, const char *member)
{
    int64_t number = 0;
    int choice;
    const char *text;

    switch (field->type) {
    case CHAT_FIELD_BOOL:
        if (*(const bool *)(const void *)member)
            add(buffer, field->name, "1", 1);
        return;
    case CHAT_FIELD_ENUM:
        memcpy(&choice, member, sizeof choice);
        if (choice)
            add(buffer, field->name, &choice, sizeof choice);
        return;
    case CHAT_FIELD_INT:
    case CHAT_FIELD_ID:
    case CHAT_FIELD_TIME:
        memcpy(&number, member, sizeof number);
        if (number != (field->type == CHAT_FIELD_INT ? CHAT_UNSET : 0))
            add(buffer, field->name, &number, sizeof number);
        return;
    case CHAT_FIELD_RECORD:
    case CHAT_FIELD_LIST:
        return; /* no writing operation takes them */
    default:
        memcpy(&text, member, sizeof text);
        if (text)
            add(buffer, field->name, text, strlen(text));
    }
}

enum chat_status chat_record_digest(const struct chat_allocator *allocator, const char *operation,
                                    const struct chat_record *record, const void *value, uint8_t out[32])
{
    struct chat_strbuf buffer;
    enum chat_status status;

    chat_strbuf_init(&buffer, allocator, DIGEST_BYTES_MAX);
    add(&buffer, "operation", operation, strlen(operation));
    for (size_t i = 0; i < record->n; i++)
        if (strcmp(record->fields[i].name, "client_id") != 0)
            add_field(&buffer, &record->fields[i], (const char *)value + record->fields[i].offset);
    status = chat_strbuf_status(&buffer, NULL);
    if (status == CHAT_OK && !chat_sha256(buffer.text, buffer.length, out))
        status = CHAT_E_NOMEM;
    if (buffer.text)
        explicit_bzero(buffer.text, buffer.length); /* a password may be among the parameters */
    chat_strbuf_clear(&buffer);
    return status;
}
