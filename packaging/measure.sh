#!/usr/bin/env bash
# Measures what README.md says of what is published: sizes, and how long a daemon takes from its start until it is ready, with the configuration that packages have.
#   packaging/measure.sh [PUBLISHED] [PROGRAM...]    default: artifacts/publish; PROGRAM: another one besides, such as dotnet src/Reactor/bin/Release/net10.0/reactor.dll
# A quiet machine is needed for the times.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
published=$(readlink -e "${1:-$root/artifacts/publish}")
shift $(($# > 0))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

megabytes() { stat -L -c %s "$1" | awk -v what="$2" '{ printf "%s: %.0f MB\n", what, $1 / 1e6 }'; }

# Microseconds from a start with an empty store until it says that it is ready.
start() {
  local began line ended daemon
  rm -rf "$work/etc"
  install -D -m 644 "$root/packaging/deb/guest.yaml" "$work/etc/rules/guest.yaml"
  sed '/^store:/d; /^discover:/,+1d' "$root/packaging/deb/reactor.yaml" >"$work/etc/reactor.yaml"
  began=$EPOCHREALTIME
  exec 3< <(exec "$@" run --config "$work/etc" --log-format json 2>&1)
  daemon=$!
  while read -r line <&3; do case $line in *'"event":"Ready"'*) break ;; esac; done
  ended=$EPOCHREALTIME
  case ${line:-} in *'"event":"Ready"'*) ;; *) echo "measure.sh: it didn't become ready: $*" >&2; exit 1 ;; esac
  kill "$daemon"
  cat <&3 >/dev/null
  exec 3<&-
  echo $((${ended/./} - ${began/./}))
}

ready() {
  local turn
  for turn in $(seq 11); do start "$@"; done | tail -n +2 | sort -n \
    | awk -v what="$*" '{ took[NR] = $1 } END { printf "%s: ready after %.2f s, the median of %d starts (%.2f to %.2f)\n", what, took[int((NR + 1) / 2)] / 1e6, NR, took[1] / 1e6, took[NR] / 1e6 }'
}

megabytes "$published/reactor" "the program"
package=$("$root/packaging/deb/build.sh" "$published" "$work")
megabytes "$package" "the package"
ready "$published/reactor"
[ $# = 0 ] || ready "$@"
