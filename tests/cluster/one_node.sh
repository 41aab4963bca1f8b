#!/usr/bin/env bash
# A SLURM of one node, for trying profiles/slurm on a Debian machine: no accounting, every processor and half of the memory in one partition.
#   tests/cluster/one_node.sh start FOLDER   as root; installs slurmctld, slurmd, slurm-client and munge where they are missing
#   tests/cluster/one_node.sh stop FOLDER    ends the three daemons that `start` started, and nothing else
# Everything that they write (key, settings, state, logs) is in FOLDER, which may be deleted afterwards. /etc/slurm/slurm.conf leads there while it
# runs: the jobs' own steps do not take SLURM_CONF from the environment. Where a SLURM is set up already, nothing is started.
set -euo pipefail

order=${1:-}
folder=${2:-}
case "$order" in start | stop) ;; *) order="" ;; esac
[ -n "$order" ] && [ -n "$folder" ] || { sed -n '2,6s/^# *//p' "$0"; exit 2; }
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

ended() { # NAME: ask the process that wrote this pid file to end, and wait for it
  [ -s "$folder/$1.pid" ] || return 0
  pid=$(cat "$folder/$1.pid")
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$1" ] || return 0
  kill "$pid"
  for _ in $(seq 100); do [ -d "/proc/$pid" ] || return 0; sleep 0.1; done
  kill -9 "$pid"
}

settings=/etc/slurm/slurm.conf
ours() { [ "$(readlink "$settings")" = "$folder/slurm.conf" ]; }

if [ "$order" = stop ]; then
  ! ours || scancel --user "$(id -un)" || true
  for daemon in slurmd slurmctld munged; do ended "$daemon"; done
  ! ours || rm "$settings"
  exit 0
fi
if [ -e "$settings" ]; then
  echo "$settings is there: this machine has a SLURM of its own, or another trial is running" >&2
  exit 1
fi

missing=""
for package in slurmctld slurmd slurm-client munge; do
  dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
if [ -n "$missing" ]; then
  apt-get -qq update >/dev/null
  # A policy of 101 keeps the packages from starting daemons of their own.
  policy=/usr/sbin/policy-rc.d
  [ -e "$policy" ] && policy="" || { printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; }
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends $missing >/dev/null
  [ -z "$policy" ] || rm "$policy"
fi

chmod 755 "$folder"
mkdir -p "$folder/state" "$folder/spool" "$folder/munge"
chmod 755 "$folder/munge"
[ -s "$folder/munge.key" ] || (umask 077; head -c 128 /dev/urandom >"$folder/munge.key")
memory=$(awk '/^MemTotal/ {print int($2 / 2048)}' /proc/meminfo)
host=$(uname -n)
cat >"$folder/slurm.conf" <<CONF
ClusterName=one_node
SlurmctldHost=${host%%.*}(127.0.0.1)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CryptoType=crypto/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
NodeName=localhost NodeAddr=127.0.0.1 CPUs=$(getconf _NPROCESSORS_ONLN) RealMemory=$memory State=UNKNOWN
PartitionName=all Nodes=localhost Default=YES MaxTime=60 State=UP
CONF

munged --key-file="$folder/munge.key" --socket="$folder/munge/socket" --pid-file="$folder/munged.pid" \
  --log-file="$folder/munged.log" --seed-file="$folder/munged.seed" --force
mkdir -p "${settings%/*}"
ln -sf "$folder/slurm.conf" "$settings"
slurmctld
slurmd -N localhost
for _ in $(seq 100); do
  [ "$(sinfo -h -o %T 2>/dev/null)" = idle ] && { sinfo; exit 0; }
  sleep 0.2
done
tail -n 5 "$folder"/*.log >&2
echo "the node is not ready" >&2
exit 1
