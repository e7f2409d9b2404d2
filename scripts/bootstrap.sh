#!/bin/sh
# Makes a fresh checkout ready to run: npm packages, the bun binary and the Debian packages of a group.
#
#   sh scripts/bootstrap.sh [demo|test|bench]
#
# `npm test`, `npm run demo` and the others call it first. When everything is in place it prints nothing and takes a blink.
set -eu
cd "$(dirname "$0")/.."

stamp=node_modules/.bootstrap
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM

main() {
  case ${1:-} in
    '') packages= ;;
    demo) packages='runc busybox-static slirp4netns' ;;
    test) packages='runc podman conmon busybox-static gcc libc6-dev iproute2 procps slirp4netns tmux iptables catatonit uidmap' ;;
    bench) packages='runc podman conmon busybox-static gcc libc6-dev iproute2 procps slirp4netns iperf3' ;;
    *) fail "Unknown group \"$1\": use demo, test or bench" ;;
  esac
  check_node
  npm_packages
  bun_binary
  debian_packages
}

check_node() {
  version=$(node --version) || fail "Cannot run node: install Node.js 18 or newer"
  major=${version#v}
  [ "${major%%.*}" -ge 18 ] || fail "Node.js $version is too old: install 18 or newer"
}

npm_packages() {
  wanted=$(cksum <package-lock.json)
  [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
  # Somebody may have run `npm ci` by hand; a machine without network must not be asked to do it again.
  installed_as_locked || step 'npm packages' npm_ci
  echo "$wanted" >"$stamp"
}

# Whatever the machine's settings leave out (NODE_ENV=production does), all of it is needed here.
npm_ci() {
  npm ci --include=dev --include=optional --no-audit --no-fund
}

# npm keeps what it installed in node_modules/.package-lock.json; packages for other platforms are absent there.
installed_as_locked() {
  node -e '
    const packages = (file) => JSON.parse(require("fs").readFileSync(file, "utf8")).packages;
    const installed = packages("node_modules/.package-lock.json");
    const same = ([path, wanted]) => {
      const found = installed[path];
      return path === "" || (found ? found.integrity === wanted.integrity : wanted.optional === true);
    };
    process.exit(Object.entries(packages("package-lock.json")).every(same) ? 0 : 1);
  ' 2>/dev/null
}

# The npm package `bun` puts its binary in place from an install script. Where npm is told to run none, a stub is left.
bun_binary() {
  wanted=$(sed -n 's/^ *"bun": "\([^"]*\)".*/\1/p' package.json)
  bun_is_real && return
  step "bun $wanted" place_bun
}

# It can be put in place only once: when it was and got damaged, everything is fetched again.
place_bun() {
  node node_modules/bun/install.js || { npm_ci && { bun_is_real || node node_modules/bun/install.js; }; }
  bun_is_real
}

bun_is_real() {
  [ "$(node_modules/.bin/bun --version 2>/dev/null)" = "$wanted" ]
}

debian_packages() {
  missing=
  for package in $packages; do
    provided "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0

  install="apt-get install -y --no-install-recommends$missing"
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    fail "These programs are missing, by the name of their Debian package:$missing
As root on Debian:  apt-get update && $install"
  fi
  export DEBIAN_FRONTEND=noninteractive
  # One unreachable source of several is no reason to stop: whether the packages can be had shows in the next step.
  step 'Debian package lists' sh -c 'apt-get update -o DPkg::Lock::Timeout=120 || echo "apt-get update: exit $?"'
  # shellcheck disable=SC2086
  step "Debian packages:$missing" $install -o DPkg::Lock::Timeout=120
}

# Asks for what a package is wanted for, not for the package: a runc from elsewhere is as good.
provided() {
  case $1 in
    busybox-static) program busybox && ! ldd "$(command -v busybox)" >/dev/null 2>&1 ;;
    libc6-dev) any_file /usr/include/stdio.h && any_file /usr/lib/libc.a /usr/lib64/libc.a /usr/lib/*/libc.a ;;
    iproute2) program ip ;;
    procps) program ps ;;
    uidmap) program newuidmap ;;
    *) program "$1" ;;
  esac
}

program() {
  command -v "$1" >/dev/null
}

any_file() {
  for file; do
    [ -e "$file" ] && return
  done
  return 1
}

# Runs a command quietly under a progress line; its output is shown only when it fails.
step() {
  what=$1
  shift
  printf '==> %s … ' "$what"
  began=$(date +%s)
  if "$@" >"$log" 2>&1 </dev/null; then
    echo "done in $(($(date +%s) - began)) s"
  else
    echo 'failed'
    cat "$log" >&2
    fail "Cannot go on: \"$what\" failed"
  fi
}

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# runc and ip live in /usr/sbin, which `su` leaves out of root's PATH.
PATH=$PATH:/usr/sbin:/sbin
main "$@"
