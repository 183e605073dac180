#!/usr/bin/env bash
# A throw-away PostgreSQL for the tests: "start DIR" prints a connection string, "stop DIR" ends it and removes DIR.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
dir=$2
# The server refuses to run as root; the package's own account serves then.
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups -- "$@"; else "$@"; fi; }

case $1 in
start)
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null || shuf -i 20000-29999 -n 1)
    [ "$(id -u)" != 0 ] || chown postgres "$dir"
    cd "$dir"
    as "$bin/initdb" -D "$dir/db" -U musespark --auth=trust --encoding=UTF8 --locale=C.UTF-8 >"$dir/log" 2>&1
    as "$bin/pg_ctl" -D "$dir/db" -l "$dir/server.log" -w -o "-p $port -h 127.0.0.1 -k $dir -c fsync=off -c max_connections=200" start >>"$dir/log" 2>&1
    echo "Host=127.0.0.1;Port=$port;Username=musespark;Database=postgres"
    ;;
stop)
    cd "$dir"
    as "$bin/pg_ctl" -D "$dir/db" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$dir"
    ;;
*)
    echo "Say: postgres.sh start DIR, or postgres.sh stop DIR." >&2
    exit 2
    ;;
esac
