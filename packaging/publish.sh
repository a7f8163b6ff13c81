#!/usr/bin/env bash
# Publishes Reactor for machines without .NET: one program, compiled beforehand.
#   packaging/publish.sh [DIR [OPTIONS]]       default: artifacts/publish; OPTIONS are those of dotnet publish, such as -p:UseNRules=true
# SQLite's library lies beside the program: packed into it, it would have to be unpacked to a writable folder at each machine's first start.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
out=${1:-$root/artifacts/publish}
[ $# = 0 ] || shift
case $(uname -m) in
  x86_64) rid=linux-x64 ;;
  aarch64) rid=linux-arm64 ;;
  *) echo "publish.sh: no runtime for $(uname -m)" >&2; exit 1 ;;
esac
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
rm -rf "$out"
# Each library for itself: the runtime's are compiled already. What is built on the way has folders of its own: a build for development is left as it is.
dotnet publish "$root/src/Reactor/Reactor.csproj" -c Release -r "$rid" --self-contained true -o "$out" -nologo -v q -clp:NoSummary \
  --artifacts-path "$root/artifacts/publish-build" \
  -p:PublishSingleFile=true -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=false -p:DebugType=none -p:DebugSymbols=false -p:GenerateDocumentationFile=false "$@"
find "$out" -name '*.pdb' -delete
du -sh "$out" | awk '{print $1}' | sed "s|^|$out: |"
