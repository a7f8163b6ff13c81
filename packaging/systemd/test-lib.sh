# What test.sh does in the Debian whose systemd runs: it sets `work`, `root`, `here`, `docs`, `mirror` and `boot`.

fail() {
  [ -z "${inner:-}" ] || journal | tail -n 40 >&2
  echo "FAILED: $*" >&2
  exit 1
}

# A Debian with some packages, the suite that the package is for. One that is kept is for as long as it has the packages that are asked for.
debian() {
  local kept=${REACTOR_TEST_DEBIAN:-}
  [ ! -e "$kept" ] || [ -e "$kept/etc/reactor-test" ] || fail "$kept is there, and is no Debian that was kept"
  if [ -n "$kept" ] && [ "$(cat "$kept/etc/reactor-test" 2>/dev/null)" = "$*" ]; then
    cp -a "$kept/." "$root"
  else
    # No service is to start before there is a systemd: this machine would have it. And what folder there is for temporary files here is none in there.
    { debootstrap --variant=minbase bookworm "$root" $mirror &&
      install -m 755 /dev/stdin "$root/usr/sbin/policy-rc.d" <<<$'#!/bin/sh\nexit 101' &&
      env -u TMPDIR LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$root" apt-get install -y --no-install-recommends "$@" &&
      rm "$root/usr/sbin/policy-rc.d"; } \
      >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail "debootstrap"; }
    [ -z "$kept" ] || keep "$kept" "$@"
  fi
  echo reactor-test >"$root/etc/hostname"
  echo "127.0.0.1 localhost reactor-test" >"$root/etc/hosts"
}

# Under its name it is there whole, or not at all.
keep() {
  local kept=$1
  shift
  rm -rf --one-file-system "$kept.new"
  cp -a "$root" "$kept.new"
  echo "$*" >"$kept.new/etc/reactor-test"
  rm -rf --one-file-system "$kept"
  mv -T "$kept.new" "$kept"
}

boot_systemd() {
  setpriv --pdeathsig TERM "$here/boot.sh" "$root" "$work/pid" >"$work/boot" 2>&1 &
  boot=$!
  until_true "systemd starts" test -s "$work/pid"
  inner=$(cat "$work/pid")
  until_true "systemd has started" eval 'inside systemctl is-system-running 2>/dev/null | grep -Eqx "running|degraded"'
  inside systemctl --failed --no-legend --plain
}

inside() { nsenter -t "$inner" -m -p -u -i -n -C -r -w env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/root SYSTEMD_PAGER= "$@"; }

# The block of a document that has these words.
documented() {
  awk -v words="$2" '/^ *```/ { if (inside && found) { printf "%s", text; exit } inside = !inside; text = ""; found = 0; next }
                     inside { text = text $0 "\n"; if (index($0, words)) found = 1 }' "$docs/$1" | grep . || fail "docs/$1 says nothing of '$2' any more"
}

# A drop-in of the service, from the standard input.
service() {
  install -d "$root/etc/systemd/system/reactor.service.d"
  cat >"$root/etc/systemd/system/reactor.service.d/$1.conf"
  inside systemctl daemon-reload
}

rule() { printf 'version: 1\nrules:\n  - name: %s\n    when: {%s}\n    then:\n      - %s\n' "$1" "$2" "$3" >"$root/etc/reactor/rules/$1.yaml"; }

# A VM of that name and monitor, and with a port for whoever types at it beside Reactor.
qemu() {
  inside systemd-run --quiet --unit "vm-$1" -p User=vms -p UMask=0007 \
    qemu-system-x86_64 -name "$1" -nodefaults -no-user-config -display none -accel tcg -qmp "$2" -monitor "tcp:127.0.0.1:$3,server=on,wait=off" \
    -device pvpanic -action panic=pause
}

main_pid() { inside systemctl show -p MainPID --value reactor; }
another_than() { local now; now=$(main_pid); [ "$now" != 0 ] && [ "$now" != "$1" ] && inside systemctl is-active reactor; }
journal() { inside journalctl --no-pager -o cat -u reactor; }

# A receiver of webhooks that systemd makes: a process for each, which writes down what came.
receiver() {
  install -d "$root/var/lib/hook"
  cat >"$root/usr/local/bin/hook" <<'END'
#!/bin/bash
length=0
while IFS= read -r line && line=${line%$'\r'} && [ -n "$line" ]; do
  echo "$line"
  case ${line,,} in content-length:*) length=${line#*: } ;; esac
done >"/var/lib/hook/$$"
IFS= read -r -N "$length" body
echo "$body" >>"/var/lib/hook/$$"
printf 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'
END
  chmod 755 "$root/usr/local/bin/hook"
  printf '[Socket]\nListenStream=127.0.0.1:9999\nAccept=yes\n' >"$root/etc/systemd/system/hook.socket"
  printf '[Service]\nExecStart=/usr/local/bin/hook\nStandardInput=socket\nStandardOutput=socket\n' >"$root/etc/systemd/system/hook@.service"
  inside systemctl daemon-reload
  inside systemctl start hook.socket
}
