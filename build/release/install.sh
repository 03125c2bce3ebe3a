#!/bin/sh
# Installs the bank program out of a release: checks the archive against SHA256SUMS first, and installs nothing that does
# not match. Usage: ./install.sh [DIRECTORY]   (default /usr/local/bin)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
into=${1:-/usr/local/bin}
case "$into" in /*) ;; *) into=$PWD/$into ;; esac
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) target=x86_64-unknown-linux-gnu ;;
  Linux-aarch64) target=aarch64-unknown-linux-gnu ;;
  Darwin-x86_64) target=x86_64-apple-darwin ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  *) echo "install.sh: there is no program for $(uname -s) on $(uname -m); use the npm package" >&2; exit 1 ;;
esac
archive=$(cd "$here" && ls bank-*-"$target".tar.gz 2>/dev/null | sort -V | tail -n 1)
if [ -z "$archive" ]; then
  echo "install.sh: no bank-VERSION-$target.tar.gz beside this script; download it from the same release" >&2
  exit 1
fi
cd "$here"
if command -v sha256sum >/dev/null 2>&1; then sum="sha256sum"; else sum="shasum -a 256"; fi
wanted=$(awk -v name="$archive" '$2 == name { print $1 }' SHA256SUMS 2>/dev/null || true)
found=$($sum "$archive" | awk '{ print $1 }')
if [ -z "$wanted" ]; then
  echo "install.sh: SHA256SUMS does not list $archive; nothing was installed" >&2
  exit 1
fi
if [ "$wanted" != "$found" ]; then
  echo "install.sh: $archive is not what was released (expected $wanted, found $found); nothing was installed" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -xzf "$archive" -C "$work"
mkdir -p "$into"
install -m 755 "$work/bank" "$into/bank.new"
if ! version=$("$into/bank.new" --version); then
  rm -f "$into/bank.new"
  echo "install.sh: the program of $archive does not start here; nothing was installed (the npm package needs Node only)" >&2
  exit 1
fi
mv -f "$into/bank.new" "$into/bank"
echo "bank $version is in $into"
