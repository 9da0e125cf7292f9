#!/bin/bash
# Tries the local cluster on a machine with cgroup version 2 only, emulated by qemu, on a machine that has version 1 or no
# way to boot another kernel. No KVM is needed.
#
#   try.sh [SECONDS]      gives up after SECONDS (default 900)
#
# Debian's kernel boots with this machine's own files as its root: read-only over 9p, with changes going to memory. In it
# inside.sh brings up a control plane and a node, runs a pod with a memory limit and a GPU, kills the node, takes all down
# and looks for what is left. Prints one line per check; exit status 0 when all passed. The kernel is unpacked into
# ${KEEPSTEP_CACHE:-~/.cache/keepstep}/cgroup-v2 once.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=${KEEPSTEP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/keepstep}/cgroup-v2
cluster=$("$here/../build.sh" cluster)
mkdir -p "$work"; cd "$work"

missing=
for p in qemu-system-x86_64:qemu-system-x86 cpio:cpio depmod:kmod busybox:busybox-static; do
  command -v "${p%%:*}" >/dev/null || missing="$missing ${p#*:}"
done
if [ -n "$missing" ]; then
  echo "installing$missing" >&2
  # shellcheck disable=SC2086 # a list of packages
  apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi
if [ ! -d kernel ]; then
  image=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/ {print $2; exit}')
  apt-get download -qq "$image"
  rm -rf kernel.new; dpkg -x linux-image-*.deb kernel.new; mv kernel.new kernel; rm -f linux-image-*.deb
fi
version=$(ls kernel/lib/modules)
depmod -b kernel "$version"

# The first root: a shell, and the modules by which the real one is mounted, numbered in the order that they need.
rm -rf first; mkdir -p first/{bin,modules,proc,sys,dev,lower,rw,new}
cp "$(command -v busybox)" first/bin/busybox
n=10
for module in virtio_pci 9pnet_virtio 9p overlay; do
  while read -r _ file _; do
    ls first/modules/*-"$(basename "$file")" >/dev/null 2>&1 || cp "$file" "first/modules/$((n++))-$(basename "$file")"
  done < <(modprobe -d "$work/kernel" -S "$version" --show-depends "$module" | grep ^insmod)
done
cat >first/init <<INIT
#!/bin/busybox sh
b=/bin/busybox
\$b mount -t proc proc /proc; \$b mount -t sysfs sys /sys; \$b mount -t devtmpfs dev /dev
for m in /modules/*; do \$b insmod \$m; done
\$b mount -t 9p -o trans=virtio,version=9p2000.L,msize=524288,cache=loose,ro machine /lower || \$b poweroff -f
\$b mount -t tmpfs -o size=4g rw /rw; \$b mkdir /rw/upper /rw/work
\$b mount -t overlay -o lowerdir=/lower,upperdir=/rw/upper,workdir=/rw/work root /new
cd /new
\$b mount -t proc proc proc; \$b mount -t sysfs sys sys; \$b mount --bind /dev dev; \$b mkdir -p dev/pts dev/shm
\$b mount -t devpts devpts dev/pts; \$b mount -t tmpfs shm dev/shm; \$b mount -t tmpfs run run
\$b mount -t cgroup2 cgroup sys/fs/cgroup
\$b mkdir -p lib/modules; \$b mount --bind "/new$work/kernel/lib/modules" lib/modules
\$b chroot /new /bin/bash "$here/inside.sh" "$cluster"
\$b poweroff -f
INIT
chmod +x first/init
(cd first && find . | cpio -o -H newc 2>/dev/null | gzip -1) >first.gz

# no_timer_check: on a loaded machine the emulated timer is late and the kernel would give up on it
timeout "${1:-900}" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -m 8192 -smp 2 -nographic -no-reboot \
  -kernel "kernel/boot/vmlinuz-$version" -initrd first.gz \
  -append "console=ttyS0 quiet no_timer_check panic=-1 reboot=t cgroup_no_v1=all" \
  -virtfs local,path=/,mount_tag=machine,security_model=none,readonly=on,multidevs=remap </dev/null | tee output.txt
grep -q '^passed: all' output.txt
