#include "libchat/service/limits.h"

#include <string.h>

#include "libchat/base/error.h"

#define BUCKETS_MAX 65536

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

/* Forget the buckets that are full again: they say nothing a new one would not say. */
static void sweep(struct chat_limits *limits, int64_t now_us)
{
    struct chat_map_key keys[256], key;
    size_t n = 0;
    void *value;

    for (size_t at = 0; n < 256 && chat_map_next(&limits->buckets, &at, &key, &value);) {
        const struct bucket *bucket = value;
        if (filled(bucket, now_us) >= bucket->full_us)
            keys[n++] = key;
    }
    for (size_t i = 0; i < n; i++)
        chat_free(chat_map_remove(&limits->buckets, keys[i]));
}

static struct bucket *bucket_for(struct chat_limits *limits, struct chat_map_key key, int64_t full_us,
                                 int64_t now_us)
{
    struct bucket *bucket = chat_map_find(&limits->buckets, key);

    if (bucket)
        return bucket;
    if (limits->buckets.count >= BUCKETS_MAX)
        sweep(limits, now_us);
    if (limits->buckets.count >= BUCKETS_MAX) {
        key = (struct chat_map_key){(int64_t)KEY_SHARED << 56, 0};
        if ((bucket = chat_map_find(&limits->buckets, key)))
            return bucket;
    }
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

/* How long to wait until `cost` can be paid, in microseconds; 0: it was paid. */
static int64_t charge(struct chat_limits *limits, struct chat_map_key key, struct rate rate, unsigned cost)
{
    int64_t now_us = limits->clock->mono_us(limits->clock->user_data);
    int64_t token_us, full_us, price_us;
    struct bucket *bucket;

    if (rate.per_1000s == 0)
        return 0;
    token_us = 1000000000 / rate.per_1000s;
    full_us = token_us * rate.burst;
    price_us = token_us * cost;
    bucket = bucket_for(limits, key, full_us, now_us);
    if (!bucket)
        return 0; /* no memory for limits is no reason to refuse */
    bucket->tokens_us = filled(bucket, now_us);
    bucket->at_us = now_us;
    if (bucket->tokens_us < price_us)
        return price_us - bucket->tokens_us;
    bucket->tokens_us -= price_us;
    return 0;
}

static struct chat_map_key key_of(enum key_kind kind, enum chat_bucket bucket, int64_t a, int64_t b)
{
    return (struct chat_map_key){((int64_t)kind << 60) ^ ((int64_t)bucket << 52) ^ a, b};
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
    int64_t wait_us = 0;

    if (limits->off || actor->kind == CHAT_AS_SYSTEM)
        return CHAT_OK;
    pthread_mutex_lock(&limits->lock);
    if (actor->kind != CHAT_AS_ANONYMOUS)
        wait_us = charge(limits, account_key(op, actor), rates[op->bucket].account, op->cost);
    if (wait_us == 0 && actor->address[0])
        wait_us = charge(limits, address_key(op, actor->address), rates[op->bucket].address, op->cost);
    if (wait_us == 0 && rates[op->bucket].room.per_1000s)
        wait_us = charge(limits, key_of(KEY_ROOM, op->bucket, 0, room_of(op, params)), rates[op->bucket].room,
                         op->cost);
    pthread_mutex_unlock(&limits->lock);
    if (wait_us == 0)
        return CHAT_OK;
    chat_fail(err, CHAT_E_LIMITED, "that is too often: wait a moment");
    if (err)
        err->retry_after_ms = (uint32_t)(wait_us / 1000 + 1);
    return CHAT_E_LIMITED;
}
