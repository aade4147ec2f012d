# Building the C++ side. Sourced by ./dev.

# How many compilers may run at once: one a core, and no more than memory allows (a heavy file takes more than 1 GB).
jobs_that_fit() {
  local cores memory
  cores="$(nproc)"
  memory="$(awk '/^MemAvailable:/ { print int($2 / 1500000) }' /proc/meminfo)"
  [ "$memory" -ge 1 ] || memory=1
  echo $((cores < memory ? cores : memory))
}

# build PRESET TARGET…
build() {
  local preset="$1"
  shift
  need_packages "${build_packages[@]}"
  step "building $preset: $*"
  cmake --preset "$preset" --log-level=WARNING >&2
  cmake --build --preset "$preset" -j "$(jobs_that_fit)" --target "$@" >&2
}

build_release() {
  build release takeover
}
