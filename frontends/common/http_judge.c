#include "frontends/common/http_judge.h"

#include <string.h>

#include "frontends/common/http_chars.h"
#include "frontends/common/http_uri.h"
#include "libchat/base/number.h"

static const struct chat_http_verdict fine = {0, NULL};

static struct chat_http_verdict refuse(int status, const char *reason)
{
    return (struct chat_http_verdict){status, reason};
}

/*
 * Fields that have one value. Two of them, and a proxy before us may have judged the one we do not look at.
 */
static const char *const singletons[] = {
    "Host",
    "Content-Length",
    "Content-Type",
    "Content-Encoding",
    "Authorization",
    "Cookie",
    "Origin",
    "Expect",
    "Sec-WebSocket-Version",
    "Sec-WebSocket-Key",
    "Last-Event-ID",
    "Range",
    "If-Modified-Since",
    "Sec-Fetch-Site",
    "User-Agent",
};

static bool repeats_singleton(const struct chat_http_head *head)
{
    for (size_t i = 0; i < sizeof singletons / sizeof singletons[0]; i++) {
        size_t length = strlen(singletons[i]);
        unsigned count = 0;
        for (size_t f = 0; f < head->field_count; f++) {
            const struct chat_http_field *field = &head->fields[f];
            if (chat_http_same(head->text + field->name, field->name_length, singletons[i], length))
                count++;
        }
        if (count > 1)
            return true;
    }
    return false;
}

static struct chat_http_verdict judge_framing(struct chat_http_head *head)
{
    const char *length = chat_http_find(head, "Content-Length");
    const char *coding = chat_http_find(head, "Transfer-Encoding");

    head->content_length = 0;
    /* One spelling of each number: no sign, no blank, no list, no leading zero, nothing past int64_t. */
    if (length != NULL &&
        (!chat_int64_parse(length, strlen(length), &head->content_length) || head->content_length < 0))
        return refuse(400, "Content-Length is not a number");
    if (coding == NULL)
        return fine;
    if (length != NULL)
        return refuse(400, "both Content-Length and Transfer-Encoding");
    if (head->minor == 0)
        return refuse(400, "Transfer-Encoding in HTTP/1.0");
    size_t lines = 0;
    for (size_t f = 0; f < head->field_count; f++)
        lines += chat_http_same(head->text + head->fields[f].name, head->fields[f].name_length,
                                "Transfer-Encoding", strlen("Transfer-Encoding"));
    if (lines != 1 || strcmp(coding, "chunked") != 0)
        return refuse(501, "a transfer coding other than chunked");
    head->chunked = true;
    head->content_length = -1;
    return fine;
}

static struct chat_http_verdict judge_host(struct chat_http_head *head, const char *from_target)
{
    const char *host = chat_http_find(head, "Host");

    if (host == NULL && head->minor > 0)
        return refuse(400, "Host is missing");
    if (host != NULL && !chat_http_host_valid(host, strlen(host)))
        return refuse(400, "Host is malformed");
    head->host = from_target != NULL ? from_target : host != NULL ? host : "";
    return fine;
}

static struct chat_http_verdict judge_expectation(struct chat_http_head *head)
{
    const char *expect = chat_http_find(head, "Expect");
    if (expect == NULL || head->minor == 0)
        return fine;
    if (!chat_http_same(expect, strlen(expect), "100-continue", strlen("100-continue")))
        return refuse(417, "an expectation other than 100-continue");
    head->expect_continue = chat_http_has_body(head);
    return fine;
}

static void lower_host(struct chat_http_head *head, char *text)
{
    for (size_t f = 0; f < head->field_count; f++)
        if (head->host == head->text + head->fields[f].value)
            for (char *at = text + head->fields[f].value; *at != '\0'; at++)
                *at = chat_http_lower(*at);
}

struct chat_http_verdict chat_http_judge(struct chat_http_head *head, char *text, size_t target,
                                         size_t target_length)
{
    struct chat_http_target read;
    const char *wrong = chat_http_target_read(text + target, target_length, head->method, &read);
    if (wrong != NULL)
        return refuse(400, wrong);
    head->path = read.path;
    head->path_length = read.path_length;
    head->query = read.query;

    if (repeats_singleton(head))
        return refuse(400, "a field that must stand once stands twice");
    struct chat_http_verdict verdict = judge_framing(head);
    if (verdict.status == 0)
        verdict = judge_host(head, read.host);
    if (verdict.status == 0)
        verdict = judge_expectation(head);
    if (verdict.status != 0)
        return verdict;

    lower_host(head, text);
    head->keep_alive = head->minor > 0 ? !chat_http_has_token(head, "Connection", "close")
                                       : chat_http_has_token(head, "Connection", "keep-alive") &&
                                             !chat_http_has_token(head, "Connection", "close");
    return fine;
}
