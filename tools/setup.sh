# Sourced by run, test and .ci/run: makes .venv and installs what a lock file names, once.
# Everything it says goes to standard error, so that what a command prints stays clean.

house=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
python="$house/.venv/bin/python"
export PYTHONUTF8=1

# What a real Qt window and its fonts need of Debian; PySide6 carries the rest.
window_libraries=(
    fontconfig libdbus-1-3 libegl1 libfontconfig1 libgl1 libglib2.0-0 libxcb-cursor0 libxcb-icccm4
    libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0 libxkbcommon0
)
# What the tests need: LibreOffice opens our workbooks, poppler reads our PDF, and a screen for the frozen window.
test_programs=(fonts-liberation2 libreoffice-calc-nogui poppler-utils xdotool xvfb)

# set_up LOCK [DEBIAN_PACKAGE...]: nothing to do while LOCK and this file are as they were at the last set-up.
set_up() {
    is_set_up "$1" && return
    {
        exec 9<"${BASH_SOURCE[0]}"
        ! command -v flock >/dev/null || flock 9 # two first starts at once: the second one waits
        is_set_up "$1" || install_lock "$@"
        exec 9<&-
    } >&2
}

is_set_up() {
    local stamp="$house/.venv/$1.installed"
    [[ -x $python && -f $stamp && $(<"$stamp") == "$(fingerprint "$1")" ]]
}

fingerprint() {
    cat "$house/$1" "$house/tools/setup.sh" | sha256sum
}

install_lock() {
    local lock=$1
    debian_packages "${@:2}"
    make_venv
    rm -f "$house"/.venv/*.installed
    echo "Đang cài các thư viện trong $lock (chỉ lần đầu, vài phút) …"
    "$python" -m pip install -qq --disable-pip-version-check --require-hashes --requirement "$house/$lock" || {
        echo "Chưa cài được thư viện. Hãy kiểm tra mạng rồi chạy lại lệnh này."
        exit 2
    }
    fingerprint "$lock" >"$house/.venv/$lock.installed"
    # The development lock holds every pin of the other one.
    fingerprint requirements.lock >"$house/.venv/requirements.lock.installed"
}

# Installs the packages that dpkg misses if root, else says how; without them the headless commands still work.
debian_packages() {
    local missing=() package
    command -v dpkg-query >/dev/null || return 0
    for package in "$@"; do
        [[ $(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    if ((EUID)); then
        echo "Thiếu thư viện hệ thống. Hãy chạy: sudo apt-get install -y ${missing[*]}"
        return 0
    fi
    echo "Đang cài thư viện hệ thống: ${missing[*]} …"
    apt_install "${missing[@]}" || echo "Chưa cài được thư viện hệ thống: ${missing[*]}"
}

apt_install() {
    local apt=(apt-get -qq -o DPkg::Lock::Timeout=300)
    export DEBIAN_FRONTEND=noninteractive
    "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@" </dev/null
}

make_venv() {
    local found
    is_python_311 "$python" && return
    echo "Đang tạo môi trường Python trong .venv …"
    if ! found=$(find_python); then
        if ((EUID == 0)) && command -v apt-get >/dev/null; then
            apt_install python3.11-venv || true
        fi
        found=$(find_python) || {
            echo "Chưa có Python 3.11. Hãy cài Python 3.11 (Debian 12: sudo apt-get install python3.11-venv) rồi" \
                "chạy lại lệnh này."
            exit 2
        }
    fi
    "$found" -m venv --clear "$house/.venv" || exit 2
}

find_python() {
    local candidate
    for candidate in python3.11 python3 python; do
        is_python_311 "$candidate" && command -v "$candidate" && return
    done
    return 1
}

is_python_311() {
    command -v "$1" >/dev/null &&
        "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null
}
