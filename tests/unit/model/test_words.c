/*
 * The words of each enum are part of the protocol: each value has one, and it leads back.
 */
#include <ctype.h>
#include <string.h>

#include "chat/model.h"
#include "tests/unit/unit.h"

/* Each enum with its last value: a value that is added without a word is found here. */
static const struct {
    const struct chat_enum_words *words;
    int last;
    const char *last_word;
} all_words[] = {
    {&chat_words_user_kind, CHAT_USER_BOT, "bot"},
    {&chat_words_user_state, CHAT_USER_ERASED, "erased"},
    {&chat_words_site_role, CHAT_SITE_OWNER, "owner"},
    {&chat_words_session_kind, CHAT_SESSION_BOT, "bot"},
    {&chat_words_room_kind, CHAT_ROOM_DIRECT, "direct"},
    {&chat_words_room_state, CHAT_ROOM_DELETED, "deleted"},
    {&chat_words_joining, CHAT_JOINING_INVITE, "invite"},
    {&chat_words_posting, CHAT_POSTING_HOSTS, "hosts"},
    {&chat_words_threads, CHAT_THREADS_REQUIRED, "required"},
    {&chat_words_history, CHAT_HISTORY_FROM_JOINING, "from_joining"},
    {&chat_words_member_state, CHAT_MEMBER_BANNED, "banned"},
    {&chat_words_room_role, CHAT_ROLE_HOST, "host"},
    {&chat_words_origin, CHAT_ORIGIN_IMPORT, "import"},
    {&chat_words_registration, CHAT_REGISTRATION_CLOSED, "closed"},
    {&chat_words_event_kind, CHAT_EVENT_SETTINGS_CHANGED, "settings_changed"},
    {&chat_words_skip_reason, CHAT_SKIP_EXPIRED, "expired"},
};

#define ALL_WORDS ((int)(sizeof all_words / sizeof all_words[0]))

START_TEST(each_value_has_a_word_of_its_own_that_leads_back)
{
    const struct chat_enum_words *words = all_words[_i].words;
    int found = 0;

    ck_assert_uint_eq(words->n, (size_t)all_words[_i].last);
    ck_assert_str_eq(chat_enum_word(words, all_words[_i].last), all_words[_i].last_word);
    for (int value = 1; value <= all_words[_i].last; value++) {
        const char *word = chat_enum_word(words, value);
        if (!word) {
            ck_assert_msg(words == &chat_words_event_kind, "%s: %d has no word", words->name, value);
            continue;
        }
        found++;
        ck_assert_int_eq(chat_enum_value(words, word), value);
        for (const char *c = word; *c; c++)
            ck_assert_msg(islower((unsigned char)*c) || *c == '_', "%s", word);
    }
    ck_assert_int_ge(found, 2);
}
END_TEST

START_TEST(what_is_none_of_the_values_has_no_word_and_the_other_way_round)
{
    const struct chat_enum_words *words = all_words[_i].words;

    ck_assert_ptr_null(chat_enum_word(words, 0));
    ck_assert_ptr_null(chat_enum_word(words, -1));
    ck_assert_ptr_null(chat_enum_word(words, all_words[_i].last + 1));
    ck_assert_int_eq(chat_enum_value(words, ""), 0);
    ck_assert_int_eq(chat_enum_value(words, "Bot"), 0);
    ck_assert_int_eq(chat_enum_value(words, "owner "), 0);
}
END_TEST

START_TEST(every_kind_of_event_has_a_word)
{
    static const enum chat_event_kind kinds[] = {
        CHAT_EVENT_SKIPPED,         CHAT_EVENT_ROOM_CREATED,    CHAT_EVENT_ROOM_EDITED,
        CHAT_EVENT_ROOM_ARCHIVED,   CHAT_EVENT_ROOM_UNARCHIVED, CHAT_EVENT_ROOM_DELETED,
        CHAT_EVENT_MESSAGE,         CHAT_EVENT_MESSAGE_EDITED,  CHAT_EVENT_MESSAGE_DELETED,
        CHAT_EVENT_MEMBER_JOINED,   CHAT_EVENT_MEMBER_LEFT,     CHAT_EVENT_MEMBER_INVITED,
        CHAT_EVENT_MEMBER_REMOVED,  CHAT_EVENT_MEMBER_BANNED,   CHAT_EVENT_MEMBER_ROLE,
        CHAT_EVENT_JOINED_ROOM,     CHAT_EVENT_LEFT_ROOM,       CHAT_EVENT_INVITED_TO_ROOM,
        CHAT_EVENT_SESSION_OPENED,  CHAT_EVENT_SESSION_ENDED,   CHAT_EVENT_ACCOUNT_CHANGED,
        CHAT_EVENT_USER_CHANGED,    CHAT_EVENT_TOPIC_CHANGED,   CHAT_EVENT_ROOM_LISTED,
        CHAT_EVENT_SETTINGS_CHANGED};
    size_t words = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        ck_assert_msg(chat_enum_word(&chat_words_event_kind, (int)kinds[i]), "%d has no word", (int)kinds[i]);
    for (size_t i = 0; i < chat_words_event_kind.n; i++)
        words += chat_words_event_kind.words[i] != NULL;
    ck_assert_uint_eq(words, sizeof kinds / sizeof kinds[0]); /* and no number that is not a kind has one */
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_loop_test(cases, each_value_has_a_word_of_its_own_that_leads_back, 0, ALL_WORDS);
    tcase_add_loop_test(cases, what_is_none_of_the_values_has_no_word_and_the_other_way_round, 0, ALL_WORDS);
    tcase_add_test(cases, every_kind_of_event_has_a_word);
}

int main(void)
{
    return unit_main("model/words", list);
}
