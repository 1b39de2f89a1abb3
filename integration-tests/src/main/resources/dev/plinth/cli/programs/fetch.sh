# fetch.sh PACKAGE LIBRARY: unpacks Debian's PACKAGE (or the PACKAGE-NUMBER that it stands for), and what LIBRARY needs
# and is not installed here, into ./unpacked; installs nothing, needs no root.
set -eu

name=$1
library=$2

if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
  echo "this is no Debian to fetch it from" >&2
  exit 1
fi

cache=$PWD
work=$(mktemp -d "$cache/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
lists=

package() {
  # shellcheck disable=SC2086
  depends=$(apt-cache $lists depends "$name" 2>/dev/null)
  [ -n "$depends" ] || return 0
  numbered=$(printf '%s\n' "$depends" | sed -n "s/^ *Depends: \($name-[0-9]*\)$/\1/p" | head -n 1)
  printf '%s\n' "${numbered:-$name}"
}

fetch() {
  package=$(package)
  [ -n "$package" ] || return 1
  missing=
  # shellcheck disable=SC2086
  for needed in $(apt-cache $lists depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
    --no-replaces --no-enhances "$library" | grep '^lib' | grep -vx "$package" | sort -u); do
    dpkg-query -W -f='${Status}' "$needed" 2>/dev/null | grep -q 'ok installed' || missing="$missing $needed"
  done
  # shellcheck disable=SC2086
  apt-get -qq $lists download "$package" $missing >&2
}

if ! fetch; then
  # A machine whose package lists are empty or old: lists of our own, which need no root either.
  mkdir -p lists/partial archives/partial
  lists="-o Dir::State::lists=$work/lists -o Dir::Cache=$work"
  # shellcheck disable=SC2086
  apt-get -qq $lists update >&2
  fetch || { echo "Debian's package could not be downloaded" >&2; exit 1; }
fi

for archive in ./*.deb; do
  dpkg -x "$archive" unpacked
done
rm -rf unpacked/usr/share
[ -e "$cache/unpacked" ] || mv unpacked "$cache/unpacked"
