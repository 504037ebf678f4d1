# How parts are tested. Labels select: unit, storage, blackbox, web, simulation, fuzz, gates by folder, and
# `concurrent` for what must also be clean under the thread sanitizer.

# What a sanitizer reports is a failure of the test, with a readable trace.
set(CHAT_TEST_ENVIRONMENT
    "ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1"
    "UBSAN_OPTIONS=print_stacktrace=1"
    "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1")

# chat_test(NAME SOURCES test_a.c ... [USES chat_base ...] [LIBRARIES ...] [LINKS ...] [LABELS ...] [TIMEOUT s])
# A program of check. It is linked with the layers it uses and all that those may use, so internal
# functions are within reach.
function(chat_test name)
    cmake_parse_arguments(PARSE_ARGV 1 TEST "" "TIMEOUT" "SOURCES;USES;LIBRARIES;LINKS;LABELS")
    add_executable(${name} ${TEST_SOURCES})
    chat_link_layers(${name} USES ${TEST_USES} LIBRARIES check ${TEST_LIBRARIES} LINKS ${TEST_LINKS})
    add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    chat_test_properties(${name} TIMEOUT "${TEST_TIMEOUT}" LABELS ${TEST_LABELS})
endfunction()

# chat_script_test(NAME COMMAND program arg ... [LABELS ...] [TIMEOUT s] [LONG])
# Any other test, run from the source root. COMMAND may name a target. LONG: not in `make test`, only in
# `make test-all` (ctest --preset long).
function(chat_script_test name)
    cmake_parse_arguments(PARSE_ARGV 1 TEST "LONG" "TIMEOUT" "COMMAND;LABELS")
    set(when)
    if(TEST_LONG)
        set(when CONFIGURATIONS long)
        list(APPEND TEST_LABELS long)
    endif()
    add_test(NAME ${name} COMMAND ${TEST_COMMAND} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} ${when})
    chat_test_properties(${name} TIMEOUT "${TEST_TIMEOUT}" LABELS ${TEST_LABELS})
endfunction()

# The label of a test is the folder under tests/ it stands in, and what is given besides.
function(chat_test_properties name)
    cmake_parse_arguments(PARSE_ARGV 1 TEST "" "TIMEOUT" "LABELS")
    if(NOT TEST_TIMEOUT)
        set(TEST_TIMEOUT 120)
    endif()
    file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
    string(REGEX REPLACE "^tests/|/.*$" "" label "${folder}")
    set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${label};${TEST_LABELS}"
        ENVIRONMENT "${CHAT_TEST_ENVIRONMENT}")
endfunction()

# chat_fuzz(NAME SOURCES fuzz_x.c [USES ...] [LIBRARIES ...] [CORPUS folder] [DICTIONARY file])
# The source defines LLVMFuzzerTestOneInput. In the build of the preset fuzz it runs for CHAT_FUZZ_SECONDS;
# in every other build the same code replays the seeds, by default those in corpus/NAME.
set(CHAT_FUZZ_SECONDS 60 CACHE STRING "How long each fuzz target runs")
function(chat_fuzz name)
    cmake_parse_arguments(PARSE_ARGV 1 FUZZ "" "CORPUS;DICTIONARY" "SOURCES;USES;LIBRARIES")
    if(NOT FUZZ_CORPUS)
        set(FUZZ_CORPUS corpus/${name})
    endif()
    get_filename_component(corpus ${FUZZ_CORPUS} ABSOLUTE)
    add_executable(${name} ${FUZZ_SOURCES})
    chat_link_layers(${name} USES ${FUZZ_USES} LIBRARIES ${FUZZ_LIBRARIES})
    target_compile_options(${name} PRIVATE -Wno-missing-prototypes)
    if(CHAT_FUZZ)
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
        set(found ${CMAKE_CURRENT_BINARY_DIR}/found/${name})
        file(MAKE_DIRECTORY ${found})
        set(arguments -max_total_time=${CHAT_FUZZ_SECONDS} -timeout=10 -rss_limit_mb=2048 -max_len=65536
            -print_final_stats=1 -artifact_prefix=${found}-)
        if(FUZZ_DICTIONARY)
            get_filename_component(dictionary ${FUZZ_DICTIONARY} ABSOLUTE)
            list(APPEND arguments -dict=${dictionary})
        endif()
        math(EXPR timeout "${CHAT_FUZZ_SECONDS} + 120")
        chat_script_test(${name} COMMAND ${name} ${arguments} ${found} ${corpus} TIMEOUT ${timeout})
    else()
        target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/tools/replay.c)
        chat_script_test(${name} COMMAND ${name} ${corpus})
    endif()
endfunction()
