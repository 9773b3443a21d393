#!/bin/sh
# Make this machine a Tallycard terminal, or renew what was changed. May be run again at any time.
#
#   ./install.sh [ROOT]     ROOT: another system's root folder, for images
#
# Files that are as they should be are left alone. No secret is read, made or moved.
set -eu

root=${1:-}
here=$(cd "$(dirname "$0")" && pwd)
unit=tallycard-terminal.service
password=/etc/credstore.encrypted/tallycard-password

[ "$(id -u)" -eq 0 ] || { echo "Run this as root." >&2; exit 1; }
[ -z "$root" ] || [ -d "$root/etc" ] || { echo "$root is no system's root folder." >&2; exit 1; }

changed=$(mktemp)
trap 'rm -f "$changed"' EXIT

cd "$here/files"
find . -type f | sort | while read -r file; do
    to=$root/${file#./}
    if ! cmp -s "$file" "$to"; then
        install -D -m 0644 "$file" "$to"
        echo "${file#.}" | tee -a "$changed"
    fi
done

systemd-sysusers ${root:+--root="$root"} tallycard.conf
systemd-tmpfiles ${root:+--root="$root"} --create tallycard.conf
systemctl ${root:+--root="$root"} --quiet enable "$unit" tallycard-doctor.timer

if [ -z "$root" ] && [ -d /run/systemd/system ] && [ -s "$changed" ]; then
    systemctl daemon-reload
    udevadm control --reload
    udevadm trigger --action=add
    sysctl --quiet --load=/etc/sysctl.d/60-tallycard.conf
    systemctl try-restart systemd-journald.service "$unit"
fi

[ -s "$changed" ] || echo "Nothing to change."
if [ ! -x "$root/opt/tallycard/bin/tallycard-terminal" ]; then
    echo "Next: install the program into /opt/tallycard (python3 -m venv, then pip install 'tallycard[terminal]')."
fi
if [ ! -e "$root$password" ]; then
    echo "Next: enrol the terminal as its user, then store its management password:"
    echo "  systemd-ask-password -n 'Management password:' | systemd-creds encrypt --name=password - $password"
    echo "  systemctl start $unit"
fi
