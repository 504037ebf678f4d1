#include "libchat/service/limits.h"

#include <string.h>

#include "libchat/base/error.h"

#define BUCKETS_MAX 65536

/* How many buckets are looked at when the table is full: a bounded price for each who asks meanwhile. */
#define SWEEP_MAX 256

enum key_kind { KEY_ACCOUNT = 1, KEY_ADDRESS, KEY_ROOM, KEY_SHARED };

/* Tokens per 1,000 seconds and the most that can be saved up; 0: not limited. */
struct rate {
    int64_t per_1000s, burst;
};

static const struct {
    struct rate account, address, room;
} rates[CHAT_BUCKET_COUNT] = {
    [CHAT_BUCKET_READ] = {{50000, 300}, {200000, 2000}, {0, 0}},
    [CHAT_BUCKET_WRITE] = {{5000, 60}, {50000, 600}, {0, 0}},
    [CHAT_BUCKET_SEND] = {{5000, 30}, {20000, 300}, {50000, 200}},
    [CHAT_BUCKET_SIGN_IN] = {{100, 10}, {1000, 60}, {0, 0}},
    [CHAT_BUCKET_REGISTER] = {{0, 0}, {20, 20}, {0, 0}},
    [CHAT_BUCKET_CREATE] = {{10, 20}, {100, 100}, {0, 0}},
    [CHAT_BUCKET_SEARCH] = {{5000, 50}, {20000, 300}, {0, 0}},
};

struct bucket {
    int64_t tokens_us; /* saved-up time: a token is worth 1e9 / per_1000s microseconds */
    int64_t full_us;   /* what it holds at most */
    int64_t at_us;     /* when that was so */
};

void chat_limits_init(struct chat_limits *limits, const struct chat_allocator *allocator,
                      const struct chat_clock *clock, const uint64_t seed[2])
{
    limits->allocator = allocator;
    limits->clock = clock;
    limits->off = false;
    limits->sweep_at = 0;
    pthread_mutex_init(&limits->lock, NULL);
    chat_map_init(&limits->buckets, allocator, seed);
}

void chat_limits_clear(struct chat_limits *limits)
{
    struct chat_map_key key;
    void *value;

    for (size_t at = 0; chat_map_next(&limits->buckets, &at, &key, &value);)
        chat_free(value);
    chat_map_clear(&limits->buckets);
    pthread_mutex_destroy(&limits->lock);
}

static int64_t filled(const struct bucket *bucket, int64_t now_us)
{
    int64_t tokens_us = bucket->tokens_us + (now_us - bucket->at_us);
    return tokens_us < bucket->full_us ? tokens_us : bucket->full_us;
}

/* Look at some buckets, from where the last look ended, and forget those that are full again: they say
 * nothing a new one would not say. */
static void sweep(struct chat_limits *limits, int64_t now_us)
{
    struct chat_map_key keys[SWEEP_MAX], key;
    size_t n = 0;
    void *value;

    for (int looked = 0; looked < SWEEP_MAX; looked++) {
        if (!chat_map_next(&limits->buckets, &limits->sweep_at, &key, &value)) {
            limits->sweep_at = 0;
            break;
        }
        const struct bucket *bucket = value;
        if (filled(bucket, now_us) >= bucket->full_us)
            keys[n++] = key;
    }
    for (size_t i = 0; i < n; i++)
        chat_free(chat_map_remove(&limits->buckets, keys[i]));
}

static struct chat_map_key key_of(enum key_kind kind, enum chat_bucket bucket, int64_t a, int64_t b)
{
    return (struct chat_map_key){((int64_t)kind << 60) ^ ((int64_t)bucket << 52) ^ a, b};
}

/* The bucket of a key, full if it is new. Newcomers to a full table share one of their kind. */
static struct bucket *bucket_for(struct chat_limits *limits, struct chat_map_key key,
                                 struct chat_map_key shared, int64_t full_us, int64_t now_us)
{
    struct bucket *bucket = chat_map_find(&limits->buckets, key);

    if (!bucket && limits->buckets.count >= BUCKETS_MAX)
        bucket = chat_map_find(&limits->buckets, key = shared);
    if (bucket)
        return bucket;
    bucket = chat_alloc(limits->allocator, sizeof *bucket);
    if (!bucket)
        return NULL;
    *bucket = (struct bucket){full_us, full_us, now_us};
    if (!chat_map_put(&limits->buckets, key, bucket)) {
        chat_free(bucket);
        return NULL;
    }
    return bucket;
}

/* What an operation costs, bucket by bucket: all of them can pay, or none is charged. */
struct bill {
    const struct chat_op *op;
    int64_t now_us;
    struct {
        struct bucket *bucket;
        int64_t price_us;
    } items[3];
    size_t n;
    int64_t wait_us; /* until all can be paid; 0: now */
};

static void bill_add(struct chat_limits *limits, struct bill *bill, enum key_kind kind,
                     struct chat_map_key key, struct rate rate)
{
    struct chat_map_key shared = key_of(KEY_SHARED, bill->op->bucket, kind, 0);
    int64_t token_us, price_us;
    struct bucket *bucket;

    if (rate.per_1000s == 0)
        return;
    token_us = 1000000000 / rate.per_1000s;
    price_us = token_us * bill->op->cost;
    bucket = bucket_for(limits, key, shared, token_us * rate.burst, bill->now_us);
    if (!bucket)
        return; /* no memory for limits is no reason to refuse */
    bucket->tokens_us = filled(bucket, bill->now_us);
    bucket->at_us = bill->now_us;
    if (price_us - bucket->tokens_us > bill->wait_us)
        bill->wait_us = price_us - bucket->tokens_us;
    bill->items[bill->n].bucket = bucket;
    bill->items[bill->n++].price_us = price_us;
}

static struct chat_map_key account_key(const struct chat_op *op, const struct chat_actor *actor)
{
    int64_t a = 0;

    if (actor->kind == CHAT_AS_TOKEN) {
        memcpy(&a, actor->token_hash, sizeof a); /* whose it is is known only in the transaction */
        return key_of(KEY_ACCOUNT, op->bucket, 1, a);
    }
    return key_of(KEY_ACCOUNT, op->bucket, 0, actor->user.value);
}

static struct chat_map_key address_key(const struct chat_op *op, const char *address)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a; the map's own hash is the keyed one */

    for (const char *c = address; *c; c++)
        hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    return key_of(KEY_ADDRESS, op->bucket, 0, (int64_t)hash);
}

static int64_t room_of(const struct chat_op *op, const void *params)
{
    const struct chat_field *field = chat_record_field(op->params, "room");
    int64_t room = 0;

    if (field && field->type == CHAT_FIELD_ID)
        memcpy(&room, (const char *)params + field->offset, sizeof room);
    return room;
}

enum chat_status chat_limits_ask(struct chat_limits *limits, const struct chat_op *op,
                                 const struct chat_actor *actor, const void *params, struct chat_error *err)
{
    struct bill bill = {.op = op};

    if (limits->off || actor->kind == CHAT_AS_SYSTEM)
        return CHAT_OK;
    pthread_mutex_lock(&limits->lock);
    bill.now_us = limits->clock->mono_us(limits->clock->user_data);
    if (limits->buckets.count + 3 > BUCKETS_MAX) /* before any is on the bill */
        sweep(limits, bill.now_us);
    if (actor->kind != CHAT_AS_ANONYMOUS)
        bill_add(limits, &bill, KEY_ACCOUNT, account_key(op, actor), rates[op->bucket].account);
    if (actor->address[0])
        bill_add(limits, &bill, KEY_ADDRESS, address_key(op, actor->address), rates[op->bucket].address);
    bill_add(limits, &bill, KEY_ROOM, key_of(KEY_ROOM, op->bucket, 0, room_of(op, params)),
             rates[op->bucket].room);
    for (size_t i = 0; bill.wait_us == 0 && i < bill.n; i++)
        bill.items[i].bucket->tokens_us -= bill.items[i].price_us;
    pthread_mutex_unlock(&limits->lock);
    if (bill.wait_us == 0)
        return CHAT_OK;
    chat_fail(err, CHAT_E_LIMITED, "that is too often: wait a moment");
    if (err)
        err->retry_after_ms = (uint32_t)(bill.wait_us / 1000 + 1);
    return CHAT_E_LIMITED;
}
