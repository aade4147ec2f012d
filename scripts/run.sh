# Serving the demo, with a mailbox for what it sends. Sourced by ./dev.

# Kept in the repository's own folder: a mail server that delivers nothing, and shows what it got in a browser.
maildev=demo/mailbox/node_modules/maildev/bin/maildev

install_mailbox() { need_modules demo/mailbox; }

# free_port FIRST: the first port from there on where nobody listens on this machine.
free_port() {
  local port="$1"
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

run_demo() {
  local server mailbox outcome smtp web arguments=("$@")
  build_release
  mkdir -p data
  [ -n "${TAKEOVER_DATABASE_URL:-}" ] || arguments+=(--database sqlite:data/demo.db)
  # Who names a mail server, or brings settings, has their own.
  if [ -n "${TAKEOVER_MAIL_URL:-}" ] || [[ " $* " == *" --config"* ]]; then exec build/release/takeover demo "${arguments[@]}"; fi
  attempt install_mailbox
  if [ $attempt_status -ne 0 ]; then
    echo "dev: could not start a mailbox; the demo's emails wait in the queue" >&2
    exec build/release/takeover demo "${arguments[@]}"
  fi
  need_node
  smtp="$(free_port 1025)" web="$(free_port 1080)"
  node "$maildev" --silent --ip 127.0.0.1 --smtp "$smtp" --web-ip 127.0.0.1 --web "$web" >data/mailbox.log 2>&1 &
  mailbox=$!
  # The addresses are printed when all of them answer.
  until (exec 3<>"/dev/tcp/127.0.0.1/$web") 2>/dev/null || ! kill -0 "$mailbox" 2>/dev/null; do sleep 0.1; done
  TAKEOVER_MAIL_URL="smtp://127.0.0.1:$smtp" TAKEOVER_MAIL_FROM="Northline Coffee <chat@northline.example>" TAKEOVER_MAIL_TLS=off \
    build/release/takeover demo --mailbox "http://127.0.0.1:$web" "${arguments[@]}" &
  server=$!
  trap 'kill "$server" 2>/dev/null' INT TERM HUP
  # A signal ends a wait before the server has ended; how it ended is remembered.
  while kill -0 "$server" 2>/dev/null; do wait "$server" || true; done
  wait "$server" && outcome=0 || outcome=$?
  kill "$mailbox" 2>/dev/null || true
  wait "$mailbox" 2>/dev/null || true  # its port is free again when this ends
  return $outcome
}
