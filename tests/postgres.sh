#!/bin/bash
# A throw-away PostgreSQL for the tests.
#   tests/postgres.sh start          prints the connection string of a new cluster on a free port
#   tests/postgres.sh stop FOLDER    ends it and removes its files (FOLDER is in the connection string's Application Name)
# The server refuses to run as root; then it runs as the user postgres that its package makes.
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v pg_ctl || true)")
[ -x "$bin/pg_ctl" ] || { echo "PostgreSQL's server programs are missing: apt-get install postgresql, or set MUSESPARK_TEST_POSTGRES to a connection string." >&2; exit 1; }

as_server() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$folder" "$@"; else "$@"; fi; }

case "${1:-}" in
start)
    folder=$(mktemp -d /tmp/musespark-postgres-XXXXXX)
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
    cd "$folder"
    as_server "$bin/initdb" -D "$folder/data" -U musespark --auth=trust --encoding=UTF8 --locale=C --no-sync >"$folder.log" 2>&1
    for _ in 1 2 3 4 5; do
        port=$((20000 + RANDOM % 20000))
        # Nothing in it has to outlive a crash of the machine, so it need not wait for the disk.
        if as_server "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" start \
            -o "-p $port -c listen_addresses=127.0.0.1 -k $folder -c fsync=off -c full_page_writes=off -c max_connections=300" >>"$folder.log" 2>&1; then
            rm -f "$folder.log"
            echo "Host=127.0.0.1;Port=$port;Username=musespark;Database=postgres;Application Name=$folder"
            exit 0
        fi
    done
    cat "$folder.log" >&2
    exit 1
    ;;
stop)
    folder=$2
    case "$folder" in /tmp/musespark-postgres-*) ;; *) echo "That is no folder of this script: $folder" >&2; exit 1 ;; esac
    cd /
    as_server "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null
    rm -rf "$folder"
    ;;
*)
    echo "Usage: $0 start | stop FOLDER" >&2
    exit 2
    ;;
esac
