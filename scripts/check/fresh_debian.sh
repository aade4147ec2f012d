#!/usr/bin/env bash
# Proves the two commands of README.md on a bare Debian 12: makes one with debootstrap, clones the repository's last commit
# into it, runs `./dev run` until the URLs are printed and the page answers, then `./dev test`, and prints the times.
# Needs root (chroot, mounts in a namespace of their own) and the packages debootstrap and git.
#   scripts/check/fresh_debian.sh [FOLDER]    FOLDER is where the Debian goes (default: a temporary one, removed at the end)
# The mirror is the one that apt uses here, or $DEBIAN_MIRROR. npm's and the proxies' variables are passed on.
set -euo pipefail
export LC_ALL=C.UTF-8

if [ "${TAKEOVER_IN_NAMESPACE:-}" != yes ]; then
  TAKEOVER_IN_NAMESPACE=yes exec unshare --mount --propagation private "$0" "$@"
fi

repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
mirror="${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' | head -n 1)}"
[ -n "$mirror" ] || { echo "fresh-debian: set DEBIAN_MIRROR, apt names none here" >&2; exit 2; }

work="$(mktemp -d)"
root="${1:-$work/debian}"
port=$((20000 + RANDOM % 20000))
server=

clean_up() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  local mounted
  for mounted in dev/shm dev/pts dev sys proc; do
    umount "$root/$mounted" 2>/dev/null || umount --lazy "$root/$mounted" 2>/dev/null || true
  done
  rm -rf --one-file-system "$work"
}
trap clean_up EXIT

inside() {
  local name passed=()
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY npm_config_registry; do
    [ -z "${!name:-}" ] || passed+=("$name=${!name}")
  done
  # A proxy that signs for others: its authority goes along.
  [ ! -f "$root/root/authorities.pem" ] || passed+=("NODE_EXTRA_CA_CERTS=/root/authorities.pem")
  exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "${passed[@]}" \
    chroot "$root" /bin/bash -c "cd /src && exec $1"
}

seconds=()
timed() { # timed WHAT COMMAND…
  local what="$1" begin=$SECONDS failed=0
  shift
  "$@" || failed=$?
  seconds+=("$(printf '%-42s %5d s' "$what" $((SECONDS - begin)))")
  return $failed
}

make_debian() {
  debootstrap --variant=minbase bookworm "$root" "$mirror" >"$work/debootstrap.log" 2>&1 ||
    { tail -n 20 "$work/debootstrap.log" >&2; return 1; }
}

run_until_it_answers() {
  local deadline=$((SECONDS + 1800))
  (inside "./dev run --listen 127.0.0.1:$port") >"$work/run.log" 2>&1 &
  server=$!
  until grep -q "http://127.0.0.1:$port/demo" "$work/run.log" && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    if ! kill -0 "$server" 2>/dev/null || [ $SECONDS -gt $deadline ]; then
      tail -n 40 "$work/run.log" >&2
      echo "fresh-debian: ./dev run printed no URL" >&2
      return 1
    fi
    sleep 1
  done
  grep -A 20 "http://127.0.0.1:$port" "$work/run.log"
}

run_the_tests() {
  (inside "./dev test") 2>&1 | tee "$work/test.log" | tail -n 40
}

timed "debootstrap minbase bookworm" make_debian
rm -rf "$root/src"
git clone --quiet "file://$repository" "$root/src"
[ -z "${NODE_EXTRA_CA_CERTS:-}" ] || cp "$NODE_EXTRA_CA_CERTS" "$root/root/authorities.pem"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount --rbind --make-rprivate /dev "$root/dev"
timed "./dev run, from the clone to the URLs" run_until_it_answers
kill "$server" && wait "$server" || true
server=
outcome=0
timed "./dev test, from there" run_the_tests || outcome=1
printf '\n'
printf '%s\n' "${seconds[@]}"
exit $outcome
