#!/bin/bash
# Runs inside the emulated machine (see try.sh): inside.sh FOLDER_OF_KEEPSTEP_CLUSTER
export PATH=$1:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root KEEPSTEP_STATE=/state/keepstep
ulimit -n 65536
# containers are overlays, which cannot lie on the overlay that is this machine's root
mkdir -p /state; mount -t tmpfs -o size=3g state /state
for m in bridge veth; do modprobe $m; done
ip link set lo up
failed=0
check() { # check TEXT COMMAND...
  local text=$1; shift
  if "$@" >/tmp/check 2>&1; then echo "ok      [${SECONDS} s] $text"; else echo "FAILED  [${SECONDS} s] $text"; cat /tmp/check; failed=1; fi
}
kc() { keepstep-cluster kubectl --kubeconfig=/state/keepstep/v2/admin.kubeconfig "$@"; }
control() { cat /sys/fs/cgroup/cgroup.subtree_control; }

echo; echo "kernel $(uname -r), cgroups: $(stat -fc %T /sys/fs/cgroup), controllers: $(cat /sys/fs/cgroup/cgroup.controllers)"
before=$(control)
check "cgroup version 2 only" test "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs
check "preflight finds nothing missing" keepstep-cluster preflight --disk 2
check "up" keepstep-cluster up --name v2 --no-install --node-grace 40s
check "node add: Ready, with its GPUs" keepstep-cluster node add spot-a --name v2 --capacity spot --gpus 2
cat >/state/pod.yaml <<'Y'
apiVersion: v1
kind: Pod
metadata: {name: hello}
spec:
  restartPolicy: Never
  containers:
    - name: hello
      image: keepstep.local/busybox:1
      imagePullPolicy: Never
      command: [sh, -c, "echo gpu=$NVIDIA_VISIBLE_DEVICES memory=$(cat /sys/fs/cgroup/memory.max)"]
      resources: {limits: {memory: 64Mi, nvidia.com/gpu: "1"}}
Y
check "a pod is accepted" kc apply -f /state/pod.yaml
check "the pod runs to its end" kc wait pod/hello --for=jsonpath='{.status.phase}'=Succeeded --timeout=300s
kc logs hello >/state/log; echo "        its log: $(cat /state/log)"
check "its memory limit is its cgroup's memory.max" test "$(grep -o "memory=.*" /state/log)" = memory=67108864
check "it has one of the GPUs" grep -qE "gpu=GPU-[01] " /state/log
check "reboot: Ready again under another boot ID" keepstep-cluster node reboot spot-a --name v2
check "kill: no process left, Node object gone" keepstep-cluster node kill spot-a --name v2 --object-after 1s
check "the node's cgroup is gone" test ! -e "$(ls -d /sys/fs/cgroup/keepstep.*/spot-a 2>/dev/null || echo /none)"
check "down" keepstep-cluster down --name v2
check "no cgroup is left" test -z "$(find /sys/fs/cgroup -name 'keepstep*')"
check "no network namespace is left" test -z "$(ls /run/netns)"
check "no process is left" test -z "$(grep -lsa '/state/keepste[p]' /proc/[0-9]*/cmdline)"
check "the root cgroup hands down what it did before: \"$before\"" test "$(control)" = "$before"
[ $failed = 0 ] && echo "passed: all, in $SECONDS s after boot"
exit $failed
