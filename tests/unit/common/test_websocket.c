/*
 * The WebSocket codec against the frame corpus, each case whole and cut at every position; the client's role;
 * the encoder; the opening handshake.
 */
#include "frontends/common/websocket.h"

#include "tests/unit/common/frames.h"
#include "tests/unit/common/ws_echo_answer.h"
#include "tests/unit/unit.h"

static void check_answer(const struct frames *frames, size_t first, size_t step)
{
    struct chat_strbuf said =
        echo_answer(CHAT_WS_SERVER, frames->sent.text, frames->sent.length, first, step);
    if (said.length != frames->expected.length || memcmp(said.text, frames->expected.text, said.length) != 0)
        ck_abort_msg("[%s] cut at %zu, then every %zu: expected %.300s, got %.300s", frames->name, first,
                     step, frames->expected.text, said.text);
    chat_strbuf_clear(&said);
}

START_TEST(every_case_is_answered_as_written_wherever_it_is_cut)
{
    FILE *file = fopen("tests/corpus/websocket/frames.txt", "r");
    struct frames frames = {.name = ""};
    int cases = 0;

    ck_assert_ptr_nonnull(file);
    while (frames_next(file, &frames)) {
        size_t length = frames.sent.length;
        check_answer(&frames, length, length);
        for (size_t cut = 1; cut<length; cut += length> 3000 && cut > 20 ? 1013 : 1)
            check_answer(&frames, cut, length);
        check_answer(&frames, 1, 1);
        check_answer(&frames, 2, 3);
        cases++;
    }
    frames_clear(&frames);
    fclose(file);
    ck_assert_int_gt(cases, 75);
}
END_TEST

START_TEST(a_client_takes_bare_frames_and_refuses_masked_ones)
{
    uint8_t bare[] = {0x81, 0x02, 'h', 'i'};
    uint8_t masked[] = {0x81, 0x82, 1, 2, 3, 4, 'h' ^ 1, 'i' ^ 2};
    struct chat_ws_decoder decoder;
    uint8_t *at = bare;

    chat_ws_decoder_init(&decoder, CHAT_WS_CLIENT, &echo_limits);
    struct chat_ws_event event = chat_ws_decode(&decoder, &at, bare + sizeof bare);
    ck_assert_int_eq(event.kind, CHAT_WS_EVENT_DATA);
    ck_assert(event.text && event.first && event.last);
    ck_assert_mem_eq(event.data, "hi", 2);

    at = masked;
    event = chat_ws_decode(&decoder, &at, masked + sizeof masked);
    ck_assert_int_eq(event.kind, CHAT_WS_EVENT_ERROR);
    ck_assert_uint_eq(event.code, 1002);
}
END_TEST

START_TEST(a_decoder_that_has_failed_says_so_for_ever)
{
    uint8_t wrong[] = {0xF1, 0x80, 0, 0, 0, 0};
    uint8_t good[] = {0x81, 0x80, 0, 0, 0, 0};
    struct chat_ws_decoder decoder;
    uint8_t *at = wrong;

    chat_ws_decoder_init(&decoder, CHAT_WS_SERVER, &echo_limits);
    ck_assert_int_eq(chat_ws_decode(&decoder, &at, wrong + sizeof wrong).kind, CHAT_WS_EVENT_ERROR);
    at = good;
    ck_assert_int_eq(chat_ws_decode(&decoder, &at, good + sizeof good).kind, CHAT_WS_EVENT_ERROR);
    ck_assert_uint_le(sizeof decoder, 256);
}
END_TEST

START_TEST(a_header_has_the_shortest_length_and_the_mask_behind_it)
{
    static const struct {
        uint64_t length;
        size_t bare;
        uint8_t second;
    } rows[] = {{0, 2, 0},       {125, 2, 125},    {126, 4, 126},
                {65535, 4, 126}, {65536, 10, 127}, {UINT64_C(1) << 40, 10, 127}};
    static const uint8_t mask[4] = {9, 8, 7, 6};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t out[CHAT_WS_HEADER_MAX];
        ck_assert_uint_eq(chat_ws_encode_header(out, CHAT_WS_BINARY, true, rows[i].length, NULL),
                          rows[i].bare);
        ck_assert_uint_eq(out[0], 0x82);
        ck_assert_uint_eq(out[1], rows[i].second);
        ck_assert_uint_eq(chat_ws_encode_header(out, CHAT_WS_PING, false, rows[i].length, mask),
                          rows[i].bare + 4);
        ck_assert_uint_eq(out[0], 0x09);
        ck_assert_uint_eq(out[1], rows[i].second | 0x80);
        ck_assert_mem_eq(out + rows[i].bare, mask, 4);
    }
}
END_TEST

START_TEST(masking_twice_from_any_offset_gives_the_text_back)
{
    static const uint8_t mask[4] = {0xA1, 0x02, 0xFF, 0x10};
    uint8_t text[41];
    uint8_t by_hand[41];

    for (size_t length = 0; length <= sizeof text; length++)
        for (size_t offset = 0; offset < 5; offset++) {
            for (size_t i = 0; i < length; i++) {
                text[i] = (uint8_t)(i * 7);
                by_hand[i] = text[i] ^ mask[(offset + i) % 4];
            }
            chat_ws_mask(text, length, mask, offset);
            ck_assert_mem_eq(text, by_hand, length);
        }
}
END_TEST

START_TEST(a_close_reason_is_cut_between_characters)
{
    uint8_t out[CHAT_WS_CONTROL_MAX];
    char reason[200];

    memset(reason, 'r', 122);
    memcpy(reason + 122, "\xe2\x82\xac tail", sizeof "\xe2\x82\xac tail");
    ck_assert_uint_eq(chat_ws_encode_close(out, 4008, reason), 124);
    ck_assert_uint_eq((unsigned)out[0] << 8 | out[1], 4008);
    ck_assert_uint_eq(out[123], 'r');
    ck_assert_uint_eq(chat_ws_encode_close(out, 1000, NULL), 2);
    ck_assert_uint_eq(chat_ws_encode_close(out, CHAT_WS_CODE_NONE, "unsaid"), 0);
}
END_TEST

START_TEST(the_handshake_answers_the_key_of_the_rfc)
{
    char accept[CHAT_WS_ACCEPT_LENGTH + 1];
    char key[CHAT_WS_KEY_LENGTH + 1];

    ck_assert(chat_ws_accept_value("dGhlIHNhbXBsZSBub25jZQ==", accept));
    ck_assert_str_eq(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    chat_ws_key_from((const uint8_t *)"the sample nonce", key);
    ck_assert_str_eq(key, "dGhlIHNhbXBsZSBub25jZQ==");
}
END_TEST

START_TEST(a_key_is_sixteen_bytes_in_base64)
{
    static const struct {
        const char *key;
        bool valid;
    } rows[] = {
        {"dGhlIHNhbXBsZSBub25jZQ==", true},
        {"++//++//++//++//++//+w==", true},
        {"AAAAAAAAAAAAAAAAAAAAAA==", true},
        {"AAAAAAAAAAAAAAAAAAAAAB==", false},
        {"AAAAAAAAAAAAAAAAAAAAAAA=", false},
        {"AAAAAAAAAAAAAAAAAAAAAAAA", false},
        {"AAAAAAAAAAAAAAAAAAAA==", false},
        {"dGhlIHNhbXBsZSBub25jZQ== ", false},
        {"dGhlIHNhbXBsZSBub25 ZQ==", false},
        {"dGhlIHNhbXBsZSBub25-ZQ==", false},
        {"dGhlIHNhbXBsZSBub25jZQ==, x", false},
        {"", false},
        {NULL, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        ck_assert_int_eq(chat_ws_key_valid(rows[i].key), rows[i].valid);
}
END_TEST

static void list(TCase *cases)
{
    tcase_add_test(cases, every_case_is_answered_as_written_wherever_it_is_cut);
    tcase_add_test(cases, a_client_takes_bare_frames_and_refuses_masked_ones);
    tcase_add_test(cases, a_decoder_that_has_failed_says_so_for_ever);
    tcase_add_test(cases, a_header_has_the_shortest_length_and_the_mask_behind_it);
    tcase_add_test(cases, masking_twice_from_any_offset_gives_the_text_back);
    tcase_add_test(cases, a_close_reason_is_cut_between_characters);
    tcase_add_test(cases, the_handshake_answers_the_key_of_the_rfc);
    tcase_add_test(cases, a_key_is_sixteen_bytes_in_base64);
}

int main(void)
{
    return unit_main("common/websocket", list);
}
