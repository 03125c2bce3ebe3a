# A machine in namespaces of its own: this machine's files under a layer in memory that is thrown away, the Debian package installed
# on them by dpkg, and systemd (or, where it cannot be, nothing but a sleeper) as its first process.
# Words: its name, an empty directory, the directory that both machines share, the package, what runs first.
set -e
if [ "$1" = inside ]; then
  place=$2 shared=$3 package=$4
  shift 4
else
  # A control group of its own, so that nothing of this machine's is in what systemd arranges.
  mount --make-rprivate /
  mkdir "$2/groups"
  if mount -t cgroup2 cgroup2 "$2/groups"; then
    mkdir "$2/groups/$1" && echo $$ >"$2/groups/$1/cgroup.procs" || true
    umount -l "$2/groups"
  fi
  shift
  # It ends with the test, however that ends.
  (while kill -0 $PPID && kill -0 $$; do sleep 1; done; kill -KILL $$) 2>/dev/null &
  exec unshare --cgroup --mount --pid --fork --kill-child --uts --ipc sh "$0" inside "$@"
fi
mount -t tmpfs -o mode=755 tmpfs "$place"
mkdir "$place/upper" "$place/work" "$place/root"
mount -t overlay -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" overlay "$place/root"
cd "$place/root"
mkdir -p ".$shared"
mount --bind "$shared" ".$shared"
mount -t proc proc proc
# What belongs to the kernel is only looked at.
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup || true
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=755 tmpfs dev
for each in null zero full random urandom tty; do
  touch "dev/$each"
  mount --bind "/dev/$each" "dev/$each"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
mount -t tmpfs tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
rm -rf etc/systemd/system etc/bank
mkdir -p etc/systemd/system .before
pivot_root . .before
cd /
dpkg --install "$package" >&2
umount -l /.before
exec env -i container=bank-test PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
