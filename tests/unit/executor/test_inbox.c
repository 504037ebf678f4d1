/*
 * What waits for a port, and its descriptor.
 */
#include "libchat/executor/inbox.h"

#include <poll.h>

#include "tests/unit/unit.h"

static void open_inbox(struct chat_inbox *inbox, size_t events_max)
{
    ck_assert_int_eq(chat_inbox_init(inbox, events_max, NULL), CHAT_OK);
}

static bool is_readable(const struct chat_inbox *inbox)
{
    struct pollfd wait = {.fd = inbox->wake.read_fd, .events = POLLIN};

    return poll(&wait, 1, 0) == 1;
}

static struct chat_parcel *given_parcel(int64_t first, size_t n)
{
    struct chat_parcel *parcel = chat_parcel_new(NULL, n);

    ck_assert_ptr_nonnull(parcel);
    for (size_t i = 0; i < n; i++) {
        struct chat_event event = {.log = {7}, .seq = first + (int64_t)i};
        chat_shared_event_t *shared = chat_shared_event_new(NULL, &event);

        ck_assert_ptr_nonnull(shared);
        chat_parcel_add(parcel, shared);
        chat_shared_event_unref(shared);
    }
    return parcel;
}

static void init_ticket(struct chat_ticket *ticket, bool writes)
{
    *ticket = (struct chat_ticket){.item = {.kind = CHAT_ITEM_COMPLETION, .owner = ticket}, .writes = writes};
}

static void take_event(struct chat_inbox *inbox, int64_t seq)
{
    struct chat_taken taken = chat_inbox_take(inbox, UINT64_MAX);

    ck_assert_int_eq(taken.news, CHAT_INBOX_EVENT);
    ck_assert_int_eq(chat_shared_event_get(taken.event)->seq, seq);
    chat_shared_event_unref(taken.event);
}

START_TEST(completions_and_events_come_out_in_the_order_they_came_in)
{
    struct chat_inbox inbox;
    struct chat_ticket tickets[2];
    struct chat_taken taken;

    open_inbox(&inbox, 100);
    for (int i = 0; i < 2; i++) {
        init_ticket(&tickets[i], true);
        chat_inbox_expect(&inbox, true);
    }
    chat_inbox_complete(&inbox, &tickets[0]);
    chat_inbox_deliver(&inbox, given_parcel(1, 2));
    chat_inbox_complete(&inbox, &tickets[1]);

    taken = chat_inbox_take(&inbox, UINT64_MAX);
    ck_assert_int_eq(taken.news, CHAT_INBOX_TICKET);
    ck_assert_ptr_eq(taken.ticket, &tickets[0]);
    take_event(&inbox, 1);
    take_event(&inbox, 2);
    taken = chat_inbox_take(&inbox, UINT64_MAX);
    ck_assert_ptr_eq(taken.ticket, &tickets[1]);
    ck_assert_int_eq(chat_inbox_take(&inbox, UINT64_MAX).news, CHAT_INBOX_NOTHING);
    chat_inbox_clear(&inbox);
}
END_TEST

START_TEST(the_descriptor_is_readable_exactly_while_something_waits)
{
    struct chat_inbox inbox;

    open_inbox(&inbox, 100);
    ck_assert(!is_readable(&inbox));
    chat_inbox_deliver(&inbox, given_parcel(1, 1));
    chat_inbox_deliver(&inbox, given_parcel(2, 1));
    ck_assert(is_readable(&inbox));
    take_event(&inbox, 1);
    chat_inbox_settle(&inbox, false);
    ck_assert(is_readable(&inbox));
    take_event(&inbox, 2);
    chat_inbox_settle(&inbox, false);
    ck_assert(!is_readable(&inbox));
    chat_inbox_settle(&inbox, true);
    ck_assert(is_readable(&inbox));
    chat_inbox_settle(&inbox, false);
    chat_inbox_nudge(&inbox);
    ck_assert(is_readable(&inbox));
    chat_inbox_clear(&inbox);
}
END_TEST

START_TEST(nothing_newer_than_asked_is_taken)
{
    struct chat_inbox inbox;
    uint64_t newest;

    open_inbox(&inbox, 100);
    chat_inbox_deliver(&inbox, given_parcel(1, 2));
    newest = chat_inbox_newest(&inbox);
    chat_inbox_deliver(&inbox, given_parcel(3, 1));
    for (int i = 0; i < 2; i++) {
        struct chat_taken taken = chat_inbox_take(&inbox, newest);

        ck_assert_int_eq(taken.news, CHAT_INBOX_EVENT);
        chat_shared_event_unref(taken.event);
    }
    ck_assert_int_eq(chat_inbox_take(&inbox, newest).news, CHAT_INBOX_NOTHING);
    take_event(&inbox, 3);
    chat_inbox_clear(&inbox);
}
END_TEST

START_TEST(past_its_bound_events_are_dropped_and_that_is_said_once)
{
    struct chat_inbox inbox;
    struct chat_ticket ticket;

    open_inbox(&inbox, 3);
    chat_inbox_deliver(&inbox, given_parcel(1, 3));
    chat_inbox_deliver(&inbox, given_parcel(4, 1));
    init_ticket(&ticket, false);
    chat_inbox_expect(&inbox, false);
    chat_inbox_complete(&inbox, &ticket); /* never dropped */
    ck_assert_int_eq(chat_inbox_take(&inbox, UINT64_MAX).news, CHAT_INBOX_LOST);
    for (int64_t seq = 1; seq <= 3; seq++)
        take_event(&inbox, seq);
    ck_assert_int_eq(chat_inbox_take(&inbox, UINT64_MAX).news, CHAT_INBOX_TICKET);
    chat_inbox_deliver(&inbox, given_parcel(5, 3)); /* there is room again */
    take_event(&inbox, 5);
    chat_inbox_clear(&inbox);
}
END_TEST

START_TEST(the_end_comes_once_and_after_everything_before_it)
{
    struct chat_inbox inbox;

    open_inbox(&inbox, 3);
    chat_inbox_deliver(&inbox, given_parcel(1, 1));
    chat_inbox_end(&inbox);
    chat_inbox_end(&inbox);
    take_event(&inbox, 1);
    ck_assert_int_eq(chat_inbox_take(&inbox, UINT64_MAX).news, CHAT_INBOX_OVER);
    ck_assert_int_eq(chat_inbox_take(&inbox, UINT64_MAX).news, CHAT_INBOX_NOTHING);
    chat_inbox_clear(&inbox);
}
END_TEST

START_TEST(what_is_under_way_is_counted)
{
    struct chat_inbox inbox;
    struct chat_ticket ticket;

    open_inbox(&inbox, 3);
    chat_inbox_expect(&inbox, true);
    chat_inbox_expect(&inbox, false);
    ck_assert_uint_eq(chat_inbox_in_flight(&inbox), 2);
    ck_assert(chat_inbox_writing(&inbox));
    chat_inbox_forget(&inbox, false); /* it was refused */
    init_ticket(&ticket, true);
    chat_inbox_complete(&inbox, &ticket);
    ck_assert_uint_eq(chat_inbox_in_flight(&inbox), 0);
    ck_assert(!chat_inbox_writing(&inbox));
    ck_assert_int_eq(chat_inbox_take(&inbox, UINT64_MAX).news, CHAT_INBOX_TICKET);
    chat_inbox_clear(&inbox);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, completions_and_events_come_out_in_the_order_they_came_in);
    tcase_add_test(cases, the_descriptor_is_readable_exactly_while_something_waits);
    tcase_add_test(cases, nothing_newer_than_asked_is_taken);
    tcase_add_test(cases, past_its_bound_events_are_dropped_and_that_is_said_once);
    tcase_add_test(cases, the_end_comes_once_and_after_everything_before_it);
    tcase_add_test(cases, what_is_under_way_is_counted);
}

int main(void)
{
    return unit_main("inbox", list);
}
