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
  local preset="$1" made="build/$1/build.ninja"
  shift
  need_packages "${build_packages[@]}"
  step "building $preset: $*"
  # From then on Ninja configures by itself when CMake's files change or sources come and go; it knows neither the presets
  # nor what was installed since.
  if [ ! -f "$made" ] || [ CMakePresets.json -nt "$made" ] || [ $packages_came = yes ]; then
    cmake --preset "$preset" --log-level=WARNING >&2
  fi
  cmake --build --preset "$preset" -j "$(jobs_that_fit)" --target "$@" >&2
}

build_release() {
  build release takeover
}
