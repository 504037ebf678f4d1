/*
 * The end of every unit test: a file lists its tests in one function and hands it to unit_main().
 */
#ifndef CHAT_TESTS_UNIT_H
#define CHAT_TESTS_UNIT_H

#include <check.h>
#include <stdlib.h>

static inline int unit_main(const char *name, void (*list)(TCase *cases))
{
    Suite *suite = suite_create(name);
    TCase *cases = tcase_create(name);
    SRunner *runner;
    int failed;

    /* Generous: a sanitized build on a busy machine is several times slower. */
    tcase_set_timeout(cases, 120);
    list(cases);
    suite_add_tcase(suite, cases);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
