# What the project takes from Debian, and Node for the development tools. Sourced by ./dev.

build_packages=(
  g++ cmake ninja-build ccache pkg-config brotli gzip tzdata
  libcaf-dev libboost1.81-dev libboost-system1.81-dev libboost-json1.81-dev libboost-url1.81-dev libboost-test1.81-dev
  libsoci-dev libsqlite3-dev libpq-dev libssl-dev libsodium-dev zlib1g-dev libcurl4-openssl-dev libjemalloc-dev libicu-dev
  libtomlplusplus-dev libcli11-dev libspdlog-dev libfmt-dev libhowardhinnant-date-dev prometheus-cpp-dev
)
database_packages=(postgresql-15)
browser_packages=(chromium fonts-dejavu-core)
check_packages=(clang-format clang-tidy cppcheck)
fuzz_packages=(clang libclang-rt-14-dev)

apt_lists_are_fresh=no
packages_came=no # in this run

# apt-get as root, with a fresh list of packages once in a run.
apt() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "packages are missing, and there is no sudo to install them: apt-get $*"
    as_root=(sudo)
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 apt-get -y -q \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Acquire::Retries=3 "$@" >&2
}
update_lists() {
  [ $apt_lists_are_fresh = no ] || return 0
  apt update
  apt_lists_are_fresh=yes
}

# Installs those of the named packages that are missing.
need_packages() {
  local package installed missing=()
  if ! command -v dpkg-query >/dev/null; then
    printf 'dev: this is not a Debian system; please install what these packages provide: %s\n' "$*" >&2
    return
  fi
  # One question about all of them; that some are unknown is no error.
  installed=" $({ dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true; } | sed -n 's/^installed //p' | tr '\n' ' ')"
  for package in "$@"; do
    [[ "$installed" == *" $package "* ]] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  step "installing ${missing[*]}"
  update_lists
  apt install --no-install-recommends "${missing[@]}" ||
    fail "apt could not install ${missing[*]} (the project is built on Debian 12)"
  packages_came=yes
}

# Unpacks a Debian package into build/tools/NAME instead of installing it, which would start its service.
need_unpacked() {
  local package="$1" folder="build/tools/$1"
  [ ! -d "$folder" ] || return 0
  command -v dpkg-deb >/dev/null || return 0
  step "fetching $package"
  mkdir -p "$folder.part"
  # On a new machine apt knows no packages before an installation has asked for them.
  (cd "$folder.part" && apt-get -q download "$package" >&2) ||
    { update_lists && (cd "$folder.part" && apt-get -q download "$package" >&2); } ||
    fail "apt could not download $package"
  dpkg-deb -x "$folder.part/$package"_*.deb "$folder.part"
  rm "$folder.part/$package"_*.deb
  mv "$folder.part" "$folder"
}

node_is_new_enough() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
             process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)'
}

# Puts a Node that the development tools accept on the PATH: the one that is there, or npm's own copy of Node 22, fetched
# with Debian's npm (Debian 12 has Node 18, too old for Vite 8). Who only runs the server needs none of this.
need_node() {
  local folder="$PWD/.cache/node" arch
  [ ! -x "$folder/bin/node" ] || PATH="$folder/bin:$PATH"
  if node_is_new_enough; then return; fi
  need_packages ca-certificates npm
  if node_is_new_enough; then return; fi
  case "$(uname -m)" in
    x86_64) arch=x64 ;;
    aarch64) arch=arm64 ;;
    *) fail "install Node 22 yourself: there is no npm package of it for $(uname -m)" ;;
  esac
  step "fetching Node 22"
  mkdir -p "$folder"
  npm install --prefix "$folder" --no-audit --no-fund --no-save "node-linux-$arch@22" >&2
  mkdir -p "$folder/bin"
  ln -sf "../node_modules/node-linux-$arch/bin/node" "$folder/bin/node"
  PATH="$folder/bin:$PATH"
  hash -r
  node_is_new_enough || fail "node $(node --version) is still too old"
}

# Installs the npm packages of the folder, if its lock file changed since the last time.
need_modules() {
  local folder="$1" stamp="$1/node_modules/.installed-lock"
  need_node
  [ -f "$folder/package-lock.json" ] || fail "$folder/package-lock.json is missing"
  if ! cmp -s "$folder/package-lock.json" "$stamp"; then
    step "npm ci in $folder/"
    (cd "$folder" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund >&2)
    cp "$folder/package-lock.json" "$stamp"
  fi
}
