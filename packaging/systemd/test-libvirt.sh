# Domains of a libvirt, for test.sh: by the lines of docs/connecting.md as they stand, but for names and for what hardware is needed for.

# A domain as the document has it: of that name, emulated, with a device that tells of panics. What follows is said to sed.
domain() {
  local name=$1
  shift
  documented connecting.md "<domain type='kvm'" \
    | sed "s/web1/$name/g; s/type='kvm'/type='qemu'/; $*
           s:^  \.\.\.\$:  <memory unit='MiB'>64</memory><os><type arch='x86_64' machine='pc'>hvm</type></os><on_crash>preserve</on_crash><devices><panic model='isa'/></devices>:" \
      >"$root/root/$name.xml"
  inside virsh --quiet define "/root/$name.xml" && inside virsh --quiet start "$name" || fail "libvirt doesn't take domain $name"
}

of_libvirt() {
  say "two domains of libvirt: one listens, one dials, by docs/connecting.md"
  local dialling
  inside bash -ec "$(documented connecting.md 'getent group reactor-vms')" | grep -qx 64055 || fail "the document has another number for libvirt's user"
  inside bash -ec "$(documented connecting.md 'usermod -aG libvirt-qemu reactor')"
  documented connecting.md 'managed_by: libvirt' | sed '/^version/d; s/web1/lv1/g' >>"$root/etc/reactor/reactor.yaml"
  sed -i "s/allow_uids: \[/&64055, /" "$root/etc/reactor/reactor.yaml"
  # A user's new group counts from a start.
  inside systemctl restart reactor
  dialling=$(documented connecting.md "dial-in.sock,server=off,reconnect=1'/>" | grep -o "<qemu.*>")
  domain lv1
  domain lv2 "s|<qemu:arg value='socket.*|$dialling|;"
  until_true "both of libvirt's and both others are live" live 4
  inside grep -h 'tainted: custom-argv' /var/log/libvirt/qemu/lv1.log /var/log/libvirt/qemu/lv2.log

  say "its guests panic, it is restarted, a domain ends"
  for vm in lv1 lv2; do inside virsh --quiet qemu-monitor-command $vm --hmp 'o /b 0x505 1'; done
  until_true "both panics are alerts" eval '[ "$(alerts | grep -c "\"vm_name\":\"lv[12]\"")" = 2 ]'
  ! inside reactor qmp lv1 system_reset --yes 2>"$work/refused" || fail "a VM that libvirt manages is commanded"
  grep libvirt "$work/refused" || fail "it doesn't say why lv1 isn't commanded: $(cat "$work/refused")"
  inside systemctl restart libvirtd
  inside virsh --quiet list
  live 4 || fail "a libvirt that is restarted takes the monitors along"
  for vm in lv1 lv2; do inside virsh --quiet destroy $vm; done
  until_true "they are gone" live 2

  say "the lines for AppArmor, by docs/connecting.md: read by its parser alone"
  documented connecting.md '/run/vms/*.qmp rw,' >>"$root/etc/apparmor.d/local/abstractions/libvirt-qemu"
  sed 's/LIBVIRT_TEMPLATE/libvirt-of-a-guest/' "$root/etc/apparmor.d/libvirt/TEMPLATE.qemu" >"$root/root/profile"
  inside apparmor_parser --skip-kernel-load --skip-cache /root/profile 2>"$work/parser" || { cat "$work/parser" >&2; fail "AppArmor doesn't take the lines"; }
  [ "$(inside apparmor_parser --skip-kernel-load --skip-cache --preprocess /root/profile 2>/dev/null | grep -cE '^ */run/(vms/\*.qmp|reactor/dial-in.sock) rw,')" = 2 ] || fail "the lines are in no guest's profile"
}
