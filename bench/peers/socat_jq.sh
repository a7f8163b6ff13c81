#!/usr/bin/env bash
# Monitors read with socat and looked at with jq, which knows one condition. Ends with the monitors.
# usage: socat_jq.sh FOLDER COUNT CONDITION
set -euo pipefail
for ((number = 1; number <= $2; number++)); do
    # The end of what is said to the monitor isn't the end of what it says.
    echo '{"execute": "qmp_capabilities"}' \
        | socat -b 65536 -,ignoreeof "UNIX-CONNECT:$1/vm-$(printf %05d "$number").qmp" \
        | jq -c --unbuffered "select($3)" > /dev/null &
done
wait
