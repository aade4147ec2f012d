# Fuzzing with libFuzzer. Sourced by ./dev, and by scripts/test.sh for the suite `fuzz`.

fuzz_targets() { find tests/fuzz -maxdepth 1 -name '*.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort; }

build_fuzz() { # build_fuzz TARGET…
  need_packages "${fuzz_packages[@]}"
  build fuzz "$@"
}

# fuzz_one NAME SECONDS: fuzzes from what the target found before and from its corpus. What breaks it is kept as
# build/fuzz/found/NAME/crash-…; the new inputs are in build/fuzz/found/NAME/inputs.
fuzz_one() {
  local name="$1" seconds="$2" found="build/fuzz/found/$1"
  mkdir -p "$found/inputs"
  UBSAN_OPTIONS=print_stacktrace=1 "build/fuzz/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$found/" "$found/inputs" "tests/fuzz/corpus/$name"
}

# fuzz_each SECONDS REPORT: every target, two at a time; their logs go to build/fuzz/found/NAME.log, the outcome to a JUnit report.
fuzz_each() {
  local seconds="$1" report="$2" name outcome=0 executions
  local names
  mapfile -t names < <(fuzz_targets)
  mkdir -p build/fuzz/found
  export -f fuzz_one
  # A file for each that went well, since xargs tells no more than that one did not.
  rm -f build/fuzz/found/*.passed
  printf '%s\n' "${names[@]}" | xargs -P 2 -I{} bash -c \
    'if fuzz_one {} "$1" >build/fuzz/found/{}.log 2>&1; then touch build/fuzz/found/{}.passed; fi' fuzz "$seconds"
  {
    echo '<testsuite name="fuzz">'
    for name in "${names[@]}"; do
      if [ -e "build/fuzz/found/$name.passed" ]; then
        executions="$(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/found/$name.log")"
        printf 'fuzz: %-20s %10s inputs\n' "$name" "$executions" >&2
        printf '<testcase name="%s"/>\n' "$name"
      else
        outcome=1
        printf 'fuzz: %s failed\n' "$name" >&2
        tail -n 40 "build/fuzz/found/$name.log" >&2
        printf '<testcase name="%s"><failure>%s</failure></testcase>\n' "$name" \
          "$(grep -E 'does not hold|ERROR|runtime error|Assertion|Test unit written' "build/fuzz/found/$name.log" |
            sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g')"
      fi
    done
    echo '</testsuite>'
  } >"$report"
  return $outcome
}

run_fuzz() {
  local name="${1:-}"
  case "$name" in
    '') fuzz_targets ;;
    all)
      build_fuzz fuzz_targets
      fuzz_each "${2:-10}" build/fuzz/found.xml
      ;;
    *)
      [ -f "tests/fuzz/$name.cpp" ] || fail "there is no fuzz target \"$name\"; there are: $(fuzz_targets | tr '\n' ' ')"
      build_fuzz "fuzz_$name"
      fuzz_one "$name" "${2:-60}"
      ;;
  esac
}
