# Running the tests. Sourced by ./dev. Every suite writes JUnit reports; the closing line sums what stands in them.

source scripts/fuzz.sh

all_suites=(cpp asan web clients attacks e2e fuzz)
# Run when they are named: half an hour, for what only a change of threads or locks can break.
named_suites=(tsan)

# count REPORT…: "passed failed" over JUnit files, by test case.
count() {
  cat -- "$@" | awk '
    { gsub(/></, ">\n<"); text = text $0 "\n" }
    END {
      n = split(text, part, "<testcase")
      for (i = 2; i <= n; i++) {
        if (part[i] ~ /<(failure|error)[ >\/]/) failed++
        else if (part[i] !~ /<skipped/) passed++
      }
      print passed + 0, failed + 0
    }'
}

run_ctest() { # run_ctest PRESET
  need_packages "${database_packages[@]}"
  rm -f "build/$1/reports/"*.xml
  build "$1" all
  ctest --preset "$1" -j 2
}

suite_cpp() { run_ctest release; }

# The files of tests/clients that reach parts of the program that no C++ test has: handlers and their routes, the command line, what goes
# out by libcurl. Not those that take long for what they reach beyond these.
sanitized_clients=(audit/audit_verify conversations/{claims,commands,deletion,handoff,idempotence,page,presence,takeover} delivery/{mail,webhooks}
  durability/kill9 http/{bad_calls,packed_answers,rate_limits} leads/{feed,lead_capture,spellings} people/settings realtime/{bad_frames,connections,echo_node,websocket_cases} startup/bad_start)

suite_asan() {
  run_ctest asan
  need_packages sqlite3 openssl
  need_modules tests/clients
  # Fewer repetitions than in `clients`: a report needs none. The harness takes one for a failure, whatever the exit code.
  (cd tests/clients && TAKEOVER_BINARY="$repository/build/asan/takeover" TAKEOVER_ROUNDS=40 TAKEOVER_KILLS=3 \
    ASAN_OPTIONS=strict_string_checks=1:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1 \
    node --test --test-concurrency=1 --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit \
    --test-reporter-destination="$repository/build/asan/reports/clients.xml" "${sanitized_clients[@]/%/.test.js}")
}

# The C++ suite, then the clients that have most going on at once, with what libcaf does inside of itself left out. A report
# ends the server with status 66, which the harness takes for a failure.
tsan_clients=(conversations/{claims,commands,handoff,takeover} realtime/{bad_frames,connections,echo_node,websocket_cases})

suite_tsan() {
  need_packages "${database_packages[@]}"
  rm -f build/tsan/reports/*.xml
  build tsan all
  ctest --preset tsan -j 2
  need_packages sqlite3 openssl
  need_modules tests/clients
  (cd tests/clients && TAKEOVER_BINARY="$repository/build/tsan/takeover" TAKEOVER_ROUNDS=40 \
    TSAN_OPTIONS="suppressions=$repository/tests/support/tsan.supp" \
    node --test --test-concurrency=1 --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit \
    --test-reporter-destination="$repository/build/tsan/reports/clients.xml" "${tsan_clients[@]/%/.test.js}")
}

# Every target for ten seconds; longer with `./dev fuzz`.
suite_fuzz() {
  build_fuzz fuzz_targets
  fuzz_each 10 "$reports/fuzz.xml"
}

suite_web() {
  need_modules web
  (cd web && npx --no-install vitest run --reporter=default --reporter=junit --outputFile.junit="$reports/web.xml")
}

suite_clients() {
  build_release
  need_packages "${browser_packages[@]}" "${database_packages[@]}" sqlite3 openssl nginx
  need_unpacked caddy
  need_modules tests/clients
  (cd tests/clients && TAKEOVER_BINARY="$repository/build/release/takeover" node --test --test-concurrency=1 \
    --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination="$reports/clients.xml")
}

# What strangers do to a server at default limits.
suite_attacks() {
  build_release
  need_modules tests/clients  # its parts are used
  (cd tests/attacks && TAKEOVER_BINARY="$repository/build/release/takeover" node --test --test-concurrency=1 \
    --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination="$reports/attacks.xml")
}

suite_e2e() {
  build_release
  need_packages "${browser_packages[@]}"
  need_modules tests/clients  # its servers for mail and webhooks
  need_modules tests/e2e
  (cd tests/e2e && TAKEOVER_BINARY="$repository/build/release/takeover" PLAYWRIGHT_JUNIT_OUTPUT_FILE="$reports/e2e.xml" \
    npx --no-install playwright test --reporter=list,junit)
}

# digest REPORT…: each failed test case of JUnit files with the beginning of what it says, so that the end of a log is enough.
digest() {
  cat -- "$@" | awk '
    { text = text $0 "\n" }
    END {
      n = split(text, part, "<testcase")
      for (i = 2; i <= n; i++) {
        if (part[i] !~ /<(failure|error)[ >\/]/) continue
        gsub(/&lt;/, "<", part[i]); gsub(/&gt;/, ">", part[i]); gsub(/&quot;/, "\"", part[i]); gsub(/&#10;/, "\n", part[i]); gsub(/&amp;/, "\\&", part[i])
        print "  --" substr(part[i], 1, 1500)
      }
    }'
}

run_tests() {
  local suite suites=("$@") begin passed failed all_passed=0 all_failed=0 files lines=() digests=''
  [ ${#suites[@]} -gt 0 ] || suites=("${all_suites[@]}")
  for suite in "${suites[@]}"; do
    [[ " ${all_suites[*]} ${named_suites[*]} " == *" $suite "* ]] ||
      fail "there is no suite \"$suite\"; there are: ${all_suites[*]} ${named_suites[*]}"
  done
  repository="$PWD"
  reports="$PWD/build/reports"
  mkdir -p "$reports"
  for suite in "${suites[@]}"; do
    step "test: $suite"
    begin=$SECONDS
    rm -f "$reports/$suite.xml"
    attempt "suite_$suite"
    case $suite in
      cpp) files=(build/release/reports/*.xml) ;;
      asan | tsan) files=("build/$suite/reports/"*.xml) ;;
      *) files=("$reports/$suite.xml") ;;
    esac
    passed=0 failed=0
    if [ -f "${files[0]}" ]; then read -r passed failed < <(count "${files[@]}"); fi
    # A suite that broke off, or ran nothing, counts as one failure even if no report says so.
    if [ $failed -eq 0 ] && { [ $attempt_status -ne 0 ] || [ $passed -eq 0 ]; }; then failed=1; fi
    [ $failed -eq 0 ] || ! [ -f "${files[0]}" ] || digests+="$(printf '\n%s:\n' "$suite"; digest "${files[@]}")"
    lines+=("$(printf '%-8s %5d passed %5d failed %6d s' "$suite" "$passed" "$failed" $((SECONDS - begin)))")
    all_passed=$((all_passed + passed))
    all_failed=$((all_failed + failed))
  done
  printf '%s\n\n' "$digests"
  printf '%s\n' "${lines[@]}"
  printf '%d passed, %d failed\n' "$all_passed" "$all_failed"
  [ "$all_failed" -eq 0 ]
}
