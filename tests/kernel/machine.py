"""A virtual machine with Debian's kernel: what it needs, starting it, hearing it.

Its root is this machine's, read only by 9p, below what Debian's packages for it
hold; nothing is installed but qemu.  The first serial port is its console, where
it prints TAP; by the second the two can talk, a line at a time.
"""
import glob
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
BOOT_MODULES = ["virtio_pci", "virtio_blk", "9pnet_virtio", "9p", "overlay"]
BUSYBOX_NAMES = ["modprobe", "insmod", "rmmod", "lsmod", "blockdev"]


def run(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True,
                          **options).stdout


class Tree:
    """Debian's packages for the guest, unpacked; and its first files."""

    def __init__(self, folder, build, packages):
        self.folder, self.tree = folder, f"{folder}/tree"
        self.build = build
        self.initrd = f"{folder}/initrd"
        if not os.path.exists(f"{folder}/complete"):
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(f"{folder}/packages")
            self.unpack(packages)
            open(f"{folder}/complete", "x", encoding="ascii").close()
        self.build_initrd()
        self.kernel = glob.glob(f"{self.tree}/boot/vmlinuz-*")[0]

    def unpack(self, packages):
        kernel = [line.split()[1] for line in
                  run("apt-cache", "depends", "linux-image-amd64").splitlines()
                  if "Depends: linux-image-" in line][0]
        run("apt-get", "download", "-q", kernel, *packages,
            cwd=f"{self.folder}/packages", stderr=subprocess.DEVNULL)
        for name in ("bin", "sbin", "lib"):
            os.makedirs(f"{self.tree}/usr/{name}")
            os.symlink(f"usr/{name}", f"{self.tree}/{name}")
        for package in glob.glob(f"{self.folder}/packages/*.deb"):
            with subprocess.Popen(["dpkg", "--fsys-tarfile", package],
                                  stdout=subprocess.PIPE) as tar:
                run("tar", "-x", "--keep-directory-symlink", "-C", self.tree,
                    stdin=tar.stdout)
        shutil.rmtree(f"{self.folder}/packages")
        for name in BUSYBOX_NAMES:
            path = f"{self.tree}/usr/sbin/{name}"
            if not os.path.lexists(path):
                os.symlink("/bin/busybox", path)

    def module_files(self, base):
        """Those of BOOT_MODULES and what they need, in the order to load."""
        needs = {}
        with open(f"{base}/modules.dep", encoding="ascii") as file:
            for line in file:
                path, others = line.rstrip("\n").split(":")
                needs[os.path.basename(path).removesuffix(".ko")] = [
                    path, *others.split()]
        order = []
        for name in BOOT_MODULES:
            for path in reversed(needs[name]):
                if path not in order:
                    order.append(path)
        return order

    def build_initrd(self):
        base = glob.glob(f"{self.tree}/usr/lib/modules/*")[0]
        busybox = f"{self.tree}/bin/busybox"
        run(busybox, "depmod", "-b", self.tree, os.path.basename(base))
        root = f"{self.folder}/root"
        for name in ("bin", "modules", "proc", "sys", "dev", "host", "tree",
                     "up", "root"):
            os.makedirs(f"{root}/{name}")
        shutil.copy(busybox, f"{root}/bin")
        shutil.copy(f"{HERE}/init", f"{root}/init")
        with open(f"{root}/modules/order", "w", encoding="ascii") as order:
            for path in self.module_files(base):
                shutil.copy(f"{base}/{path}", f"{root}/modules")
                order.write(f"/modules/{os.path.basename(path)}\n")
        names = run("find", ".", cwd=root)
        with open(f"{self.folder}/cpio", "wb") as out:
            subprocess.run([busybox, "cpio", "-o", "-H", "newc"], input=names,
                           text=True, stdout=out, stderr=subprocess.DEVNULL,
                           cwd=root, check=True)
        shutil.rmtree(root)
        os.rename(f"{self.folder}/cpio", self.initrd)


class Port:
    """The host's end of a serial port."""

    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(1)
        self.lines = queue.Queue()
        self.peer = None
        threading.Thread(target=self.hear, daemon=True).start()

    def hear(self):
        try:
            self.peer, _ = self.listener.accept()
            with self.peer.makefile("rb") as file:
                for line in file:
                    self.lines.put(line.decode("utf-8", "replace").strip("\r\n"))
        except OSError:
            pass
        self.lines.put(None)

    def say(self, text):
        self.peer.sendall(text.encode() + b"\n")

    def close(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()
        if self.peer:
            self.peer.close()


class Machine:
    accelerator = None

    def __init__(self, tree, name, append, disks=(), seconds=500):
        self.room = run("mktemp", "-d").strip()
        self.console = Port(f"{self.room}/console")
        self.talk = Port(f"{self.room}/talk")
        self.end = time.monotonic() + seconds
        self.log = open(f"{tree.folder}/{name}.log", "w", encoding="utf-8")
        self.process = subprocess.Popen(
            self.command(tree, append, disks),
            stdin=subprocess.DEVNULL, stderr=self.log)

    def command(self, tree, append, disks):
        command = ["qemu-system-x86_64", "-accel", self.accelerator, "-cpu",
                   "max", "-smp", "1", "-m", "1536", "-nodefaults", "-display",
                   "none", "-no-reboot", "-kernel", tree.kernel, "-initrd",
                   tree.initrd, "-append",
                   f"console=ttyS0 quiet loglevel=1 panic=-1 "
                   f"here={SOURCE} build={tree.build} {append}"]
        for name in ("console", "talk"):
            command += ["-chardev", f"socket,id={name},path={self.room}/{name}",
                        "-serial", f"chardev:{name}"]
        for tag, path in (("host", "/"), ("tree", tree.tree)):
            command += ["-fsdev", f"local,id={tag},path={path},readonly=on,"
                        "security_model=none,multidevs=remap", "-device",
                        f"virtio-9p-pci,fsdev={tag},mount_tag={tag}"]
        for i, path in enumerate(disks):
            command += ["-drive", f"if=none,id=d{i},format=raw,cache=writeback,"
                        f"file.driver=nbd,file.server.type=unix,"
                        f"file.server.path={path}", "-device",
                        f"virtio-blk-pci,drive=d{i},logical_block_size=4096,"
                        "physical_block_size=4096"]
        return command

    def hear(self, port):
        """The next line, or None at the end or when time is over."""
        try:
            line = port.lines.get(timeout=max(0, self.end - time.monotonic()))
        except queue.Empty:
            return None
        if line is not None:
            self.log.write(line + "\n")
        return line

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.console.close()
        self.talk.close()
        self.log.close()
        shutil.rmtree(self.room, ignore_errors=True)


def choose_accelerator(tree):
    """KVM where a guest really starts with it (not under every hypervisor)."""
    for name in ("kvm", "tcg,thread=multi"):
        if name == "kvm" and not os.access("/dev/kvm", os.R_OK | os.W_OK):
            continue
        Machine.accelerator = name
        machine = Machine(tree, "nothing", "part=nothing", seconds=20)
        line = machine.hear(machine.console)
        while line is not None and not line.startswith("END"):
            line = machine.hear(machine.console)
        machine.kill()
        if line is not None:
            return
    sys.exit("Neither KVM nor TCG starts the guest.")
