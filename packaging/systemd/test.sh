#!/usr/bin/env bash
# Installs the package in a Debian of its own whose systemd runs, and does with the service what its administrator does: with real QEMUs, with all of its
# hardening, and by the commands of the documents as they stand. Needs root and debootstrap.
#   packaging/systemd/test.sh PACKAGE [MIRROR]
# REACTOR_TEST_DEBIAN=FOLDER keeps the Debian there (0.6 GB), before the package, and takes it from there the next time.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
docs=$(readlink -f "$here/../../docs")
package=$(readlink -e "$1")
mirror=${2:-}
work=$(mktemp -d)          # nobody else's programs get at what lies in it
root=$work/debian
mkdir -m 755 "$root"       # it is the root folder of everybody in there
boot=""
cleanup() { [ -z "$boot" ] || { kill "$boot" 2>/dev/null && wait "$boot" || true; }; rm -rf --one-file-system "$work"; }
trap cleanup EXIT

. "$here/../testing.sh"
. "$here/test-lib.sh"
. "$here/test-life.sh"
. "$here/test-libvirt.sh"

say "a Debian"
debian systemd systemd-sysv dbus sudo adduser procps libssl3 qemu-system-x86 libvirt-daemon-system libvirt-clients apparmor

say "its systemd"
boot_systemd

say "apt install, by docs/guide.md"
mkdir "$root/artifacts"
cp "$package" "$root/artifacts/"
inside bash -ec "$(documented guide.md 'sudo apt install' | sed '/^packaging\//d; s/apt install/& -y/')" >"$work/apt" 2>&1 || { cat "$work/apt" >&2; fail "apt"; }
inside systemctl is-enabled reactor && fail "it is enabled before there is anything to watch"

say "two QEMUs of another user: one listens, one dials"
inside adduser --system --group --home /var/lib/vms --quiet vms
inside install -d -o vms -g vms -m 2770 /run/qemu
service reactor-groups <<END
[Service]
SupplementaryGroups=vms
LoadCredential=hook_key:/etc/reactor/hook.key
END
inside bash -ec 'umask 077; printf "whsec_%s" "$(head -c 32 /dev/urandom | base64)" >/etc/reactor/hook.key'
cat >>"$root/etc/reactor/reactor.yaml" <<END
listen:
  - {qmp: "unix:/run/reactor/dial-in.sock", allow_uids: [$(inside id -u vms)]}
secrets: {hook_key: {credential: hook_key}}
targets: {oncall: {webhook: {url: "http://127.0.0.1:9999/hook", secrets: [hook_key]}}}
routes: [{to: [oncall]}]
END
receiver
cp "$here/test-look.sh" "$root/usr/local/bin/look"
rule look 'event: GUEST_PANICKED, if: '"'"'vm.name == "web1"'"'" 'exec: {command: [/usr/local/bin/look, /var/lib/reactor/looked]}'
rule slow 'event: RESET' 'exec: {command: [/usr/bin/sleep, "3600"], timeout: 1h}'

say "a rule of one's own, and start, by docs/guide.md"
mkdir -p "$root/own/config/rules"
inside bash -ec "cd /own; $(documented guide.md 'cat > config/rules/panics.yaml')"
inside env EDITOR=true bash -ec "cd /own; $(documented guide.md 'sudo install -g reactor')"
inside sudo -u reactor reactor check /etc/reactor | grep '6 rules: no errors, no warnings' || fail "the service doesn't get the rule"
inside rm /etc/reactor/rules/panics.yaml       # it would tell of the third panic to come
inside bash -ec "$(documented guide.md 'sudo systemctl enable')"
qemu web1 unix:/run/qemu/web1.qmp,server=on,wait=off 4001
inside usermod -aG reactor-vms vms
qemu web2 unix:/run/reactor/dial-in.sock,server=off,reconnect=1 4002
until_true "both VMs are live" eval 'inside reactor vms | grep -c "live" | grep -qx 2'
until_true "systemd is told of them" eval 'inside systemctl show -p StatusText reactor | grep -q "2 of 2 VMs live"'

say "an operator, and who is none"
inside adduser --system --ingroup reactor --quiet operator
inside sudo -u operator reactor status | grep '^VMs .* 2 live' || fail "an operator isn't told"
refused() { ! inside sudo -u vms "$@" >"$work/refused" 2>&1 && grep "you (vms) may not $words" "$work/refused" || fail "a QEMU isn't refused: $(cat "$work/refused")"; }
words="read /etc/reactor/reactor.yaml" refused reactor status
inside install -m 644 /dev/stdin /own/theirs.yaml <<<$'version: 1\nstore: {sqlite: {path: /var/lib/reactor/reactor.db}}'
words="use the control socket" refused reactor status --config /own/theirs.yaml

say "a panic of each: alert, webhook, program"
for vm in web1 web2; do inside reactor qmp $vm human-monitor-command command-line='o /b 0x505 1' --yes; done
until_true "two webhooks arrive, signed" eval '[ "$(grep -l "webhook-signature: v1," "$root"/var/lib/hook/* 2>/dev/null | wc -l)" = 2 ]'
until_true "the program ran" test -s "$root/var/lib/reactor/looked"
inside reactor alerts

say "what a program of a rule may do there"
diff "$here/test-look.expected" "$root/var/lib/reactor/looked" || fail "the unit keeps programs from more, or less, than it did"

say "systemctl reload, of good files and of bad ones"
main=$(main_pid)
rule more 'event: SHUTDOWN' 'log: {message: off}'
inside systemctl reload reactor || fail "good files are refused"
until_true "the rule is there" eval 'inside reactor rules | grep -q more'
echo 'rules: nonsense' >"$root/etc/reactor/rules/bad.yaml"
! inside systemctl reload reactor 2>/dev/null || fail "bad files are taken"
journal | grep 'bad.yaml:1:' >/dev/null || fail "the journal doesn't say what is wrong"
inside systemctl is-active reactor && [ "$(main_pid)" = "$main" ] || fail "it doesn't go on with the rules that it has"
rm "$root/etc/reactor/rules/bad.yaml"
inside systemctl reload reactor

say "a daemon that is killed, and one that hangs"
inside reactor qmp web1 system_reset --yes
until_true "a program runs" inside pgrep -x sleep
inside kill -KILL "$main"
until_true "it is started anew" another_than "$main"
! inside pgrep -x sleep || fail "a program of the one that was killed runs on"
service short <<END
[Service]
WatchdogSec=4
END
inside systemctl restart reactor
main=$(main_pid)
inside kill -STOP "$main"
until_true "the watchdog ends it" another_than "$main"
until_true "both VMs are live again" eval 'inside reactor vms | grep -c "live" | grep -qx 2'
inside reactor alerts | grep web2 >/dev/null || fail "the alert is gone"

upgrade
restore
downgrade
as_others
of_libvirt
purge
by_hand

say "all passed"
