# Benchmarks. Sourced by ./dev.

run_bench() {
  local name="${1:-}"
  if [ -z "$name" ] || [ ! -f "bench/$name.cpp" ]; then
    printf 'dev: name a benchmark:%s\n' "$(find bench -maxdepth 1 -name '*.cpp' -printf ' %f' | sed 's/\.cpp//g')" >&2
    return 2
  fi
  shift
  build release takeover "bench_$name"
  TAKEOVER_BINARY="$PWD/build/release/takeover" "build/release/bench/bench_$name" "$@"
}
