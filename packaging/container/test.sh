#!/usr/bin/env bash
# Builds the image of the Containerfile, with a Debian of its own in the place of the base image, and runs it as the image says it is run: its entry point, its
# health check, its signal to stop. Nothing is fetched but that Debian. Needs root, debootstrap, buildah and QEMU, and no namespaces.
#   packaging/container/test.sh PUBLISHED [MIRROR]      PUBLISHED: what packaging/publish.sh wrote
set -euo pipefail
packaging=$(dirname "$(dirname "$(readlink -f "$0")")")
published=$(readlink -e "$1")
mirror=${2:-}
work=$(mktemp -d)          # nobody else's programs get at what lies in it
running=()
cleanup() {
  [ ${#running[@]} = 0 ] || kill "${running[@]}" 2>/dev/null || true
  wait || true
  [ ! -e "$work/storage" ] || build rm --all >/dev/null || true
  rm -rf --one-file-system "$work"
}
trap cleanup EXIT

. "$packaging/testing.sh"
fail() { [ ! -s "$work/log" ] || tail -n 20 "$work/log" >&2; echo "FAILED: $*" >&2; exit 1; }
buildah=(env TMPDIR="$work" setpriv --pdeathsig TERM buildah --root "$work/storage" --runroot "$work/runroot" --storage-driver vfs --log-level error)
build() { "${buildah[@]}" "$@"; }
inside() { "${enter[@]}" "$@"; }
image() { build inspect --type image --format "$1" reactor; }

say "a base image of a Debian"
debootstrap --variant=minbase --include=libssl3 bookworm "$work/debian" $mirror >"$work/log" 2>&1 || fail "debootstrap"
base=$(build from scratch)
build copy --quiet "$base" "$work/debian" / >/dev/null
build commit --quiet "$base" reactor-base >/dev/null
rm -rf --one-file-system "$work/debian"

say "build"
install -d "$work/context/artifacts"
cp -a "$published" "$work/context/artifacts/publish"
build build --isolation chroot --format docker --build-arg BASE=reactor-base --file "$packaging/container/Containerfile" --tag reactor "$work/context" >"$work/log" 2>&1 \
  || fail "the image can't be built"
for what in User:10001:10001 StopSignal:SIGTERM; do
  [ "$(image "{{.Docker.Config.${what%%:*}}}")" = "${what#*:}" ] || fail "the image's ${what%%:*} is not ${what#*:}"
done
mapfile -t start < <(image '{{range .Docker.Config.Entrypoint}}{{println .}}{{end}}{{range .Docker.Config.Cmd}}{{println .}}{{end}}' | grep .)
mapfile -t health < <(image '{{range .Docker.Config.Healthcheck.Test}}{{println .}}{{end}}' | grep .)
[ "${health[0]}" = CMD ] || fail "the image has no health check"

say "the program, and the configuration that packages have"
install -d -m 755 "$work/etc" "$work/etc/rules"
install -d -o 10001 -g 10001 "$work/qemu"
install -m 644 "$packaging/deb/reactor.yaml" "$work/etc/reactor.yaml"
install -m 644 "$packaging/deb/guest.yaml" "$work/etc/rules/guest.yaml"
container=$(build from reactor)
enter=("${buildah[@]}" run --isolation chroot --volume "$work/etc:/etc/reactor:ro" --volume "$work/qemu:/run/qemu" "$container" --)
inside reactor version
inside reactor check /etc/reactor/reactor.yaml || fail "the configuration that is shipped isn't green"

say "run, by its entry point: ${start[*]}"
echo 'http: {listen: "127.0.0.1:0"}' >>"$work/etc/reactor.yaml"
"${enter[@]}" "${start[@]}" >"$work/log" 2>&1 &
running+=($!)
until_true "it is ready" grep '"event":"Ready"' "$work/log"
until_true "it tells its address" grep '"event":"Http"' "$work/log"
address=$(sed -n 's/.*"url":"http:..\([0-9.:]*\)".*/\1/p' "$work/log")
exec 3<>"/dev/tcp/${address%:*}/${address#*:}"
printf 'GET /healthz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$address" >&3
head -n 1 <&3 | grep -o 'HTTP/1.1 200.*' || fail "/healthz doesn't answer"
exec 3>&-

say "its health check: ${health[*]:1}"
inside "${health[@]:1}" || fail "it isn't healthy"

say "a VM outside"
(umask 0; exec setpriv --pdeathsig KILL qemu-system-x86_64 -name web1 -nodefaults -no-user-config -display none -accel tcg \
  -qmp "unix:$work/qemu/web1.qmp,server=on,wait=off" -device pvpanic -action panic=pause) &
running+=($!)
until_true "the VM is live" eval "inside reactor vms --config /etc/reactor | grep live"
inside reactor qmp web1 human-monitor-command command-line='o /b 0x505 1' --yes --config /etc/reactor >/dev/null
until_true "its panic is an alert" eval "inside reactor alerts --config /etc/reactor | grep guest-panicked"

say "SIGTERM"
# buildah kills what it runs where it is told to end itself.
daemon=${running[0]}
while [ "$(cat "/proc/$daemon/comm")" != reactor ]; do daemon=$(pgrep -o -P "$daemon") || fail "no daemon runs"; done
kill -TERM "$daemon"
wait "${running[0]}" || fail "it ended with $?"
unset 'running[0]'         # its number may be another's by now
grep -q '"event":"Stopped"' "$work/log" || fail "it didn't stop in order"
! inside "${health[@]:1}" >/dev/null 2>&1 || fail "it is healthy while it doesn't run"

say "all passed"
