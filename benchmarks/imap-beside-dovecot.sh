#!/usr/bin/env bash
# What clients ask of a mailbox of MESSAGES messages, asked of the sample server and of Dovecot in turns and on this machine, both filled with the same messages over
# IMAP. Needs root, Debian's dovecot-imapd, and Release builds of samples/ReferenceServer and benchmarks/Protocols.Benchmarks. Prints the best time of each in ROUNDS
# rounds and three seconds at the least, and the ratio.
# usage: imap-beside-dovecot.sh [MESSAGES] [ROUNDS] [PIECE OF THE COMMANDS TO TIME]
set -euo pipefail
cd "$(dirname "$0")/.."
messages=${1:-100000} rounds=${2:-5}
work=$(mktemp -d)
chmod 755 "$work"
server=
end() {
  doveadm -c "$work/dovecot.conf" stop >/dev/null 2>&1 || true
  [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; }
  rm -rf "$work"
}
trap end EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
theirs=$(free_port) ours=$(free_port)

# Its own defaults but for ports, users and limits that a benchmark would meet.
cat >"$work/dovecot.conf" <<CF
base_dir = $work/run
state_dir = $work/state
log_path = $work/dovecot.log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
mail_location = sdbox:~/mail
first_valid_uid = 1
default_vsz_limit = 2G
namespace inbox {
  inbox = yes
  separator = /
}
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=5000 gid=5000 home=$work/home/%n
}
service imap-login {
  inet_listener imap {
    port = $theirs
  }
  inet_listener imaps {
    port = 0
  }
}
CF
mkdir "$work/home" && chown 5000:5000 "$work/home"
dovecot -c "$work/dovecot.conf"

program=samples/ReferenceServer/bin/Release/net10.0/ReferenceServer.dll
echo secret | dotnet "$program" account add me@example.test --data "$work/data" --password-stdin >/dev/null
dotnet "$program" serve --data "$work/data" --imap "127.0.0.1:$ours" --imaps "" --pop3 "" --pop3s "" --smtp "" --submission "" --submissions "" --managesieve "" \
  --Server:Listen:Admin= --Logging:LogLevel:Default=Warning >"$work/ours.log" 2>&1 & server=$!
for _ in $(seq 200); do grep -q '^Ready' "$work/ours.log" && break; sleep 0.1; done
grep -q '^Ready' "$work/ours.log" || { cat "$work/ours.log"; exit 1; }

dotnet benchmarks/Protocols.Benchmarks/bin/Release/net10.0/Protocols.Benchmarks.dll imap-beside "$messages" "$rounds" \
  "$ours" me@example.test secret "$theirs" me secret "${3:-}"
