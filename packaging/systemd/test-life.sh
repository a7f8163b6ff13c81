# The rest of the life of the service, for test.sh: upgrade, backup, restore, programs as other users, purge, and an installation by hand. By the commands of
# docs/operating.md as they stand.

# What was tried of one webhook, or of all of them: their ids, each as often as it came.
arrived() { sed -n 's/\r$//; s/^webhook-id: //Ip' "$root"/var/lib/hook/* | sort; }
panic() { inside reactor qmp "$1" human-monitor-command command-line='o /b 0x505 1' --yes >/dev/null; }
alerts() { inside reactor alerts --state open -o json; }
live() { inside reactor vms | grep -c live | grep -qx "$1"; }
uids() { sed 's/.*"uid":"\([^"]*\)".*/\1/' | sort; }
status() { inside dpkg-query -W -f '${Version} ${Status}\n' reactor; }

# The package again, with another version, and with files that are not what they were.
newer() {
  local tree=$work/newer
  dpkg-deb -R "$package" "$tree"
  sed -i 's/^Version: .*/&+newer/' "$tree/DEBIAN/control"
  for file in reactor.yaml rules/guest.yaml; do echo "# theirs" >>"$tree/etc/reactor/$file"; done
  install -d "$1"
  dpkg-deb --root-owner-group -Zgzip --build "$tree" "$1/reactor_newer.deb" >/dev/null
}

upgrade() {
  say "apt install of a newer package, by docs/operating.md: while it runs, and a guest panics in between"
  newer "$root/newer"
  echo "# mine" >>"$root/etc/reactor/reactor.yaml"
  for vm in web1 web2; do
    inside reactor qmp $vm system_reset --yes >/dev/null
    inside reactor qmp $vm cont --yes >/dev/null
  done
  until_true "no alert is open" eval '[ -z "$(alerts)" ]'
  until_true "all is delivered" eval '[ -z "$(inside reactor deliveries --state pending -o json)" ]'
  local before main
  before=$(arrived)
  inside systemctl stop hook.socket
  panic web1
  until_true "the alert waits for its receiver" eval '[ "$(inside reactor deliveries --state pending -o json | wc -l)" = 1 ]'
  alerts >"$work/alerts"
  # The daemon before has ended then, and the one after is not there yet.
  printf '#!/bin/bash\n[ ! -e /run/between ] || exit 0\nexec 3<>/dev/tcp/127.0.0.1/4002\necho "o /b 0x505 1" >&3\nwhile read -r line <&3; do case $line in *0x505*) touch /run/between; exit 0 ;; esac; done\n' >"$root/usr/local/bin/between"
  chmod 755 "$root/usr/local/bin/between"
  service between <<<$'[Service]\nExecStartPre=+/usr/local/bin/between'
  main=$(main_pid)
  inside bash -ec "cd /newer; $(documented operating.md 'sudo apt install' | sed 's/apt install/& -y/')" >"$work/apt" 2>&1 || { cat "$work/apt" >&2; fail "apt"; }

  status | grep '+newer install ok installed' || fail "the package is not the newer one"
  [ "$(main_pid)" != "$main" ] && inside systemctl is-active reactor >/dev/null || fail "it was not started again"
  grep -q '^# mine' "$root/etc/reactor/reactor.yaml" && ! grep -q '^# theirs' "$root/etc/reactor/reactor.yaml" || fail "a changed configuration was overwritten"
  grep -q '^# theirs' "$root/etc/reactor/rules/guest.yaml" || fail "an unchanged file did not follow the package"
  inside test -e /run/between || fail "nothing happened in between"
  until_true "both VMs are live" live 2
  until_true "what happened in between is an alert" eval '[ "$(alerts | wc -l)" = 2 ]'
  [ -z "$(comm -23 <(uids <"$work/alerts") <(alerts | uids))" ] || fail "the alert from before is gone"
  inside systemctl start hook.socket
  until_true "all is delivered" eval '[ -z "$(inside reactor deliveries --state pending -o json)" ]'
  [ "$(comm -13 <(echo "$before") <(arrived) | wc -l)" = 2 ] || fail "not one webhook for each panic: $(arrived)"
  [ -z "$(arrived | uniq -d)" ] || fail "a webhook came twice"
  rm "$root/etc/systemd/system/reactor.service.d/between.conf"
  inside systemctl daemon-reload
}

restore() {
  say "backup while it runs, and back to it, by docs/operating.md"
  alerts >"$work/alerts"
  inside bash -ec "$(documented operating.md '/var/backups/reactor-2026-03-02.db' | sed -n 's/^\$ //p')"
  [ "$(inside stat -c '%U %a' /var/backups/reactor-2026-03-02.db)" = "root 600" ] || fail "the backup is open to others"
  # Guests stand still with their panic, so that nothing but the store tells how many alerts are open.
  inside reactor alerts resolve $(uids <"$work/alerts") --comment 'a mistake'
  [ -z "$(alerts)" ] || fail "alerts are not ended by hand"
  inside bash -ec "$(documented operating.md 'sudo systemctl stop reactor')"
  inside systemctl is-active reactor >/dev/null || fail "it doesn't run"
  [ "$(inside reactor events -o json --name GUEST_PANICKED | wc -l)" -ge 4 ] || fail "the events of before are gone"
  [ -s "$root/var/lib/reactor/before/reactor.db" ] || fail "the store that was given up is gone"
  [ "$(inside stat -c '%U:%G %a' /var/lib/reactor/reactor.db)" = "reactor:reactor 640" ] || fail "the store is open to others than the one that was made"
  until_true "both VMs are live" live 2
  diff <(uids <"$work/alerts") <(alerts | uids) || fail "other alerts are open than when it was backed up"
}

downgrade() {
  say "back from a store of a newer form, by docs/operating.md"
  local store=$root/var/lib/reactor form
  alerts | uids >"$work/alerts"
  inside systemctl stop reactor
  diff "$work/alerts" <(inside sudo -u operator reactor alerts --state open -o json | uids) || fail "operators can't read the store where no daemon runs"
  # What a newer program would have done: the copy of before, under the name that the document has, and another form, which is told by four bytes of the file.
  form=$(od -An -j 60 -N 4 -t u1 "$store/reactor.db")
  cp --preserve=all "$store/reactor.db" "$store/reactor.db.v12.bak"
  printf '\0\0\3\347' | dd of="$store/reactor.db" bs=1 seek=60 conv=notrunc status=none
  ! inside systemctl start reactor 2>/dev/null || fail "it starts on a store of form 999"
  journal | grep -w "form 999" | grep -w "${form##* }" || fail "the journal doesn't name both forms"
  inside systemctl stop reactor
  inside sudo -u reactor bash -ec "cd /var/lib/reactor; $(documented operating.md reactor.db.newer)"
  inside systemctl reset-failed reactor
  inside systemctl start reactor
  diff "$work/alerts" <(alerts | uids) || fail "other alerts are open than before"
  [ -s "$store/reactor.db.newer" ] && rm "$store/reactor.db.newer"
}

as_others() {
  say "programs as other users, by the drop-in of docs/operating.md"
  rule whoami 'event: GUEST_PANICKED' 'exec: {command: [/usr/bin/id], user: vms}'
  inside systemctl restart reactor
  journal | grep 'whoami.yaml.*only root' || fail "the journal doesn't say what is wrong"
  inside reactor rules >"$work/rules" || fail "no rules are told"
  ! grep whoami "$work/rules" || fail "a user is promised whom the program isn't run as"
  documented operating.md 'User=root' | service root
  inside systemctl restart reactor
  until_true "both VMs are live" live 2
  panic web2
  until_true "the program was run as the user" eval 'inside reactor events show "$(inside reactor events --name GUEST_PANICKED -o json | tail -n 1 | sed "s/.*\"id\":\"\([^\"]*\)\".*/\1/")" -o json | grep "uid=[0-9]*(vms)"'
  rm "$root/etc/reactor/rules/whoami.yaml" "$root/etc/systemd/system/reactor.service.d/root.conf"
  inside systemctl daemon-reload
  inside systemctl restart reactor
  until_true "both VMs are live, and it is its own user again" live 2
}

purge() {
  say "apt remove, apt purge, by docs/operating.md"
  local commands
  mapfile -t commands < <(documented operating.md 'sudo apt purge' | sed 's/apt [a-z]*/& -y/')
  inside bash -ec "${commands[0]}" >"$work/apt" 2>&1 || { cat "$work/apt" >&2; fail "apt remove"; }
  ! inside systemctl is-active reactor >/dev/null && ! inside systemctl is-enabled reactor >/dev/null 2>&1 || fail "the service stayed"
  [ ! -e "$root/usr/bin/reactor" ] && [ ! -e "$root/lib/systemd/system/reactor.service" ] || fail "the program stayed"
  [ -s "$root/var/lib/reactor/reactor.db" ] && grep -q '^# mine' "$root/etc/reactor/reactor.yaml" || fail "removing took configuration or store"
  inside bash -ec "${commands[1]}" >"$work/apt" 2>&1 || { cat "$work/apt" >&2; fail "apt purge"; }
  local path
  for path in /etc/reactor /etc/default/reactor /var/lib/reactor /usr/lib/reactor /run/reactor /usr/share/doc/reactor; do
    ! inside test -e "$path" || fail "$path is left"
  done
  ! inside dpkg -s reactor >/dev/null 2>&1 || fail "it is known to dpkg still"
  inside getent passwd reactor | grep nologin || fail "the user is gone, or may log in"
  inside getent group reactor-vms || fail "the group is gone"
  inside systemctl is-active vm-web1 vm-web2 || fail "it took a VM with it"
}

by_hand() {
  say "an installation without the package, by docs/operating.md"
  inside deluser --quiet reactor
  inside groupdel reactor-vms
  rm -r "$root/etc/systemd/system/reactor.service.d"
  install -d "$root/clone/packaging"
  cp -r "$here" "$root/clone/packaging/systemd"
  # There is no SDK: what was published for the package is put where it is to be published to.
  dpkg-deb -x "$package" "$work/published"
  cp -a "$work/published/usr/lib/reactor" "$root/clone/published"
  printf '#!/bin/sh\ncp -r published "$1"\n' >"$root/clone/packaging/publish.sh"
  chmod 755 "$root/clone/packaging/publish.sh"
  service groups <<<$'[Service]\nSupplementaryGroups=vms'
  inside bash -ec "cd /clone; $(documented operating.md 'groupadd --system reactor-vms')"
  inside systemctl is-active reactor >/dev/null || fail "it doesn't run"
  until_true "the VM that listens is live" live 1
  inside reactor status
}
