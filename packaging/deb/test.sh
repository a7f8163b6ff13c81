#!/usr/bin/env bash
# Installs, upgrades and purges the package in a Debian of its own, and looks at what is there each time. Needs root and debootstrap.
#   packaging/deb/test.sh PACKAGE [MIRROR]
set -euo pipefail
here=$(dirname "$(dirname "$(readlink -f "$0")")")
package=$(readlink -e "$1")
mirror=${2:-}
work=$(mktemp -d)          # nobody else's programs get at what lies in it
root=$work/debian
mkdir -m 755 "$root"       # it is the root folder of everybody in there
cleanup() { ! mountpoint -q "$root/proc" || umount "$root/proc" || umount -l "$root/proc"; rm -rf --one-file-system "$work"; }
trap cleanup EXIT

. "$here/testing.sh"
fail() { echo "FAILED: $*" >&2; exit 1; }
inside() { env -u TMPDIR LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" "$@"; }
as_reactor() { inside setpriv --reuid=reactor --regid=reactor --init-groups "$@"; }

say "a Debian"
debootstrap --variant=minbase --include=adduser,libssl3 bookworm "$root" $mirror >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail "debootstrap"; }
mount -t proc proc "$root/proc"
cp "$package" "$root/tmp/reactor.deb"

say "install"
inside dpkg -i /tmp/reactor.deb >/dev/null 2>&1 || { inside apt-get update -qq && inside apt-get install -y -qq -f; }     # with what it depends on
inside reactor version
as_reactor reactor check /etc/reactor/reactor.yaml || fail "the configuration that is shipped isn't green to the service's user"

inside sh -c '[ "$(stat -c "%U:%G %a" /var/lib/reactor)" = "reactor:reactor 750" ]' || fail "the store's folder is not the user's"
inside sh -c '[ "$(stat -c "%U:%G %a" /etc/reactor/reactor.yaml)" = "root:reactor 640" ]' || fail "the configuration is open to others, or not to the service"
inside getent group reactor-vms >/dev/null || fail "there is no group for who dials in"
for file in /lib/systemd/system/reactor.service /usr/lib/tmpfiles.d/reactor.conf /usr/share/man/man1/reactor-run.1.gz /usr/share/bash-completion/completions/reactor; do
  [ -e "$root$file" ] || [ "${file#/usr/share/man}" != "$file" ] || fail "$file is missing"
done

say "run, as the service does"
as_reactor timeout -s TERM 20 reactor run --config /etc/reactor/reactor.yaml --log-format json >"$root/tmp/log" 2>&1 || true
grep -q '"event":"Ready"' "$root/tmp/log" || { cat "$root/tmp/log" >&2; fail "it didn't become ready"; }
grep -q '"event":"Stopped"' "$root/tmp/log" || { cat "$root/tmp/log" >&2; fail "it didn't stop in order"; }
[ -s "$root/var/lib/reactor/reactor.db" ] || fail "there is no store"
as_reactor reactor backup /tmp/copy.db --config /etc/reactor/reactor.yaml || fail "no backup"

say "upgrade, with a configuration that was changed"
echo "# mine" >>"$root/etc/reactor/reactor.yaml"
next=$(mktemp -d "$root/tmp/next.XXXX")
dpkg-deb -R "$package" "$next"
sed -i 's/^Version: .*/&+next/' "$next/DEBIAN/control"
echo "# theirs" >>"$next/etc/reactor/reactor.yaml"
echo "# theirs" >>"$next/etc/reactor/rules/guest.yaml"
dpkg-deb --root-owner-group -Zgzip --build "$next" "$root/tmp/next.deb" >/dev/null
inside dpkg --force-confdef --force-confold -i /tmp/next.deb
grep -q '^# mine' "$root/etc/reactor/reactor.yaml" || fail "a changed configuration was overwritten"
grep -q '^# theirs' "$root/etc/reactor/rules/guest.yaml" || fail "an unchanged file did not follow the package"
as_reactor reactor check /etc/reactor/reactor.yaml || fail "the configuration can't be read any more"
[ -s "$root/var/lib/reactor/reactor.db" ] || fail "the store is gone"

say "remove, and purge"
inside dpkg -r reactor
[ -s "$root/var/lib/reactor/reactor.db" ] && grep -q '^# mine' "$root/etc/reactor/reactor.yaml" || fail "removing took configuration or store"
[ ! -e "$root/usr/bin/reactor" ] || fail "the program stayed"
inside dpkg -P reactor
[ ! -e "$root/var/lib/reactor" ] && [ ! -e "$root/etc/reactor" ] || fail "something is left after a purge"
say "all passed"
