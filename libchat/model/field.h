/*
 * Writing field tables down: one macro per kind of member, so that a table reads like the struct.
 */
#ifndef CHAT_MODEL_FIELD_H
#define CHAT_MODEL_FIELD_H

#include "chat/record.h"

#include <stddef.h>

#define CHAT_FIELD_(type_, struct_, member_, name_, flags_, min_, max_, doc_)                         \
    .name = (name_), .type = (type_), .flags = (flags_), .offset = offsetof(struct struct_, member_), \
    .min = (min_), .max = (max_), .doc = (doc_)

/* FIELD: any plain member. FIELD_AS gives it another name in JSON, as for times without their unit. */
#define FIELD(struct_, member_, type_, flags_, min_, max_, doc_)                              \
    {                                                                                         \
        CHAT_FIELD_(CHAT_FIELD_##type_, struct_, member_, #member_, flags_, min_, max_, doc_) \
    }
#define FIELD_TIME(struct_, member_, name_, doc_)                            \
    {                                                                        \
        CHAT_FIELD_(CHAT_FIELD_TIME, struct_, member_, name_, 0, 0, 0, doc_) \
    }
#define FIELD_ENUM(struct_, member_, words_, flags_, doc_)                                              \
    {                                                                                                   \
        CHAT_FIELD_(CHAT_FIELD_ENUM, struct_, member_, #member_, flags_, 0, 0, doc_), .words = (words_) \
    }
#define FIELD_RECORD(struct_, member_, record_, flags_, doc_)                                               \
    {                                                                                                       \
        CHAT_FIELD_(CHAT_FIELD_RECORD, struct_, member_, #member_, flags_, 0, 0, doc_), .record = (record_) \
    }
#define FIELD_LIST(struct_, member_, record_, doc_)                                                \
    {                                                                                              \
        CHAT_FIELD_(CHAT_FIELD_LIST, struct_, member_, #member_, CHAT_FIELD_REQUIRED, 0, 0, doc_), \
            .count_offset = offsetof(struct struct_, member_##_n), .record = (record_)             \
    }

#define REQUIRED  CHAT_FIELD_REQUIRED
#define CLEARABLE CHAT_FIELD_CLEARABLE

#define CLIENT_ID(struct_)                                    \
    FIELD(struct_, client_id, WORD, 0, 1, CHAT_CLIENT_ID_MAX, \
          "Chosen by the client, unique for its account: a repeat answers with the first result.")

/* RECORD(name, "Name", fields, doc) defines chat_record_<name> of struct chat_<name>. */
#define RECORD(record_, name_, fields_, doc_)                                                        \
    const struct chat_record chat_record_##record_ = {name_, sizeof(struct chat_##record_), fields_, \
                                                      sizeof(fields_) / sizeof(fields_)[0], doc_}

#endif
