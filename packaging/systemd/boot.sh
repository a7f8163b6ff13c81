#!/usr/bin/env bash
# Boots the systemd of a Debian that lies in a folder, apart from this machine: mounts, processes, network and control groups of its own, and nothing
# of this machine's in sight. Needs root. It runs until it is killed.
#   boot.sh ROOT PIDFILE   writes the process id of its systemd, for 'nsenter -t PID -a'
#   boot.sh --can          says why that can't be done here, and fails
set -euo pipefail

controls=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
namespaces=(--mount --propagation private --pid --fork --kill-child --uts --ipc --net --cgroup)
can() {
  [ "$(id -u)" = 0 ] || { echo "only root may boot another Debian"; return 1; }
  [ -n "$controls" ] || { echo "control groups of version 2 are mounted nowhere"; return 1; }
  local try=$controls/reactor-try.$$
  mkdir "$try" 2>/dev/null || { echo "$controls is not to be written to"; return 1; }
  rmdir "$try"
  local said
  said=$(unshare "${namespaces[@]}" true 2>&1) || { echo "no namespaces of one's own: $said"; return 1; }
}
if [ "$1" = --can ]; then can; exit; fi
why=$(can) || { echo "boot.sh: $why" >&2; exit 1; }

root=$(readlink -f "$1")
[ "$root" != / ] || { echo "boot.sh: / is this machine's" >&2; exit 1; }
pidfile=$(readlink -f "$2")
group=$controls/reactor-boot.$$
mkdir "$group"
# What was in the groups has ended with its namespace by then.
cleanup() { trap '' TERM INT; for _ in $(seq 60); do find "$group" -depth -type d -exec rmdir {} + 2>/dev/null && break; sleep 1; done; }
trap cleanup EXIT

# The first of the namespaces of processes; systemd takes its place.
first='
set -e
root=$1
mount --bind "$root" "$root"
cd "$root"
mount -t proc -o nosuid,nodev,noexec proc proc
# What is said there is said to the kernel, and that is of this machine.
for fixed in sys sysrq-trigger irq bus; do [ -e proc/$fixed ] && mount --bind proc/$fixed proc/$fixed && mount -o remount,bind,ro proc/$fixed; done
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
for fresh in run tmp; do mount -t tmpfs -o nosuid,nodev tmpfs $fresh; done
chmod 1777 tmp
chmod 755 run
# They show what the kernel does for others, look after disks of this machine, or call on package sources.
mkdir -p run/systemd/system
for unit in sys-kernel-debug.mount sys-kernel-tracing.mount e2scrub_reap.service apt-daily.timer apt-daily-upgrade.timer; do ln -s /dev/null run/systemd/system/$unit; done
mount -t tmpfs -o mode=0755,nosuid tmpfs dev
for device in null zero full random urandom tty; do touch dev/$device; mount --bind /dev/$device dev/$device; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs dev/shm
pivot_root . .
umount -l .
cd /
# systemd hands mounts to its services so, and leaves it as it is in a container.
mount --make-rshared /
exec env -i container=reactor-test PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 /lib/systemd/systemd --system
'
# Its group is the root of what it sees of the groups, so it must be there before the namespace is made. It ends with this script, however that ends.
( echo "$BASHPID" >"$group/cgroup.procs"; exec setpriv --pdeathsig KILL unshare "${namespaces[@]}" bash -c "$first" bash "$root" ) </dev/null &
outer=$!
trap 'kill -KILL $outer 2>/dev/null || true; wait $outer 2>/dev/null || true; cleanup' EXIT
trap 'exit 143' TERM INT
for _ in $(seq 100); do
  read -r inner _ <"/proc/$outer/task/$outer/children" 2>/dev/null || true
  [ -n "${inner:-}" ] && break
  kill -0 $outer 2>/dev/null || break
  sleep 0.1
done
[ -n "${inner:-}" ] || { echo "boot.sh: it ended at once" >&2; exit 1; }
echo "$inner" >"$pidfile"
wait $outer
