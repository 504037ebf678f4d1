/*
 * What clang-tidy is told about functions it cannot see into: one that is given a failure returns it. Without
 * this it follows paths on which a call fails and its caller goes on as if it had not.
 */
#include "libchat/base/error.h"

#define chat_fail(err, status, ...) ((void)(chat_fail)((err), (status), __VA_ARGS__), (status))
#define chat_fail_code(err, status, code, ...) \
    ((void)(chat_fail_code)((err), (status), (code), __VA_ARGS__), (status))
#define chat_fail_field(err, field, ...) \
    ((void)(chat_fail_field)((err), (field), __VA_ARGS__), CHAT_E_INVALID)
#define chat_fail_nomem(err) ((void)(chat_fail_nomem)(err), CHAT_E_NOMEM)
