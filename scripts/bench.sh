# Measurements. Sourced by ./dev.

# Builds the release binary and one scenario of bench/, and runs it. See bench/README.md.
run_bench() {
  local name="${1:-}" known
  known="$(cd bench && ls -- *.cpp | sed 's/\.cpp$//' | paste -sd ' ')"
  [ -n "$name" ] && [ -f "bench/$name.cpp" ] || fail "name a benchmark: $known"
  shift
  build release takeover "bench_$name"
  build/release/bench/"bench_$name" "$@"
}
