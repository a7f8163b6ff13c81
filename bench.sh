#!/usr/bin/env bash
# Builds and runs the benchmarks; what each measures, and what was found, is in bench/README.md.
#   ./bench.sh                 all but the longest, a quarter of an hour
#   ./bench.sh NAME            one, such as cel
#   ./bench.sh --quick [NAME]  rough figures, of all in about a minute
#   ./bench.sh --keep [NAME]   adds what it prints to bench/results/DATE-NAME.md; without a name each of them all, the longest too
#   ./bench.sh scale           ten thousand VMs, minutes; --vms N, --seconds N
#   ./bench.sh deliver         webhooks a second, and how late one is; --seconds N, --rounds N, --concurrency N, --rate N
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
case " $* " in *" -h "* | *" --help "*) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;; esac
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Code is compiled for good as soon as it was called often enough: a busy machine would else be measured before that.
export DOTNET_TC_CallCountingDelayMs=0
dotnet build bench/Reactor.Bench/Reactor.Bench.csproj -c Release -nologo -v q -clp:NoSummary >&2
bench=(dotnet bench/Reactor.Bench/bin/Release/net10.0/Reactor.Bench.dll)
[[ "${1:-}" == --keep ]] || exec "${bench[@]}" "$@"

shift
day=$(date -u +%F)
for name in ${1:-$("${bench[@]}" --names)}; do
    { printf '# %s, %s\n\n```\n' "$name" "$day"; "${bench[@]}" "$name" "${@:2}"; printf '```\n\n'; } | tee -a "bench/results/$day-$name.md"
done
