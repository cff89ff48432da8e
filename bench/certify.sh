#!/usr/bin/env bash
# The certification run against a server of this build, on a free port; `./x certify` builds first.
set -euo pipefail
cd "$(dirname "$0")/.."

banter="${CARGO_TARGET_DIR:-target}/release/banter"
reports=target/certify
skill=amzn1.ask.skill.11111111-1111-4111-8111-111111111111
work=$(mktemp -d)
server=
cleanup() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap cleanup EXIT

# A skill id, so that calls for another skill are refused as they are in production.
cat > "$work/certify.toml" <<TOML
[banks.demo.platforms.alexa]
skill_ids = ["$skill"]
TOML

start() {
    BANTER__SERVER__BIND="127.0.0.1:$1" "$banter" serve --config "$work/certify.toml" \
        >"$work/server.log" 2>&1 &
    server=$!
    for _ in $(seq 100); do
        kill -0 "$server" 2>/dev/null || return 1
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
        sleep 0.05
    done
    return 1
}

# A port that is taken already is tried with the next one.
for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 20000))
    if start "$port"; then break; fi
    kill "$server" 2>/dev/null || true
    server=
done
[ -n "$server" ] || { cat "$work/server.log" >&2; exit 2; }

status=0
for locale in en-US en-GB de-DE; do
    echo "== $locale"
    "$banter" certify alexa --url "http://127.0.0.1:$port/demo/alexa" --locale "$locale" \
        --report "$reports/$locale" "$@" || status=$?
done
exit "$status"
