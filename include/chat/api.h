/*
 * Marks on public declarations. Nothing else belongs here.
 */
#ifndef CHAT_API_H
#define CHAT_API_H

#if defined(__GNUC__)
#define CHAT_API                 __attribute__((visibility("default")))
#define CHAT_CHECKED             __attribute__((warn_unused_result))
#define CHAT_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define CHAT_API
#define CHAT_CHECKED
#define CHAT_PRINTF(text, first)
#endif

#ifdef __cplusplus
#define CHAT_BEGIN_DECLS extern "C" {
#define CHAT_END_DECLS   }
#else
#define CHAT_BEGIN_DECLS
#define CHAT_END_DECLS
#endif

#endif
