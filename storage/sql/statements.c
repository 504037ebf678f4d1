/*
 * All SQL of the store. One text runs on every engine: parameters are `$n`, nothing is ever pasted into a
 * statement, and what is spliced here by the preprocessor are pieces of this file.
 *
 * An event's id is log << 32 | seq, so a log is one range of the primary key and its head one seek from the
 * end of that range.
 */
#include "storage/sql/statements.h"

#include "chat/model.h"

/* The numbers of chat/model.h as they appear below. */
#define DELETED         "3"
#define SHARED          "1"
#define JOINED          "2"
#define INVITED         "3"
#define BANNED          "7"
#define HOST            "4"
#define MODERATOR       "3"
#define MEMBER          "2"
#define ERASED          "3"
#define MESSAGE         "7"
#define MESSAGE_EDITED  "8"
#define MESSAGE_DELETED "9"

_Static_assert(CHAT_ROOM_DELETED == 3 && CHAT_HISTORY_SHARED == 1 && CHAT_USER_ERASED == 3, "see above");
_Static_assert(CHAT_ROOM_PUBLIC == 1 && CHAT_ROOM_PRIVATE == 2 && CHAT_ROOM_DIRECT == 3, "see LISTED");
_Static_assert(CHAT_MEMBER_JOINED == 2 && CHAT_MEMBER_INVITED == 3 && CHAT_MEMBER_BANNED == 7, "see above");
_Static_assert(CHAT_ROLE_HOST == 4 && CHAT_ROLE_MODERATOR == 3 && CHAT_ROLE_MEMBER == 2, "see above");
_Static_assert(CHAT_EVENT_MESSAGE == 7 && CHAT_EVENT_MESSAGE_EDITED == 8 && CHAT_EVENT_MESSAGE_DELETED == 9,
               "see above");

/*
 * Who sees what. In every statement with a reader the reader is $1 (the user), $2 (sees public rooms) and
 * $3 (sees private rooms); `r` is the room and `m` the reader's own membership, where there is one.
 * CANDIDATES narrows the search to what can possibly be seen, so that other people's direct rooms are not
 * even looked at; the judgement is LISTED, or READABLE where messages are shown.
 */
#define ROOMS_AND_STANDING "rooms r LEFT JOIN members m ON m.room_id = r.id AND m.user_id = $1"

#define CANDIDATES                                                     \
    "r.id IN (SELECT c.room_id FROM members c WHERE c.user_id = $1"    \
    " UNION ALL SELECT o.id FROM rooms o WHERE o.kind = 1 AND $2 <> 0" \
    " UNION ALL SELECT o.id FROM rooms o WHERE o.kind = 2 AND $3 <> 0)"

#define VISIBLE_TO(members)                                   \
    "r.state <> " DELETED " AND (m.state IN (" members ") OR" \
    " ((m.state IS NULL OR m.state <> " BANNED ") AND"        \
    " ((r.kind = 1 AND $2 <> 0) OR (r.kind = 2 AND $3 <> 0))))"

#define LISTED   VISIBLE_TO(JOINED ", " INVITED)
#define READABLE VISIBLE_TO(JOINED)

/* The greatest id a log can give to an event. */
#define LAST_OF(log) "((" log " << 32) + 4294967295)"

/* The event id above which a reader is shown messages. Who has not joined has no joining to see from. */
#define SHOWN_ABOVE                                               \
    "CASE WHEN r.history = " SHARED " THEN r.id << 32"            \
    " WHEN m.state = " JOINED " THEN (r.id << 32) + m.joined_seq" \
    " ELSE " LAST_OF("r.id") " END"

/* The last event of the room `r`. */
#define HEAD                                                                     \
    "(SELECT x.id FROM events x WHERE x.id > (r.id << 32) AND x.id <= " LAST_OF( \
        "r.id") ""                                                               \
                " ORDER BY x.id DESC LIMIT 1)"

/* A pattern is escaped by '!' in chat_sql_pattern(). */
#define LIKE(column, parameter) column " LIKE " parameter " ESCAPE '!'"

/* Columns in the order in which rows.c takes them. */
#define USER_COLUMNS                                                                          \
    "id, handle, display_name, bio, status_text, kind, role, state, created_at, external_id," \
    " password"
#define PERSON_OF(u) u ".id, " u ".handle, " u ".display_name, " u ".kind, " u ".state"
#define ROOM_OF(r)                                                                                     \
    r ".id, " r ".kind, " r ".state, " r ".title, " r ".name, " r ".topic_id, " r ".description, " r   \
      ".joining, " r ".posting, " r ".threads, " r ".history, " r ".slow_mode_s, " r ".created_by, " r \
      ".created_at"
#define MEMBER_COLUMNS "state, role, since, joined_seq, muted_until, last_sent, marker_seq, marker_n"
#define MESSAGE_OF(e)                                                                                    \
    e ".id, " e ".n, " e ".actor, " e ".body, " e ".reply_to, " e ".origin, " e ".version, " e ".at, " e \
      ".edited_at, " e ".deleted_at"

/*
 * The directory. The page is found first, with no more than its order needs; counting members and
 * tombstones is for the rooms on the page alone. `narrow` says which index to start from, and changes
 * nothing in what is found: each filter is applied as well.
 */
#define ROOM_PAGE(narrow)                                                                                    \
    "WITH page AS ("                                                                                         \
    "SELECT r.id AS room_id, h.id AS head, coalesce(h.n, 0) AS head_n, coalesce(h.at, 0) AS last_at "        \
    "FROM " ROOMS_AND_STANDING " LEFT JOIN events h ON h.id = " HEAD " WHERE " narrow " AND " LISTED         \
    " AND ($4 IS NULL OR " LIKE(                                                                             \
        "r.search", "$4") " OR EXISTS (SELECT 1 FROM topics t WHERE t.id = r.topic_id "                      \
                          "AND " LIKE("t.key", "$4") "))"                                                    \
                                                     " AND ($5 = 0 OR r.topic_id = $5)"                      \
                                                     " AND ($6 = 0 OR m.state IN (" JOINED ", " INVITED "))" \
                                                     " AND ($7 = 0 OR EXISTS (SELECT 1 FROM members w "      \
                                                     "WHERE w.room_id = r.id AND w.user_id = $7"             \
                                                     " AND w.state = " JOINED "))"                           \
                                                     " AND ($8 = 0 OR r.id = $8)"                            \
                                                     " ORDER BY last_at DESC, r.id DESC LIMIT $9 OFFSET "    \
                                                     "$10) "                                                 \
                                                     "SELECT " ROOM_OF(                                      \
                                                         "r") ", t.name, p.head, p.head_n, p.last_at,"       \
                                                              " (SELECT count(*) FROM members k WHERE "      \
                                                              "k.room_id = r.id AND k.state = " JOINED "),"  \
                                                              " m.state, m.role, m.joined_seq, "             \
                                                              "m.marker_seq, m.marker_n,"                    \
                                                              " CASE WHEN m.state = " JOINED                 \
                                                              " THEN (SELECT count(*) FROM events d"         \
                                                              " WHERE d.id > (r.id << 32) + "                \
                                                              "m.marker_seq AND d.id <= " LAST_OF(           \
                                                                  "r.id") " AND d.deleted_at > 0)"           \
                                                                          " ELSE 0 END "                     \
                                                                          "FROM page p CROSS "               \
                                                                          "JOIN " ROOMS_AND_STANDING         \
                                                                          " LEFT JOIN topics t ON t.id "     \
                                                                          "= r.topic_id "                    \
                                                                          "WHERE r.id = p.room_id ORDER "    \
                                                                          "BY p.last_at DESC, p.room_id "    \
                                                                          "DESC"
#define ROOM_PAGE_PARAMS "iiitiiiiii"

const struct chat_sql_statement chat_sql_statements[CHAT_SQL_STATEMENTS] = {
    [SQL_STORE_LOAD] = {"", "SELECT epoch, newest_us, next_log, next_id, claimed, setup_hash, site_name,"
                            " registration, room_create, anonymous_read, lockdown, edit_window_s FROM store"
                            " WHERE one = 1"},
    [SQL_STORE_SAVE] = {"tiiiibtiiiii",
                        "UPDATE store SET epoch = $1, newest_us = $2, next_log = $3, next_id = $4,"
                        " claimed = $5, setup_hash = $6, site_name = $7, registration = $8,"
                        " room_create = $9, anonymous_read = $10, lockdown = $11, edit_window_s = $12"
                        " WHERE one = 1"},

    [SQL_FACT_USER] = {"i", "SELECT state, kind, role, created_at FROM users WHERE id = $1"},
    [SQL_FACT_ROOM] = {"i", "SELECT kind, state, joining, posting, threads, history, slow_mode_s, topic_id"
                            " FROM rooms WHERE id = $1"},
    [SQL_FACT_MEMBER] = {"ii", "SELECT " MEMBER_COLUMNS " FROM members WHERE room_id = $1 AND user_id = $2"},
    [SQL_FACT_HEAD] = {"ii", "SELECT id, n, at FROM events WHERE id > $1 AND id <= $2"
                             " ORDER BY id DESC LIMIT 1"},
    [SQL_FACT_SESSION] = {"i", "SELECT id, user_id, kind, last_seen_at, expires_at FROM sessions"
                               " WHERE id = $1"},
    [SQL_FACT_TOKEN] = {"b", "SELECT id, user_id, kind, last_seen_at, expires_at FROM sessions"
                             " WHERE token_hash = $1"},

    /* A name is taken for ever, by one user. */
    [SQL_NAME_TAKE] = {"iti", "INSERT INTO user_names (kind, name, user_id) VALUES ($1, $2, $3)"
                              " ON CONFLICT (kind, name) DO UPDATE SET user_id = excluded.user_id"
                              " WHERE user_names.user_id = excluded.user_id"},
    [SQL_USER_INSERT] = {"ittttiiiittt", "INSERT INTO users (" USER_COLUMNS ", search)"
                                         " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"},
    [SQL_USER_UPDATE] = {"ittttiiiitt",
                         "UPDATE users SET handle = $2, display_name = $3, bio = $4, status_text = $5,"
                         " kind = $6, role = $7, state = $8, created_at = $9,"
                         " external_id = $10, search = $11 WHERE id = $1"},
    [SQL_PASSWORD_SET] = {"it", "UPDATE users SET password = $2 WHERE id = $1"},
    [SQL_USER_BY_ID] = {"i", "SELECT " USER_COLUMNS " FROM users WHERE id = $1"},
    [SQL_USER_BY_HANDLE] = {"t", "SELECT " USER_COLUMNS " FROM users WHERE handle = $1"},
    [SQL_PERSON] = {"i", "SELECT " PERSON_OF("u") " FROM users u WHERE u.id = $1"},
    [SQL_PEOPLE_LIST] = {"iti",
                         "SELECT " PERSON_OF("u") " FROM users u WHERE u.id > $1"
                                                  " AND u.state <> " ERASED
                                                  " AND ($2 IS NULL OR " LIKE("u.handle", "$2") " OR " LIKE(
                                                      "u.search", "$2") ") ORDER BY u.id LIMIT $3"},

    [SQL_SESSION_INSERT] = {"iiibiiitt",
                            "INSERT INTO sessions (id, user_id, kind, token_hash, created_at, last_seen_at,"
                            " expires_at, user_agent, address)"
                            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"},
    [SQL_SESSION_TOUCH] = {"iii", "UPDATE sessions SET last_seen_at = $2, expires_at = $3 WHERE id = $1"},
    [SQL_SESSION_LIST] = {"i", "SELECT id, kind, created_at, last_seen_at, expires_at, user_agent, address"
                               " FROM sessions WHERE user_id = $1 ORDER BY id DESC"},
    [SQL_SESSION_DELETE] = {"ii", "DELETE FROM sessions WHERE id = $1 AND user_id = $2"},
    [SQL_SESSION_EXPIRE] = {"i", "DELETE FROM sessions WHERE expires_at > 0 AND expires_at <= $1"},
    [SQL_ATTEMPT_LOAD] = {"t", "SELECT failures, since FROM attempts WHERE key = $1"},
    [SQL_ATTEMPT_SAVE] = {"tii", "INSERT INTO attempts (key, failures, since) VALUES ($1, $2, $3)"
                                 " ON CONFLICT (key) DO UPDATE SET failures = excluded.failures,"
                                 " since = excluded.since"},
    [SQL_ATTEMPT_DELETE] = {"t", "DELETE FROM attempts WHERE key = $1"},

    [SQL_TOPIC_INSERT] = {"ittt", "INSERT INTO topics (id, name, key, description) VALUES ($1, $2, $3, $4)"
                                  " ON CONFLICT (key) DO NOTHING"},
    [SQL_TOPIC_FIND] = {"t", "SELECT id FROM topics WHERE key = $1"},
    [SQL_TOPIC_LIST] = {"iiiti",
                        "WITH shelf AS (SELECT r.topic_id AS id, count(*) AS rooms, max(h.at) AS last_at"
                        " FROM " ROOMS_AND_STANDING " LEFT JOIN events h ON h.id = " HEAD
                        " WHERE r.topic_id IS NOT NULL AND " CANDIDATES " AND " LISTED
                        " GROUP BY r.topic_id) "
                        "SELECT t.id, t.name, t.description, s.rooms, coalesce(s.last_at, 0)"
                        " FROM shelf s CROSS JOIN topics t WHERE t.id = s.id"
                        " AND ($4 IS NULL OR " LIKE("t.key", "$4") ") ORDER BY s.rooms DESC, t.key LIMIT $5"},

    [SQL_ROOM_INSERT] = {"iiittitiiiiiiiti",
                         "INSERT INTO rooms (id, kind, state, title, name, topic_id, description, joining,"
                         " posting, threads, history, slow_mode_s, created_by, created_at, search,"
                         " deleted_at)"
                         " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
                         " ON CONFLICT (name) DO NOTHING"},
    [SQL_ROOM_NAME_OTHER] = {"ti", "SELECT id FROM rooms WHERE name = $1 AND id <> $2"},
    [SQL_ROOM_UPDATE] = {"iiittitiiiiiiiti",
                         "UPDATE rooms SET kind = $2, state = $3, title = $4, name = $5, topic_id = $6,"
                         " description = $7, joining = $8, posting = $9, threads = $10, history = $11,"
                         " slow_mode_s = $12, created_by = $13, created_at = $14, search = $15,"
                         " deleted_at = $16 WHERE id = $1"},
    [SQL_ROOM_LOAD] = {"i", "SELECT " ROOM_OF("r") ", r.search, r.deleted_at FROM rooms r WHERE r.id = $1"},
    [SQL_ROOM_NAMES_FREE] = {"i", "UPDATE rooms SET name = NULL WHERE deleted_at > 0 AND deleted_at < $1"
                                  " AND name IS NOT NULL"},
    [SQL_ROOM_LIST] = {ROOM_PAGE_PARAMS, ROOM_PAGE(CANDIDATES)},
    [SQL_ROOM_LIST_ONE] = {ROOM_PAGE_PARAMS, ROOM_PAGE("r.id = $8")},
    [SQL_ROOM_LIST_TOPIC] = {ROOM_PAGE_PARAMS, ROOM_PAGE("r.topic_id = $5")},
    [SQL_ROOM_LIST_MINE] = {ROOM_PAGE_PARAMS,
                            ROOM_PAGE("r.id IN (SELECT c.room_id FROM members c WHERE c.user_id = $1)")},
    [SQL_ROOM_LIST_WITH] = {ROOM_PAGE_PARAMS,
                            ROOM_PAGE("r.id IN (SELECT c.room_id FROM members c WHERE c.user_id = $7)")},

    [SQL_MEMBER_PUT] = {"iiiiiiiiii",
                        "INSERT INTO members (room_id, user_id, " MEMBER_COLUMNS ")"
                        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                        " ON CONFLICT (room_id, user_id) DO UPDATE SET state = excluded.state,"
                        " role = excluded.role, since = excluded.since, joined_seq = excluded.joined_seq,"
                        " muted_until = excluded.muted_until, last_sent = excluded.last_sent,"
                        " marker_seq = excluded.marker_seq, marker_n = excluded.marker_n"},
    [SQL_MEMBER_LIST] = {"iii",
                         "SELECT " PERSON_OF(
                             "u") ", m.state, m.role, m.since FROM members m"
                                  " CROSS JOIN users u WHERE u.id = m.user_id AND m.room_id = $1"
                                  " AND m.user_id > $2 AND m.state = " JOINED " ORDER BY m.user_id LIMIT $3"},
    [SQL_MEMBER_HEIR] = {"ii",
                         "SELECT user_id FROM members WHERE room_id = $1 AND user_id <> $2"
                         " AND state = " JOINED " AND role <> " HOST " ORDER BY CASE role WHEN " MODERATOR
                         " THEN 0 WHEN " MEMBER " THEN 1 ELSE 2 END, since, user_id LIMIT 1"},
    [SQL_MEMBER_HOSTS] = {"ii", "SELECT count(*) FROM members WHERE room_id = $1 AND user_id <> $2"
                                " AND state = " JOINED " AND role = " HOST},
    [SQL_ROOMS_JOINED] = {"i", "SELECT room_id FROM members WHERE user_id = $1 AND state = " JOINED
                               " ORDER BY room_id"},

    [SQL_EVENT_INSERT] = {"iiiiiiiitiiiii",
                          "INSERT INTO events (id, kind, n, actor, at, target, subject, arg, body, reply_to,"
                          " origin, version, edited_at, deleted_at)"
                          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"},
    [SQL_EVENT_LIST] =
        {"iii", "SELECT e.kind, e.target, e.subject, e.arg, e.actor, e.at, e.n, e.id, m.kind, " MESSAGE_OF(
                    "m") " FROM events e LEFT JOIN events m ON m.id = CASE WHEN e.kind IN (" MESSAGE_EDITED
                         ", " MESSAGE_DELETED ") THEN ((e.id >> 32) << 32) + e.target"
                         " ELSE e.id END WHERE e.id > $1 AND e.id <= $2 ORDER BY e.id LIMIT $3"},

    [SQL_MESSAGE_LOAD] = {"i", "SELECT " MESSAGE_OF("e") " FROM events e WHERE e.id = $1"
                                                         " AND e.kind = " MESSAGE},
    [SQL_MESSAGES_BEFORE] = {"iii", "SELECT " MESSAGE_OF("e") " FROM events e WHERE e.id > $1"
                                                              " AND e.id <= $2 AND e.kind = " MESSAGE
                                                              " ORDER BY e.id DESC LIMIT $3"},
    [SQL_MESSAGES_AFTER] = {"iii", "SELECT " MESSAGE_OF("e") " FROM events e WHERE e.id > $1"
                                                             " AND e.id <= $2 AND e.kind = " MESSAGE
                                                             " ORDER BY e.id LIMIT $3"},
    [SQL_REVISION_KEEP] = {"i",
                           "INSERT INTO revisions (id, version, at, body)"
                           " SELECT id, version, CASE WHEN edited_at > 0 THEN edited_at ELSE at END, body"
                           " FROM events WHERE id = $1 AND kind = " MESSAGE " AND body IS NOT NULL"},
    [SQL_MESSAGE_EDIT] = {"itii", "UPDATE events SET body = $2, version = $3, edited_at = $4"
                                  " WHERE id = $1 AND kind = " MESSAGE},
    [SQL_MESSAGE_ERASE] = {"ii", "UPDATE events SET body = NULL, deleted_at = $2"
                                 " WHERE id = $1 AND kind = " MESSAGE},
    [SQL_REVISIONS_DELETE] = {"i", "DELETE FROM revisions WHERE id = $1"},
    [SQL_MESSAGE_ORDINAL] = {"ii", "SELECT n FROM events WHERE id > $1 AND id <= $2"
                                   " ORDER BY id DESC LIMIT 1"},
    [SQL_TOMBSTONES_AFTER] = {"ii", "SELECT count(*) FROM events WHERE id > $1 AND id <= $2"
                                    " AND deleted_at > 0"},
    [SQL_ACTIVITY_LIST] =
        {"iiii", "WITH seen AS (SELECT r.id AS room_id, " SHOWN_ABOVE " AS low FROM " ROOMS_AND_STANDING
                 " WHERE " CANDIDATES " AND " READABLE "),"
                 " newest AS (SELECT s.room_id, (SELECT e.id FROM events e WHERE e.id > s.low"
                 " AND e.id <= " LAST_OF(
                     "s.room_id") " AND e.kind = " MESSAGE
                                  " AND e.deleted_at = 0 ORDER BY e.id DESC LIMIT 1) AS id FROM seen s) "
                                  "SELECT " MESSAGE_OF("e") ", r.title, t.name, " PERSON_OF(
                                      "u") " FROM newest w CROSS JOIN events e CROSS JOIN rooms r"
                                           " LEFT JOIN topics t ON t.id = r.topic_id LEFT JOIN users u ON "
                                           "u.id = e.actor"
                                           " WHERE e.id = w.id AND r.id = w.room_id ORDER BY e.at DESC, e.id "
                                           "DESC LIMIT $4"},
    /* An author has a membership, if only an ended one, wherever there are messages of theirs. */
    [SQL_MESSAGES_BY] =
        {"iiiii",
         "WITH seen AS (SELECT " HEAD " AS head, " SHOWN_ABOVE " AS low FROM members a"
         " CROSS JOIN " ROOMS_AND_STANDING " WHERE r.id = a.room_id AND a.user_id = $4 AND " READABLE ") "
         "SELECT " MESSAGE_OF("e") " FROM seen s CROSS JOIN events e"
                                   " WHERE e.id > s.low AND e.id > s.head - 500 AND e.id <= s.head"
                                   " AND e.kind = " MESSAGE " AND e.actor = $4 AND e.deleted_at = 0"
                                   " ORDER BY e.at DESC, e.id DESC LIMIT $5"},

    [SQL_CALL_FIND] = {"it", "SELECT digest, ref_a, ref_b, at FROM calls WHERE author = $1"
                             " AND client_id = $2"},
    [SQL_CALL_PUT] = {"itbiii", "INSERT INTO calls (author, client_id, digest, ref_a, ref_b, at)"
                                " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (author, client_id) DO UPDATE"
                                " SET digest = excluded.digest, ref_a = excluded.ref_a,"
                                " ref_b = excluded.ref_b, at = excluded.at"},
    [SQL_CALLS_PRUNE] = {"ii", "DELETE FROM calls WHERE (author, client_id) IN (SELECT author, client_id"
                               " FROM calls WHERE at < $1 ORDER BY at LIMIT $2)"},
    [SQL_AUDIT_APPEND] = {"iiitii", "INSERT INTO audit (at, actor, origin, operation, subject, room_id)"
                                    " VALUES ($1, $2, $3, $4, $5, $6)"},
};
