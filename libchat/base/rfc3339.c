/*
 * Between microseconds and the calendar without the C library, whose functions depend on the locale, the
 * zone and the size of time_t. Days are counted in years that begin on March 1st, so that the leap day is
 * the last one (Hinnant, "chrono-compatible low-level date algorithms").
 */
#include "libchat/base/rfc3339.h"

#include <string.h>

#define US_PER_SECOND INT64_C(1000000)
#define US_PER_DAY    (86400 * US_PER_SECOND)
#define DAYS_PER_ERA  146097 /* 400 years */
#define DAYS_TO_1970  719468 /* from 0000-03-01 */

static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
    int64_t shifted = month <= 2 ? year - 1 : year;
    int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    int64_t year_of_era = shifted - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           DAYS_TO_1970;
}

static void date_from_days(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
    int64_t shifted = days + DAYS_TO_1970;
    int64_t era = (shifted >= 0 ? shifted : shifted - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int64_t day_of_era = shifted - era * DAYS_PER_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (DAYS_PER_ERA - 1)) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;

    *day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    *month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    *year = era * 400 + year_of_era + (*month <= 2);
}

static int64_t days_in_month(int64_t year, int64_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

/* `count` digits of `value` and what stands after them. */
static char *put(char *at, int64_t value, size_t count, char after)
{
    for (size_t i = count; i-- > 0; value /= 10)
        at[i] = (char)('0' + value % 10);
    at[count] = after;
    return at + count + 1;
}

bool chat_rfc3339_print(int64_t us, char out[CHAT_RFC3339_TEXT])
{
    int64_t days = us / US_PER_DAY, rest = us % US_PER_DAY;
    int64_t year, month, day;
    char *at = out;

    if (rest < 0) {
        rest += US_PER_DAY;
        days--;
    }
    date_from_days(days, &year, &month, &day);
    if (year < 0 || year > 9999) {
        out[0] = '\0';
        return false;
    }
    at = put(at, year, 4, '-');
    at = put(at, month, 2, '-');
    at = put(at, day, 2, 'T');
    at = put(at, rest / (3600 * US_PER_SECOND), 2, ':');
    at = put(at, rest / (60 * US_PER_SECOND) % 60, 2, ':');
    at = put(at, rest / US_PER_SECOND % 60, 2, '.');
    at = put(at, rest % US_PER_SECOND, 6, 'Z');
    *at = '\0';
    return true;
}

/* `count` digits at *at, then `after`; false when it is not so. */
static bool get(const char **at, size_t count, char after, int64_t *value)
{
    int64_t number = 0;

    for (size_t i = 0; i < count; i++, ++*at) {
        if (**at < '0' || **at > '9')
            return false;
        number = number * 10 + (**at - '0');
    }
    *value = number;
    return after == '\0' || *(*at)++ == after;
}

/* The fraction and the Z that remain: `length` bytes. */
static bool get_fraction(const char *at, size_t length, int64_t *us)
{
    int64_t worth = US_PER_SECOND / 10, digit;

    *us = 0;
    if (length == 1)
        return at[0] == 'Z';
    if (length < 3 || length > 11 || at[0] != '.' || at[length - 1] != 'Z')
        return false;
    for (at++, length -= 2; length > 0; length--, worth /= 10) {
        if (!get(&at, 1, '\0', &digit))
            return false;
        *us += digit * worth;
    }
    return true;
}

bool chat_rfc3339_parse(const char *text, size_t length, int64_t *us)
{
    int64_t year, month, day, hour, minute, second, fraction;
    const char *at = text;

    if (length < strlen("2026-11-22T17:40:00Z"))
        return false;
    if (!get(&at, 4, '-', &year) || !get(&at, 2, '-', &month) || !get(&at, 2, 'T', &day) ||
        !get(&at, 2, ':', &hour) || !get(&at, 2, ':', &minute) || !get(&at, 2, '\0', &second) ||
        !get_fraction(at, length - (size_t)(at - text), &fraction))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) || hour > 23 || minute > 59 ||
        second > 59)
        return false;
    *us = days_from_date(year, month, day) * US_PER_DAY +
          ((hour * 60 + minute) * 60 + second) * US_PER_SECOND + fraction;
    return true;
}
