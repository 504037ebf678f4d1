/*
 * Request targets and hosts, judged and decoded once, in place. Pure.
 */
#ifndef CHAT_FRONTEND_HTTP_URI_H
#define CHAT_FRONTEND_HTTP_URI_H

#include <stdbool.h>
#include <stddef.h>

/** A target taken apart. Everything points into the text that was given, NUL-terminated, or to static text.
 */
struct chat_http_target {
    const char *path; /* decoded */
    size_t path_length;
    const char *query; /* not decoded; "" without one */
    const char *host;  /* lower case; NULL unless the target was absolute */
};

/**
 * Judge the target of `length` bytes at `text` (overwritten; text[length] is written too) of a request whose
 * method is `method`. NULL, or static words on what is wrong with it.
 */
const char *chat_http_target_read(char *text, size_t length, const char *method,
                                  struct chat_http_target *out);

/** Whether `text` is a host with an optional port: a name, an IPv4 address, or an IPv6 address in brackets.
 */
bool chat_http_host_valid(const char *text, size_t length);

#endif
