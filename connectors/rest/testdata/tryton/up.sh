#!/usr/bin/env bash
# Runs a real Tryton on this machine until it is killed, with a throw-away SQLite database named shop.
# usage: up.sh DIR PORT SNAPSHOT
# The empty database takes half a minute to make; it is kept at SNAPSHOT, and the next time copied from there.
set -euo pipefail
dir=$1 port=$2 snapshot=$3
mkdir -p "$dir/db" "$(dirname "$snapshot")"
cat >"$dir/conf" <<CONF
[database]
uri = sqlite://
path = $dir/db
[web]
listen = 127.0.0.1:$port
[session]
authentications = password
CONF
if [ ! -s "$snapshot" ]; then
	: >"$dir/db/shop.sqlite"
	printf 'tryton-pass-123\n' >"$dir/password"
	TRYTONPASSFILE="$dir/password" trytond-admin -c "$dir/conf" -d shop --all --email admin@example.org
	trytond-admin -c "$dir/conf" -d shop -u party sale sale_complaint --activate-dependencies
	cp "$dir/db/shop.sqlite" "$snapshot.$$"
	mv "$snapshot.$$" "$snapshot" # whole, or not at all
fi
cp "$snapshot" "$dir/db/shop.sqlite"
exec trytond -c "$dir/conf" -d shop
