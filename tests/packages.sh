#!/bin/sh
# Installs Debian or Ubuntu packages, as root or by sudo; says what to do where neither can be had.
set -e
if ! command -v apt-get >/dev/null; then
  echo "Please install with your system's own tool: $*" >&2
  exit 1
fi
if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else
  echo "Please install as an administrator: apt-get install $*" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
