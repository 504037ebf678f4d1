# How everything is compiled: the language level, warnings, hardening, sanitizers, coverage.
include(CheckCCompilerFlag)
include(CheckCSourceCompiles)
include(CheckLinkerFlag)
include(CheckPIESupported)

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
check_pie_supported(LANGUAGES C)

# A release keeps its assertions (a bug stops the program instead of reaching the store) and its
# symbols (a crash can be read); both are cheap.
set(CMAKE_C_FLAGS_RELEASE "-O2 -g")
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Debug CACHE STRING "Debug or Release" FORCE)
endif()

set(CHAT_SANITIZE "" CACHE STRING "Sanitizers for every target, such as address,undefined or thread")
option(CHAT_COVERAGE "Measure coverage" OFF)
option(CHAT_WERROR "Warnings are errors" ON)
option(CHAT_FUZZ "Build the fuzz targets with libFuzzer (clang only)" OFF)

# Headers: the public ones, and the source root, so that each include names the layer it reaches into.
add_library(chat_headers INTERFACE)
target_include_directories(chat_headers INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR})
target_compile_definitions(chat_headers INTERFACE _GNU_SOURCE)

add_library(chat_warnings INTERFACE)
target_compile_options(chat_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wformat=2 -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes
    -Wmissing-prototypes -Wvla -Wcast-qual -Wundef -Wimplicit-fallthrough -Wnull-dereference
    -Wframe-larger-than=16384 -Wno-overlength-strings # 4,095 bytes are a limit of old compilers
    $<$<BOOL:${CHAT_WERROR}>:-Werror>)

# chat_compile_if_known(FLAG...): each flag the compiler knows. A warning about a flag counts as not known.
function(chat_compile_if_known)
    set(CMAKE_REQUIRED_FLAGS -Werror)
    foreach(flag ${ARGN})
        string(MAKE_C_IDENTIFIER "CHAT_COMPILER_KNOWS${flag}" known)
        check_c_compiler_flag(${flag} ${known})
        if(${known})
            add_compile_options(${flag})
        endif()
    endforeach()
endfunction()

function(chat_link_if_known)
    foreach(flag ${ARGN})
        string(MAKE_C_IDENTIFIER "CHAT_LINKER_KNOWS${flag}" known)
        check_linker_flag(C ${flag} ${known})
        if(${known})
            add_link_options(${flag})
        endif()
    endforeach()
endfunction()

# The highest level of checked string functions that really works here: glibc warns about a level the
# compiler cannot serve, and a warning is an error in this probe.
function(chat_fortify)
    set(CMAKE_REQUIRED_FLAGS "-O2 -Werror")
    foreach(level 3 2)
        set(CMAKE_REQUIRED_DEFINITIONS -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=${level})
        check_c_source_compiles("#include <string.h>\nint main(void) { return (int)strlen(\"\"); }"
            CHAT_FORTIFY_${level})
        if(CHAT_FORTIFY_${level})
            add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=${level})
            return()
        endif()
    endforeach()
endfunction()

chat_compile_if_known(-fno-common -fno-strict-aliasing -fno-strict-overflow -fno-delete-null-pointer-checks)
if(CHAT_SANITIZE)
    # Sanitizers see more without the checks of libc and without variables being cleared for them.
    add_compile_options(-fsanitize=${CHAT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
        -fno-optimize-sibling-calls)
    add_link_options(-fsanitize=${CHAT_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
    chat_fortify()
    chat_compile_if_known(-fstack-protector-strong -fstack-clash-protection -fcf-protection=full
        -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr -fstrict-flex-arrays=3)
    chat_link_if_known(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code -Wl,--as-needed)
endif()
if(CHAT_FUZZ)
    if(NOT CMAKE_C_COMPILER_ID MATCHES Clang)
        message(FATAL_ERROR "CHAT_FUZZ needs clang: configure with the preset fuzz")
    endif()
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(CHAT_COVERAGE)
    add_compile_options(--coverage -fprofile-update=atomic)
    add_link_options(--coverage)
endif()
