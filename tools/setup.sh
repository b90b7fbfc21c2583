# Read by ./run and ./test in the checkout's folder: installs what is missing, or says in one sentence why it cannot.
# shellcheck shell=sh

log=.tools/setup.log
export UV_SYSTEM_CERTS=true  # the certificates of this machine count, also behind a proxy with its own

fail() {
    echo "$*" >&2
    exit 1
}

# step "what is done" command…: one line on the screen, the rest in the log.
step() {
    what=$1
    shift
    { mkdir -p .tools && touch "$log"; } 2>/dev/null || fail "Cannot write in $PWD: the folder is read-only."
    echo "$what …" >&2
    "$@" >>"$log" 2>&1 </dev/null || fail "$what failed. Is the network up? What happened is in $log."
}

# stamped STAMP FILE…: whether the stamp still tells the content of the files.
stamped() {
    stamp=$1
    shift
    [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$(cat "$@" | sha256sum)" ]
}

need_packages() {
    command -v dpkg-query >/dev/null || return 0  # elsewhere: docs/operations.md names what to install
    missing=
    python3 -c 'import ensurepip, venv' 2>/dev/null || missing=' python3 python3-venv'
    for package; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
    done
    [ "$missing" ] || return 0
    install="apt-get install --yes --no-install-recommends$missing"
    [ "$(id -u)" = 0 ] || fail "System packages are missing. Run this line, then try again:
sudo sh -c 'apt-get update && $install'"
    export DEBIAN_FRONTEND=noninteractive
    step "Reading Debian's package list" apt-get update
    # shellcheck disable=SC2086  # several words are meant
    step "Installing$missing" $install
}

need_uv() {
    stamped .tools/uv/stamp locks/uv.txt && return
    step "Preparing the installer" python3 -m venv --clear .tools/uv
    step "Fetching the installer uv" .tools/uv/bin/python -m pip install --require-hashes -r locks/uv.txt
    sha256sum <locks/uv.txt >.tools/uv/stamp
}

# Debian's own Python where it is new enough: it is built to be a tenth quicker than one that a tool compiled here.
suitable_python() {
    /usr/bin/python3 -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null &&
        echo /usr/bin/python3 || echo '>=3.11,<3.14'
}

# need_environment run|develop: .venv holds exactly the lock. A develop environment has all that run needs, so it stays.
need_environment() {
    kind=$1
    [ -e .venv/innohus-develop ] && kind=develop
    stamped ".venv/innohus-$kind" "locks/$kind.txt" pyproject.toml && .venv/bin/python -c '' 2>/dev/null && return
    need_uv
    .venv/bin/python -c '' 2>/dev/null ||
        step "Making the Python environment" .tools/uv/bin/uv venv --clear --no-project --no-python-downloads \
            --python "$(suitable_python)" .venv
    rm -f .venv/innohus-run .venv/innohus-develop
    step "Installing the Python packages" \
        .tools/uv/bin/uv pip sync --python .venv/bin/python --require-hashes "locks/$kind.txt"
    step "Installing Innohus" \
        .tools/uv/bin/uv pip install --python .venv/bin/python --no-deps --no-build-isolation --editable .
    cat "locks/$kind.txt" pyproject.toml | sha256sum >".venv/innohus-$kind"
}

need_assets() {
    .venv/bin/python tools/assets.py --check || step "Fetching the design system" .venv/bin/python tools/assets.py
}
