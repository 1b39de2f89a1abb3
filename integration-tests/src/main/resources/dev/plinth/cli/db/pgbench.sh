# Unpacks Debian's pgbench, and the libraries that it lacks here, into ./unpacked; installs nothing, needs no root.
set -eu

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
  apt-cache $lists depends postgresql 2>/dev/null | sed -n 's/^ *Depends: \(postgresql-[0-9]*\)$/\1/p' | head -n 1
}

fetch() {
  package=$(package)
  [ -n "$package" ] || return 1
  missing=
  # shellcheck disable=SC2086
  for library in $(apt-cache $lists depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
    --no-replaces --no-enhances libpq5 | grep '^[a-z]' | sort -u); do
    dpkg-query -W -f='${Status}' "$library" 2>/dev/null | grep -q 'ok installed' || missing="$missing $library"
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
