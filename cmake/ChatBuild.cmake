# What every target shares: the language level, warnings, hardening, sanitizers, and the two ways to
# declare a part. The link line of a layer is the list of layers it may use.
include(GNUInstallDirs)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

set(CHAT_SANITIZE "" CACHE STRING "Sanitizers for every target, such as address,undefined or thread")
option(CHAT_COVERAGE "Measure coverage" OFF)
option(CHAT_WERROR "Warnings are errors" ON)

# Headers: the public ones, and the source root, so that each include names the layer it reaches into.
add_library(chat_headers INTERFACE)
target_include_directories(chat_headers INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR})
target_compile_definitions(chat_headers INTERFACE _GNU_SOURCE)

add_library(chat_warnings INTERFACE)
target_compile_options(chat_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wformat=2 -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes
    -Wmissing-prototypes -Wvla -Wcast-qual -Wundef -Wimplicit-fallthrough -Wnull-dereference
    -Wframe-larger-than=16384 $<$<BOOL:${CHAT_WERROR}>:-Werror>)

if(CHAT_SANITIZE)
    add_compile_options(-fsanitize=${CHAT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${CHAT_SANITIZE})
elseif(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    add_compile_options(-fstack-protector-strong -fstack-clash-protection -fcf-protection=full
        -fno-common -fno-delete-null-pointer-checks -fno-strict-overflow
        -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack,--as-needed)
endif()
if(CHAT_COVERAGE)
    add_compile_options(--coverage)
    add_link_options(--coverage)
endif()

# chat_layer(NAME SOURCES a.c b.c [USES other_layer ...] [LIBRARIES imported ...])
function(chat_layer name)
    cmake_parse_arguments(LAYER "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
    add_library(${name} OBJECT ${LAYER_SOURCES})
    target_link_libraries(${name} PUBLIC chat_headers PRIVATE chat_warnings ${LAYER_LIBRARIES})
    set_target_properties(${name} PROPERTIES CHAT_USES "${LAYER_USES}")
endfunction()
