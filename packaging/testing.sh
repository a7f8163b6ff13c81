# For the test scripts below this folder: each has a `fail` of its own, which shows what there is to see.

say() { echo "== $*"; }

until_true() {
  local what=$1 tries
  shift
  for tries in $(seq 120); do
    "$@" >/dev/null 2>&1 && return
    sleep 1
  done
  fail "never: $what"
}
