# What can be checked without running the program. Sourced by ./dev.

# The C++ sources, or all sources written by hand. Works without git, too.
cpp_sources() { find domain storage answering actors net app tests bench -name node_modules -prune -o \( -name '*.hpp' -o -name '*.cpp' \) -print | sort; }
written_by_hand() {
  find . \( -name .git -o -name node_modules -o -path ./build -o -path ./data -o -path ./.cache -o -path ./web/dist \) -prune -o \
    -type f \( -name '*.hpp' -o -name '*.cpp' -o -name '*.ts' -o -name '*.js' -o -name '*.mjs' -o -name '*.svelte' -o -name '*.css' \
    -o -name '*.html' -o -name '*.sh' -o -name '*.sql' -o -name '*.cmake' -o -name CMakeLists.txt -o -name dev \
    -o -path './scripts/check/*' \) -print | sort
}

format_sources() {
  need_packages clang-format
  cpp_sources | xargs clang-format -i
}

check_format() { cpp_sources | xargs clang-format --dry-run -Werror; }

check_layers() { scripts/check/layers --self-test && scripts/check/layers; }

# A file of more than 400 lines says in its first line why (in a script: in the second): "Long because …".
check_lengths() {
  local file lines outcome=0
  while read -r file; do
    lines="$(wc -l <"$file")"
    if [ "$lines" -gt 400 ] && ! head -n 2 "$file" | grep -q 'Long because'; then
      printf '%s: %d lines, and its first line does not say "Long because …"\n' "$file" "$lines"
      outcome=1
    fi
  done < <(written_by_hand)
  return $outcome
}

# clang-tidy for the rules in domain/ (clang 14 knows no coroutines, and is slow on the rest); cppcheck for everything. Those
# that are suppressed misread forward declarations, coroutines, requires-expressions, views and comparisons of literals.
check_cpp() {
  find domain -name '*.cpp' -print0 | xargs -0 -r -n 4 -P "$(nproc)" sh -c 'clang-tidy --quiet "$@" -- -std=c++20 -I. 2>&1 |
    { ! grep -v "warnings\{0,1\} generated"; }' clang-tidy &&
    cppcheck --quiet --std=c++20 --language=c++ --enable=warning,portability --inline-suppr --error-exitcode=1 -j "$(nproc)" -I. \
      --suppress=missingIncludeSystem --suppress=uninitMemberVar --suppress=passedByValue \
      --suppress=incorrectStringBooleanError --suppress=missingReturn --suppress=invalidLifetime \
      --suppress=identicalConditionAfterEarlyExit domain storage answering actors net app
}

check_demo() { scripts/check/demo; }

check_web() {
  need_modules web
  scripts/check/web_imports --self-test && scripts/check/web_imports && (cd web && npm run --silent check)
}

# Builds web/dist again: what is committed must be what the sources give, byte for byte.
check_web_dist() {
  need_modules web
  local before outcome=0
  before="$(mktemp -d)"
  cp -r web/dist "$before/dist"
  (cd web && npm run --silent build) >"$before/log" 2>&1 || { cat "$before/log" && outcome=1; }
  diff -rq "$before/dist" web/dist || outcome=1
  [ $outcome -eq 0 ] || echo "web/dist was out of date and has been rebuilt. Review and commit it."
  rm -r "$before"
  return $outcome
}

# What visitors load: the limits stand in web/widget/size.js.
check_widget_size() {
  need_modules web
  (cd web && npm run --silent size)
}

run_checks() {
  local name failed=()
  need_packages "${check_packages[@]}"
  need_node
  for name in format layers lengths cpp demo web web_dist widget_size; do
    step "check: $name"
    attempt "check_$name"
    [ $attempt_status -eq 0 ] || failed+=("$name")
  done
  if [ ${#failed[@]} -gt 0 ]; then
    printf '\ncheck: failed: %s\n' "${failed[*]}"
    return 1
  fi
  printf '\ncheck: all passed\n'
}
