#!/usr/bin/env bash
# The same households and queries as `cargo bench --bench look_up -- HOUSEHOLDS`, asked of SQLite FTS5 and of fzf, where they
# are installed: milliseconds of processor a query, p50, p99 and the most. No part of the gate.
#
#     benches/look_up/others.sh [HOUSEHOLDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
households=${1:-20000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo bench --quiet --bench look_up -- "$households" --texts "$folder"

# From seconds a line to the figures.
figures() {
  sort -g | awk -v what="$1" '{ t[NR] = $1 * 1000 }
    END { printf "%-12s %d queries   p50 %.3f ms   p99 %.3f ms   max %.3f ms\n", what, NR, t[int((NR - 1) * .5) + 1], t[int((NR - 1) * .99) + 1], t[NR] }'
}

if command -v sqlite3 >/dev/null; then
  {
    echo "CREATE VIRTUAL TABLE t USING fts5(x, tokenize = \"unicode61 remove_diacritics 2\", prefix = '1 2 3');"
    echo "CREATE TABLE raw(x);"
    echo ".mode ascii"
    echo ".separator \"\\037\" \"\\n\""
    echo ".import $folder/lines.txt raw"
    # d is no letter with a mark to it: folded by hand, as the queries are.
    echo "INSERT INTO t SELECT replace(replace(x, 'đ', 'd'), 'Đ', 'D') FROM raw;"
    echo ".timer on"
    while read -r query; do
      words=$(printf '%s' "$query" | sed 's/đ/d/g' | tr -s ' ' '\n' | sed 's/.*/"&"*/' | tr '\n' ' ')
      echo "SELECT count(*) FROM (SELECT rowid FROM t WHERE t MATCH '$words' ORDER BY bm25(t) LIMIT 20);"
    done <"$folder/queries.txt"
  } >"$folder/ask.sql"
  sqlite3 :memory: <"$folder/ask.sql" | awk '/^Run Time/ { print $6 + $8 }' | figures "SQLite FTS5"
else
  echo "sqlite3 is not here. Debian: apt install sqlite3"
fi

if command -v fzf >/dev/null; then
  TIMEFORMAT='%U %S'
  while read -r query; do
    { time fzf --filter "$query" <"$folder/lines.txt" 2>/dev/null | head -20 >/dev/null || true; } 2>&1
  done <"$folder/queries.txt" | awk '{ print $1 + $2 }' | figures "fzf --filter"
else
  echo "fzf is not here. Debian: apt install fzf"
fi
