#!/usr/bin/env bash
# Installs what the tests need, builds, runs all tests, prints 'N passed, N failed, N skipped' as its last line.
#   ./test.sh           everything but the long runs (under 10 minutes on 2 cores)
#   ./test.sh --long    besides, what takes longer: crash loops and soaks
#   ./test.sh NAME      only test projects whose name contains NAME
#   ./test.sh --nrules  only the second engine and rules in C#, in a build of their own: docs/engines.md
# CI=true or REACTOR_REQUIRE_QEMU=1: what of these tools is missing then is a failure, not a skip.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")" || exit 1

long=0 only="" nrules=0 switches=()
for a in "$@"; do
  case $a in
    --long) long=1 ;;
    --nrules) nrules=1 switches=(-p:UseNRules=true --artifacts-path artifacts/nrules) ;;
    -h|--help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    -*) echo "test.sh: unknown option $a (see --help)" >&2; exit 2 ;;
    *) only=$a ;;
  esac
done
[ "${CI:-}" = true ] && export REACTOR_REQUIRE_QEMU=1
[ $long = 1 ] && export REACTOR_LONG_TESTS=1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_HOSTBUILDER__RELOADCONFIGONCHANGE=false
# Hundreds of processes start, and none lives long enough for what it counts to be of use.
export DOTNET_TieredPGO=0

if ! command -v dotnet >/dev/null; then
  echo "test.sh: the .NET 10 SDK is missing: https://learn.microsoft.com/dotnet/core/install/linux-debian" >&2
  echo "0 passed, 1 failed, 0 skipped"; exit 1
fi

if [ $nrules = 1 ]; then
  log=$(mktemp)
  if ! dotnet restore tests/Reactor.Rules.NRules.Tests "${switches[@]}" -nologo -v q >"$log" 2>&1; then
    if grep -q 'NU1[0-9]*: [^[]*package NRules\.' "$log"; then
      echo "test.sh: the packages of NRules can't be had here: none of the package sources has them. Name one that has" >&2
      echo "  (RestoreAdditionalProjectSources=FOLDER ./test.sh --nrules), or leave --nrules out: nothing else needs them." >&2
    fi
    cat "$log" >&2; rm -f "$log"
    echo "0 passed, 1 failed, 0 skipped"; exit 1
  fi
  rm -f "$log"
fi

need=()
command -v qemu-system-x86_64 >/dev/null || need+=(qemu-system-x86)
command -v qemu-img >/dev/null || need+=(qemu-utils)
command -v strace >/dev/null || need+=(strace)
command -v chromium >/dev/null || need+=(chromium)
command -v prometheus-alertmanager >/dev/null || need+=(prometheus-alertmanager)
command -v promtool >/dev/null || need+=(prometheus)
command -v zsh >/dev/null || need+=(zsh)
command -v fish >/dev/null || need+=(fish)
command -v man >/dev/null || need+=(man-db)
command -v systemd-analyze >/dev/null || need+=(systemd)
command -v curl >/dev/null || need+=(curl)
type -P kill >/dev/null || need+=(procps)      # that of the shell is no program
[ $long = 0 ] || [ -x /usr/sbin/debootstrap ] || need+=(debootstrap)
[ $long = 0 ] || command -v buildah >/dev/null || need+=(buildah)
if [ ${#need[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing ${need[*]}"
    log=$(mktemp)
    # Packages bring services, and none of them is to start.
    policy=/usr/sbin/policy-rc.d; [ -e $policy ] && policy=""
    [ -n "$policy" ] && printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${need[@]}"; } >"$log" 2>&1 \
      || { tail -n 20 "$log"; echo "could not install ${need[*]}: tests that need them will say so" >&2; }
    rm -f "$log"
    [ -n "$policy" ] && rm -f $policy
  else
    [ "${REACTOR_REQUIRE_QEMU:-}" = 1 ] && outcome=fail || outcome="are skipped"
    echo "missing: ${need[*]} (install with: sudo apt-get install ${need[*]}); tests that need them $outcome"
  fi
fi

projects=()
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  case $name in *.Tests | EndToEnd | Browser) ;; *) continue ;; esac      # what tests use is no test project
  # The engine's own tests, and those of a whole daemon; what doesn't meet the engine is the same with either.
  case $nrules$name in 0Reactor.Rules.NRules.Tests) continue ;; 0* | 1Reactor.Rules.NRules.Tests | 1EndToEnd) ;; *) continue ;; esac
  case $name in *"$only"*) projects+=("$project") ;; esac
done
[ ${#projects[@]} -gt 0 ] || { echo "test.sh: no test project has '$only' in its name" >&2; exit 2; }

echo "building..."
if [ -z "$only" ] && [ $nrules = 0 ]; then what=(Reactor.sln); else what=("${projects[@]}"); fi
for w in "${what[@]}"; do
  if ! dotnet build "$w" -c Release -nologo -v q -clp:NoSummary "${switches[@]}"; then
    echo "0 passed, 1 failed, 0 skipped"; exit 1
  fi
done

daemon_on_nrules=$(printf 'FullyQualifiedName~EndToEnd.%s|' Engines. FoundingEventsTests PatternRestartTests ReloadTests RunbookTests RecoveryTests AlertTests CrashTests)
daemon_on_nrules=${daemon_on_nrules%|}
results=$(mktemp -d); trap 'rm -rf "$results"' EXIT

run() {
  local name filter=(); name=$(basename "$1" .csproj)
  [ $nrules$name = 1EndToEnd ] && filter=(--filter "$daemon_on_nrules")
  dotnet test "$1" -c Release --no-build "${switches[@]}" "${filter[@]}" -nologo -v q \
    --logger "console;verbosity=${REACTOR_TEST_VERBOSITY:-minimal}" --logger "trx;LogFileName=$name.trx" --results-directory "$results" \
    >"$results/$name.out" 2>&1 || touch "$results/$name.failed"
  (flock 9; echo "== $name"; cat "$results/$name.out") 9>>"$results/output.lock"
}

# Two at once: tests end to end wait for real programs most of the time. A group of processes of their own, so that they can be ended with this script.
set -m
{ for project in "${projects[@]}"; do [[ $project == */EndToEnd.csproj ]] && run "$project"; done; true; } &
lane=$!
set +m
trap 'kill -- -$lane 2>/dev/null; exit 130' INT TERM
for project in "${projects[@]}"; do [[ $project == */EndToEnd.csproj ]] || run "$project"; done
wait
status=0
compgen -G "$results/*.failed" >/dev/null && status=1

# The counts come from the result files, so that a project that ran nothing cannot pass for one that did.
passed=0 failed=0 skipped=0
for project in "${projects[@]}"; do
  f=$results/$(basename "$project" .csproj).trx line=
  [ -f "$f" ] && line=$(grep -o '<Counters [^>]*>' "$f" | head -n 1)
  get() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$line"; }
  total=$(get total) executed=$(get executed) p=$(get passed)
  if [ "${total:-0}" = 0 ]; then
    echo "$project: no test ran" >&2
    failed=$((failed + 1))
    continue
  fi
  passed=$((passed + p)); failed=$((failed + executed - p)); skipped=$((skipped + total - executed))
done
if [ "$skipped" -gt 0 ]; then
  echo "skipped, with reasons:"
  awk '/<UnitTestResult / { in_skipped = /outcome="NotExecuted"/; name = $0; sub(/.*testName="/, "", name); sub(/".*/, "", name) }
       in_skipped && /<Message>/ { gsub(/.*<Message>|<\/Message>.*/, ""); print "  " name ": " $0 }
       /<\/UnitTestResult>/ { in_skipped = 0 }' "$results"/*.trx
fi
if [ $long = 1 ]; then
  echo "long runs, besides all others:"
  grep -ho '<UnitTestResult [^>]*testName="[A-Za-z.]*\.Long\.[^>]*' "$results"/*.trx 2>/dev/null \
    | sed 's/.*testName="\([^"]*\)".*duration="\([^"]*\)".*outcome="\([^"]*\)".*/  \1: \3 in \2/'
fi
[ "$failed" -gt 0 ] && status=1
[ $status = 1 ] && [ "$failed" = 0 ] && failed=1
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
