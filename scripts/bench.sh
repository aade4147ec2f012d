# Benchmarks. Sourced by ./dev.

# The history checker: builds the server and torments it. --broken NAME takes one that breaks a promise (tests/broken), and
# succeeds only if that is found out; --broken all takes each of them.
bench_torture() {
  local broken=() server=build/release/takeover rest=() name
  while [ $# -gt 0 ]; do
    case "$1" in
      --broken) broken=("${2:?name what is broken: $(cd tests/broken && echo */)}") && shift ;;
      *) rest+=("$1") ;;
    esac
    shift
  done
  need_packages "${database_packages[@]}" sqlite3
  need_modules tests/clients
  if [ "${broken[*]}" = all ]; then mapfile -t broken < <(cd tests/broken && find . -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort); fi
  if [ ${#broken[@]} -eq 0 ]; then
    build release takeover
    TAKEOVER_BINARY="$PWD/$server" node tests/clients/torture/main.js "${rest[@]}"
    return
  fi
  build release "${broken[@]/#/takeover_broken_}"
  for name in "${broken[@]}"; do
    step "a server that breaks: $name"
    TAKEOVER_BINARY="$PWD/build/release/broken/$name/takeover" node tests/clients/torture/main.js --operations 3000 "${rest[@]}" \
      --expect "$(cat "tests/broken/$name/rule")"
  done
}

run_bench() {
  local name="${1:-}"
  if [ "$name" = torture ]; then
    shift
    bench_torture "$@"
    return
  fi
  if [ "$name" = soak ] || [ "$name" = restarts ]; then
    shift
    need_modules tests/clients  # its parts are used
    build release takeover
    TAKEOVER_BINARY="$PWD/build/release/takeover" node "tests/$name/main.js" "$@"
    return
  fi
  if [ -z "$name" ] || [ ! -f "bench/$name.cpp" ]; then
    printf 'dev: name a benchmark:%s\n' "$(find bench -maxdepth 1 -name '*.cpp' -printf ' %f' | sed 's/\.cpp//g') torture soak restarts" >&2
    return 2
  fi
  shift
  [ "$name" != chat ] || need_packages "${database_packages[@]}"
  build release takeover "bench_$name"
  TAKEOVER_BINARY="$PWD/build/release/takeover" "build/release/bench/bench_$name" "$@"
}
