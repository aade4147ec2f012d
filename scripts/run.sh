# Serving the demo. Sourced by ./dev.

run_demo() {
  local arguments=("$@")
  build_release
  mkdir -p data
  if [ -z "${TAKEOVER_DATABASE_URL:-}" ] && [[ " $* " != *" --database"* ]]; then arguments+=(--database sqlite:data/demo.db); fi
  exec build/release/takeover demo "${arguments[@]}"
}
