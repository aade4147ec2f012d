# Small helpers of every script here. Sourced by ./dev.

step() { printf '\n==> %s\n' "$*" >&2; }
fail() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# attempt FUNCTION: runs it in a shell of its own that stops at its first error, and sets attempt_status. To be called as
# a plain command, since Bash ignores `set -e` in everything that stands in a condition.
attempt() {
  set +e
  (
    set -e
    "$1"
  )
  attempt_status=$?
  set -e
}
