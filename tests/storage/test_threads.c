/*
 * One thread with the writing connection, others each with a reading one: what readers see is always whole
 * and never goes back.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "tests/storage/fixture.h"

#define READERS 3
#define BATCHES 60

static const chat_room_id room = {50};

struct reader {
    struct fixture *f;
    chat_storage_t *storage;
    atomic_long *committed;
    pthread_t thread;
    const char *problem;
};

/* The head and the marker from one snapshot; NULL: fine. */
static const char *look(struct reader *own, int64_t *head)
{
    struct chat_fact facts[] = {{.kind = CHAT_FACT_HEAD, .a = room.value},
                                {.kind = CHAT_FACT_MEMBER, .a = room.value, .b = 2}};
    const struct chat_storage_ops *ops = own->f->ops;
    struct chat_error err = CHAT_ERROR_INIT;
    const char *problem = NULL;

    if (ops->begin(own->storage, &err) != CHAT_OK || ops->facts_load(own->storage, facts, 2, &err) != CHAT_OK)
        problem = "cannot read";
    else if (facts[0].head.seq != facts[1].member.marker_seq)
        problem = "sees half a batch";
    else if (facts[0].head.seq < *head)
        problem = "sees the past";
    *head = facts[0].head.seq;
    ops->rollback(own->storage);
    return problem;
}

static void *read_until_done(void *argument)
{
    struct reader *own = argument;
    int64_t head = 0;

    while (!own->problem && head < 2 * BATCHES) {
        long committed = atomic_load(own->committed);

        own->problem = look(own, &head);
        if (!own->problem && head < committed)
            own->problem = "does not see what was acknowledged";
    }
    return NULL;
}

START_TEST(readers_see_whole_batches_and_all_that_was_acknowledged)
{
    struct fixture f = fixture_open(_i);
    struct reader readers[READERS] = {0};
    atomic_long committed = 0;

    given_user(&f, 2, "anna");
    given_room(&f, (struct room_spec){.id = room.value});
    for (int i = 0; i < READERS; i++) {
        readers[i] = (struct reader){.f = &f, .storage = fixture_reader(&f), .committed = &committed};
        ck_assert_int_eq(pthread_create(&readers[i].thread, NULL, read_until_done, &readers[i]), 0);
    }
    for (int64_t head = 2; head <= 2 * BATCHES; head += 2) {
        begin(&f);
        for (int64_t seq = head - 1; seq <= head; seq++)
            ck_ok(&f, append_event(&f, (struct event_spec){.log = room.value, .seq = seq, .n = seq}));
        given_member(&f, (struct chat_member_row){
                             .room = room, .user = {2}, .state = CHAT_MEMBER_JOINED, .marker_seq = head});
        commit(&f);
        atomic_store(&committed, (long)head);
        if (f.ops->maintain)
            ck_ok(&f, f.ops->maintain(f.storage, false, &f.err));
    }
    for (int i = 0; i < READERS; i++) {
        ck_assert_int_eq(pthread_join(readers[i].thread, NULL), 0);
        ck_assert_msg(!readers[i].problem, "a reader %s", readers[i].problem);
        f.ops->close(readers[i].storage);
    }
    fixture_close(&f);
}
END_TEST

static void tests(TCase *cases)
{
    tcase_add_storage_test(cases, readers_see_whole_batches_and_all_that_was_acknowledged);
}

int main(void)
{
    return unit_main("storage: one writer, several readers", tests);
}
