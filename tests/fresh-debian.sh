#!/usr/bin/env bash
# Shows what README.md promises on a bare Debian 12: makes one with debootstrap, clones the repository's last commit into it, and
# starts `./dev run` twice. Prints what was fetched and how long it took until the URLs were printed and the page answered; fails
# if npm had a part in it, or if the second start takes 5 seconds or more.
# Needs root (chroot, mounts in a namespace of their own) and the packages debootstrap and git.
#   tests/fresh-debian.sh [--tests] [FOLDER]    --tests: `./dev test`, too. FOLDER is where the Debian goes (default: a temporary
#                                               one, removed at the end)
# The mirror is the one that apt uses here, or $DEBIAN_MIRROR. npm's and the proxies' variables are passed on.
set -euo pipefail
export LC_ALL=C.UTF-8

if [ "${TAKEOVER_IN_NAMESPACE:-}" != yes ]; then
  TAKEOVER_IN_NAMESPACE=yes exec unshare --mount --propagation private "$0" "$@"
fi

with_tests=no
if [ "${1:-}" = --tests ]; then
  with_tests=yes
  shift
fi
second_start_ms=5000
repository="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
mirror="${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Codename: bookworm' | head -n 1)}"
[ -n "$mirror" ] || { echo "fresh-debian: set DEBIAN_MIRROR, apt names none here" >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "fresh-debian: debootstrap is missing: apt-get install debootstrap" >&2; exit 2; }

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

now_ms() { echo $((${EPOCHREALTIME/./} / 1000)); }

results=()
# timed WHAT COMMAND…: the time goes into the results, and into took_ms.
timed() {
  local what="$1" begin failed=0
  begin="$(now_ms)"
  shift
  "$@" || failed=$?
  took_ms=$(($(now_ms) - begin))
  results+=("$(printf '%-44s %7d.%d s' "$what" $((took_ms / 1000)) $((took_ms % 1000 / 100)))")
  return $failed
}

make_debian() {
  debootstrap --variant=minbase bookworm "$root" "$mirror" >"$work/debootstrap.log" 2>&1 ||
    { tail -n 20 "$work/debootstrap.log" >&2; return 1; }
  # What is in there from here on was fetched for the project.
  rm -f "$root"/var/cache/apt/archives/*.deb
}

start() {
  local deadline=$((SECONDS + 3600))
  (inside "./dev run --listen 127.0.0.1:$port") >"$work/run.log" 2>&1 &
  server=$!
  until grep -q "http://127.0.0.1:$port/demo" "$work/run.log" && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    if ! kill -0 "$server" 2>/dev/null || [ $SECONDS -gt $deadline ]; then
      tail -n 40 "$work/run.log" >&2
      echo "fresh-debian: ./dev run printed no URL" >&2
      return 1
    fi
    sleep 0.05
  done
}

stop() {
  kill "$server" && wait "$server" || true
  server=
}

# What apt keeps, and what npm would leave behind.
count_what_was_fetched() {
  local debs=("$root"/var/cache/apt/archives/*.deb) bytes=0 lists
  [ -e "${debs[0]}" ] || debs=()
  [ ${#debs[@]} -eq 0 ] || bytes="$(stat -c %s "${debs[@]}" | awk '{ sum += $1 } END { printf "%.0f", sum }')"
  lists="$(sed -n 's/^Fetched \(.*B\) in .*/\1/p' "$work/run.log" | head -n 1)"
  results+=("$(printf '%-44s %7d packages, %d bytes; lists: %s' 'fetched with apt' ${#debs[@]} "$bytes" "${lists:-none}")")
  if [ -e "$root/usr/bin/npm" ] || [ -e "$root/root/.npm" ] || [ -n "$(find "$root/src" -name node_modules -print -quit)" ]; then
    results+=("npm had a part in it")
    outcome=1
  else
    results+=("$(printf '%-44s %7d' 'fetched with npm' 0)")
  fi
}

run_the_tests() {
  (inside "./dev test") 2>&1 | tee "$work/test.log" | tail -n 40
}

outcome=0
timed "debootstrap minbase bookworm" make_debian
rm -rf "$root/src"
git clone --quiet "file://$repository" "$root/src"
[ -z "${NODE_EXTRA_CA_CERTS:-}" ] || cp "$NODE_EXTRA_CA_CERTS" "$root/root/authorities.pem"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount --rbind --make-rprivate /dev "$root/dev"
timed "first ./dev run, from the clone to the URLs" start
grep -A 20 "is open, and" "$work/run.log"
count_what_was_fetched
stop
timed "second ./dev run, to the URLs" start
[ $took_ms -lt $second_start_ms ] || outcome=1
stop
if [ $with_tests = yes ]; then
  timed "./dev test, from there" run_the_tests || outcome=1
fi
printf '\n'
printf '%s\n' "${results[@]}"
[ $outcome -eq 0 ] || echo "fresh-debian: not as promised"
exit $outcome
