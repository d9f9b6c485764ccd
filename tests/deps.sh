#!/bin/sh
# Install what the tests need: Check and pkg-config. Does nothing where both are there.
set -eu

if command -v pkg-config >/dev/null 2>&1 && pkg-config --exists check; then
    echo "Check $(pkg-config --modversion check) is here."
    exit 0
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1; then
        as_root=sudo
    elif ! command -v brew >/dev/null 2>&1; then
        echo "tests/deps.sh: not root and no sudo: install Check and pkg-config by hand" >&2
        exit 1
    fi
fi

if command -v apt-get >/dev/null 2>&1; then
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends check pkg-config
elif command -v dnf >/dev/null 2>&1; then
    $as_root dnf install -y -q check-devel pkgconf-pkg-config
elif command -v apk >/dev/null 2>&1; then
    $as_root apk add --quiet check-dev pkgconf
elif command -v brew >/dev/null 2>&1; then
    brew install check pkg-config
else
    echo "tests/deps.sh: no apt-get, dnf, apk or brew here: install Check and pkg-config by hand" >&2
    exit 1
fi
