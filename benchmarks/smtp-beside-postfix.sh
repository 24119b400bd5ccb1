#!/usr/bin/env bash
# Messages accepted per second by the sample server and by Postfix, in turns and on this machine: smtp-source sends SIZE octets over 20 sessions at
# once, both put each message on disk before they take it, and both send it on to a smtp-sink meanwhile. Needs root, Debian's postfix, and a Release
# build of samples/ReferenceServer. Prints each round's figures and the ratio of the medians.
# usage: [DELIVERIES=N] smtp-beside-postfix.sh [MESSAGES] [ROUNDS] [SESSIONS] [SIZE]; DELIVERIES is how many deliveries ours makes to one destination at
# a time, its default of 5 unless given; Postfix's default is 20.
set -euo pipefail
cd "$(dirname "$0")/.."
messages=${1:-2000} rounds=${2:-5} sessions=${3:-20} size=${4:-5000}
work=$(mktemp -d)
chmod 755 "$work"
pids=()
end() {
  postfix -c "$work/etc" stop >/dev/null 2>&1 || true
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
sink=$(free_port) theirs=$(free_port) ours=$(free_port)

smtp-sink -u postfix "127.0.0.1:$sink" 1000 & pids+=($!)

mkdir -p "$work"/{etc,spool,data,mail}
chown postfix "$work/data"
awk -v port="$theirs" '/^smtp +inet/ { print "127.0.0.1:" port " inet n - n - 200 smtpd"; next } /^[a-z0-9]+ +(inet|unix|fifo|pass|unix-dgram)/ { $5 = "n" } { print }' \
  /usr/share/postfix/master.cf.dist >"$work/etc/master.cf"
cat >"$work/etc/main.cf" <<CF
compatibility_level = 3.6
queue_directory = $work/spool
data_directory = $work/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
multi_instance_name = postfix-$theirs
multi_instance_enable = yes
maillog_file = $work/postfix.log
maillog_file_prefixes = $work
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = postfix.test
mydestination =
mynetworks = 127.0.0.0/8
transport_maps = inline:{sink.test=smtp:[127.0.0.1]:$sink}
smtp_dns_support_level = disabled
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
default_process_limit = 200
CF
postfix -c "$work/etc" start >/dev/null 2>&1

dotnet samples/ReferenceServer/bin/Release/net10.0/ReferenceServer.dll serve --data "$work/data-ours" --host-name ours.test --smtp "127.0.0.1:$ours" \
  --submission "" --submissions "" --imap "" --imaps "" --Server:Listen:Admin= --Server:Authentication:Enabled=false --Server:Relay:TrustedNetworks:0=127.0.0.0/8 \
  --Server:Relay:Routes:0:Domain=sink.test --Server:Relay:Routes:0:Host=127.0.0.1 --Server:Relay:Routes:0:Port="$sink" \
  --Server:Relay:MaxConcurrencyPerDestination="${DELIVERIES:-5}" --Logging:LogLevel:Default=Warning >"$work/ours.log" 2>&1 & pids+=($!)
for _ in $(seq 200); do grep -q '^Ready' "$work/ours.log" && break; sleep 0.1; done
grep -q '^Ready' "$work/ours.log" || { cat "$work/ours.log"; exit 1; }

# One run: as many messages, and what of them were taken in each second.
run() {
  local start end
  start=$(date +%s.%N)
  smtp-source -c -s "$sessions" -m "$messages" -l "$size" -f a@example.test -t b@sink.test "127.0.0.1:$1" >/dev/null
  end=$(date +%s.%N)
  awk -v n="$messages" -v a="$start" -v b="$end" 'BEGIN { printf "%.0f\n", n / (b - a) }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

run "$theirs" >/dev/null
run "$ours" >/dev/null
for round in $(seq "$rounds"); do
  sleep 5
  a=$(run "$theirs"); echo "$a" >>"$work/theirs.txt"
  sleep 5
  b=$(run "$ours"); echo "$b" >>"$work/ours.txt"
  echo "round $round: Postfix $a msg/s, ours $b msg/s"
done
a=$(median <"$work/theirs.txt") b=$(median <"$work/ours.txt")
awk -v a="$a" -v b="$b" -v n="$messages" -v s="$sessions" -v z="$size" 'BEGIN { printf "%d messages of %d octets over %d sessions, medians: Postfix %d msg/s, ours %d msg/s, ratio %.2f\n", n, z, s, a, b, b / a }'
