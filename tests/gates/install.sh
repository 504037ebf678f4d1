#!/bin/sh
# Install into a fresh folder, then build and run a small program there: with find_package (shared and static) and
# with pkg-config (shared and static).
# usage: install.sh [--self-test] BUILD COMPILER [SANITIZERS]
set -eu

self_test=false
if [ "$1" = --self-test ]; then
    self_test=true
    shift
fi
build=$1
compiler=$2
flags=${3:+-fsanitize=$3}
consumer=$(cd "$(dirname "$0")/consumer" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/prefix

try_it() {
    PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name libchat.pc)")
    export PKG_CONFIG_PATH
    parts=$(cd "$PKG_CONFIG_PATH" && ls libchat*.pc)
    names=$(echo "$parts" | sed -n 's/^libchat-\(.*\)\.pc$/\1/p; s/^libchat\.pc$/core/p' | paste -sd ';')

    cmake -S "$consumer" -B "$work/cmake" -G Ninja -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$compiler" \
        -DCMAKE_C_FLAGS="$flags" -DPARTS="$names" --log-level=WARNING && cmake --build "$work/cmake" || return 1
    "$work/cmake/shared" && "$work/cmake/static" || return 1

    modules=$(echo "$parts" | sed 's/\.pc$//')
    libraries=$(dirname "$PKG_CONFIG_PATH")
    # shellcheck disable=SC2046,SC2086 # words, not one string
    "$compiler" $flags -o "$work/with-pc" "$consumer/main.c" $(pkg-config --cflags --libs $modules) \
        -Wl,-rpath,"$libraries" && "$work/with-pc" || return 1
    # -l prefers the shared library, so for the static program only archives of ours are left to find.
    find "$libraries" -name 'libchat*.so*' -delete
    # shellcheck disable=SC2046,SC2086
    "$compiler" $flags -o "$work/with-pc-static" "$consumer/main.c" $(pkg-config --static --cflags --libs $modules) &&
        "$work/with-pc-static" || return 1
}

cmake --install "$build" --prefix "$prefix" >/dev/null
if $self_test; then
    find "$prefix" -name status.h -delete
    if try_it >/dev/null 2>&1; then
        echo "did not notice that a header was not installed"
        exit 1
    fi
    echo "noticed that a header was not installed"
else
    try_it
fi
