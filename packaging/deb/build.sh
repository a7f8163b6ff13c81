#!/usr/bin/env bash
# Builds the Debian package from what packaging/publish.sh wrote.
#   packaging/deb/build.sh [PUBLISHED] [DIR]     default: artifacts/publish, artifacts
# Prints the package's path.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
published=${1:-$root/artifacts/publish}
out=${2:-$root/artifacts}
here=$root/packaging/deb
[ -x "$published/reactor" ] || { echo "build.sh: there is no $published/reactor: run packaging/publish.sh first" >&2; exit 1; }
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props")
arch=$(dpkg --print-architecture)

tree=$(mktemp -d); trap 'rm -rf "$tree"' EXIT
chmod 755 "$tree"
put() { install -D -m "$1" "$2" "$tree/$3"; }

put 755 "$published/reactor" usr/lib/reactor/reactor
for library in "$published"/*.so; do put 644 "$library" "usr/lib/reactor/$(basename "$library")"; done
install -d "$tree/usr/bin"
ln -s ../lib/reactor/reactor "$tree/usr/bin/reactor"
put 644 "$root/packaging/systemd/reactor.service" lib/systemd/system/reactor.service
put 644 "$root/packaging/systemd/tmpfiles.conf" usr/lib/tmpfiles.d/reactor.conf
for page in "$root"/packaging/man/*.1; do put 644 "$page" "usr/share/man/man1/$(basename "$page")"; done
gzip -9n "$tree"/usr/share/man/man1/*.1
completion() { install -d "$tree/$(dirname "$2")"; "$published/reactor" completion "$1" >"$tree/$2"; }
completion bash usr/share/bash-completion/completions/reactor
completion zsh usr/share/zsh/vendor-completions/_reactor
completion fish usr/share/fish/vendor_completions.d/reactor.fish
put 644 "$root/packaging/prometheus/reactor.rules.yml" usr/share/doc/reactor/prometheus/reactor.rules.yml
put 644 "$root/packaging/grafana/reactor.json" usr/share/doc/reactor/grafana/reactor.json
put 644 "$root/CHANGELOG.md" usr/share/doc/reactor/CHANGELOG.md
(cd "$root/docs" && find . -name '*.md' -exec install -D -m 644 {} "$tree/usr/share/doc/reactor/docs/{}" \;)
put 644 "$root/LICENSE" usr/share/doc/reactor/copyright
# What an administrator changes, and an upgrade leaves as it is.
put 640 "$here/reactor.yaml" etc/reactor/reactor.yaml
put 640 "$here/guest.yaml" etc/reactor/rules/guest.yaml
put 644 "$here/default" etc/default/reactor

install -d "$tree/DEBIAN"
for script in postinst prerm postrm; do install -m 755 "$here/$script" "$tree/DEBIAN/$script"; done
(cd "$tree" && find etc -type f -printf '/%p\n' | sort) >"$tree/DEBIAN/conffiles"
cat >"$tree/DEBIAN/control" <<END
Package: reactor
Version: $version
Architecture: $arch
Maintainer: The Reactor authors <reactor@localhost>
Section: admin
Priority: optional
Installed-Size: $(du -sk --exclude=DEBIAN "$tree" | cut -f1)
Depends: adduser, libc6, libgcc-s1, libssl3 | libssl3t64, libstdc++6, util-linux
Suggests: qemu-system, prometheus
Description: reacts to what QEMU virtual machines report
 Reactor watches QEMU virtual machines over QMP and reacts to what they report:
 alerts, webhooks and records by rules in YAML. No reaction is lost, none
 doubled, none wrong, none late.
END
mkdir -p "$out"
dpkg-deb --root-owner-group -Zgzip --build "$tree" "$out/reactor_${version}_$arch.deb" >/dev/null
echo "$out/reactor_${version}_$arch.deb"
